/** What Prometheus is told: the phase of every pivot, and how the work goes. Names follow controller-runtime where it has them. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ClusterPivot } from './api/clusterpivot.ts';
import { phases } from './api/phases.ts';

const shownPhases = [...phases, 'RollingBack', 'RolledBack'];

export class Metrics {
  readonly #registry = new Registry();
  readonly #phase: Gauge<'namespace' | 'name' | 'phase'>;
  readonly #reconciles: Counter<'controller' | 'result'>;
  readonly #seconds: Histogram<'controller'>;
  #depth: () => number = () => 0;

  constructor() {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#phase = new Gauge({
      name: 'clusterpivot_phase',
      help: '1 for the phase that a ClusterPivot is in, 0 for the others.',
      labelNames: ['namespace', 'name', 'phase'],
      registers,
    });
    this.#reconciles = new Counter({
      name: 'controller_runtime_reconcile_total',
      help: 'Looks at ClusterPivots, by how they ended.',
      labelNames: ['controller', 'result'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'controller_runtime_reconcile_time_seconds',
      help: 'How long a look at a ClusterPivot took, with what it did.',
      labelNames: ['controller'],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      registers,
    });
    const depth = () => this.#depth();
    this.#registry.registerMetric(
      new Gauge({
        name: 'workqueue_depth',
        help: 'ClusterPivots that wait for a worker.',
        labelNames: ['name'],
        registers: [],
        collect() {
          this.set({ name: 'clusterpivot' }, depth());
        },
      }),
    );
  }

  showPhase({ metadata: { namespace = '', name } }: ClusterPivot, phase: string | undefined): void {
    for (const shown of shownPhases) this.#phase.set({ namespace, name, phase: shown }, shown === phase ? 1 : 0);
  }

  forget({ namespace = '', name }: { readonly namespace?: string; readonly name: string }): void {
    for (const phase of shownPhases) this.#phase.remove({ namespace, name, phase });
  }

  watchQueue(depth: () => number): void {
    this.#depth = depth;
  }

  async timeReconcile<T>(work: () => Promise<T>): Promise<T> {
    const end = this.#seconds.startTimer({ controller: 'clusterpivot' });
    try {
      const result = await work();
      this.#reconciles.inc({ controller: 'clusterpivot', result: 'success' });
      return result;
    } catch (error) {
      this.#reconciles.inc({ controller: 'clusterpivot', result: 'error' });
      throw error;
    } finally {
      end();
    }
  }

  /** The exposition text and its content type. */
  async render(): Promise<{ readonly text: string; readonly contentType: string }> {
    return { text: await this.#registry.metrics(), contentType: this.#registry.contentType };
  }
}
