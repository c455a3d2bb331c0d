/** How looks at ClusterPivots end, and how long they take, as controller-runtime tells it. */
import type { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { WorkResult } from '../kube/workers.ts';
import { counter, gauge, histogram } from './collectors.ts';
import { standardFamily } from './standard-families.ts';

const controller = 'clusterpivot';
const results = ['success', 'error', 'requeue', 'requeue_after'] as const;

export class ReconcileMetrics {
  readonly #total: Counter;
  readonly #errors: Counter;
  readonly #seconds: Histogram;
  readonly #active: Gauge;
  readonly #workers: Gauge;

  constructor(registry: Registry) {
    this.#total = counter(registry, standardFamily('controller_runtime_reconcile_total'));
    this.#errors = counter(registry, standardFamily('controller_runtime_reconcile_errors_total'));
    this.#seconds = histogram(registry, standardFamily('controller_runtime_reconcile_time_seconds'));
    this.#active = gauge(registry, standardFamily('controller_runtime_active_workers'));
    this.#workers = gauge(registry, standardFamily('controller_runtime_max_concurrent_reconciles'));
    for (const result of results) this.#total.inc({ controller, result }, 0);
    this.#errors.inc({ controller }, 0);
    this.#seconds.zero({ controller });
    this.#active.set({ controller }, 0);
    this.#workers.set({ controller }, 0);
  }

  haveWorkers(count: number): void {
    this.#workers.set({ controller }, count);
  }

  async time(work: () => Promise<WorkResult>): Promise<WorkResult> {
    const end = this.#seconds.startTimer({ controller });
    this.#active.inc({ controller });
    try {
      const result = await work();
      this.#total.inc({ controller, result: nameOf(result) });
      return result;
    } catch (error) {
      this.#total.inc({ controller, result: 'error' });
      this.#errors.inc({ controller });
      throw error;
    } finally {
      this.#active.dec({ controller });
      end();
    }
  }
}

function nameOf({ requeueAfterMs }: WorkResult): (typeof results)[number] {
  if (requeueAfterMs === undefined) return 'success';
  return requeueAfterMs === 0 ? 'requeue' : 'requeue_after';
}
