/** How the work queue is doing, as client-go's queues tell it. */
import type { Counter, Histogram, Registry } from 'prom-client';
import type { Clock } from '../kube/clock.ts';
import type { QueueObserver } from '../kube/workqueue.ts';
import { computed, counter, histogram } from './collectors.ts';
import { standardFamily } from './standard-families.ts';

/** As controller-runtime labels the queue of a controller. */
const labels = { name: 'clusterpivot', controller: 'clusterpivot' };

export class QueueMetrics implements QueueObserver {
  readonly #clock: Clock;
  /** Monotonic, since when each key waits, or is worked on. */
  readonly #waiting = new Map<string, number>();
  readonly #working = new Map<string, number>();
  readonly #adds: Counter;
  readonly #retries: Counter;
  readonly #waited: Histogram;
  readonly #worked: Histogram;

  constructor(registry: Registry, clock: Clock) {
    this.#clock = clock;
    this.#adds = counter(registry, standardFamily('workqueue_adds_total'));
    this.#retries = counter(registry, standardFamily('workqueue_retries_total'));
    this.#waited = histogram(registry, standardFamily('workqueue_queue_duration_seconds'));
    this.#worked = histogram(registry, standardFamily('workqueue_work_duration_seconds'));
    // A queue that had nothing to do shows zeros.
    for (const count of [this.#adds, this.#retries]) count.inc(labels, 0);
    for (const times of [this.#waited, this.#worked]) times.zero(labels);
    const now = (name: Parameters<typeof standardFamily>[0], value: () => number) =>
      computed(registry, standardFamily(name), () => [{ name, labels, value: value() }]);
    now('workqueue_depth', () => [...this.#waiting.keys()].filter((key) => !this.#working.has(key)).length);
    now('workqueue_unfinished_work_seconds', () => this.#unfinished().reduce((sum, seconds) => sum + seconds, 0));
    now('workqueue_longest_running_processor_seconds', () => Math.max(0, ...this.#unfinished()));
  }

  onAdded(key: string): void {
    this.#adds.inc(labels);
    this.#waiting.set(key, this.#clock.monotonic());
  }

  onTaken(key: string): void {
    this.#observe(this.#waited, this.#waiting, key);
    this.#working.set(key, this.#clock.monotonic());
  }

  onDone(key: string): void {
    this.#observe(this.#worked, this.#working, key);
  }

  onRetry(): void {
    this.#retries.inc(labels);
  }

  #observe(times: Histogram, since: Map<string, number>, key: string): void {
    const began = since.get(key);
    if (began !== undefined) times.observe(labels, this.#secondsSince(began));
    since.delete(key);
  }

  #unfinished(): readonly number[] {
    return [...this.#working.values()].map((began) => this.#secondsSince(began));
  }

  #secondsSince(monotonic: number): number {
    return (this.#clock.monotonic() - monotonic) / 1000;
  }
}
