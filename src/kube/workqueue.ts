/** Which keys wait for work: each key once, never two workers on one key, retries later and later. */
import type { Clock, Random } from './clock.ts';
import { systemClock } from './clock.ts';

export interface WorkQueueOptions {
  readonly clock?: Clock;
  readonly random?: Random;
  /** Pause after the first failure of a key; doubles with each further one. */
  readonly firstRetryMs?: number;
  readonly longestRetryMs?: number;
  readonly observer?: QueueObserver;
}

/** Told of each key as it goes through the queue. */
export interface QueueObserver {
  /** It waits from now on: for a worker, or for the one that has it to be done. */
  onAdded(key: string): void;
  onTaken(key: string): void;
  onDone(key: string): void;
  /** It will be added again after a pause, because it failed. */
  onRetry(key: string): void;
}

/**
 * The semantics of client-go's rate-limited work queue. A key that is added while it waits is one piece of work; a key
 * that is added while it is worked on comes again when that is done.
 */
export class WorkQueue {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #firstRetryMs: number;
  readonly #longestRetryMs: number;
  readonly #observer: QueueObserver | undefined;
  /** In the order of adding; a subset of dirty. */
  readonly #ready: string[] = [];
  readonly #dirty = new Set<string>();
  readonly #processing = new Set<string>();
  readonly #delayed = new Map<string, { readonly due: number; readonly timer: AbortController }>();
  readonly #failures = new Map<string, number>();
  readonly #takers: ((key: string | undefined) => void)[] = [];
  readonly #drained = Promise.withResolvers<void>();
  #shutDown = false;

  constructor({
    clock = systemClock,
    random = Math.random,
    firstRetryMs = 500,
    longestRetryMs = 300_000,
    observer,
  }: WorkQueueOptions = {}) {
    this.#clock = clock;
    this.#random = random;
    this.#firstRetryMs = firstRetryMs;
    this.#longestRetryMs = longestRetryMs;
    this.#observer = observer;
  }

  /** Keys that a worker could take now. */
  get length(): number {
    return this.#ready.length;
  }

  add(key: string): void {
    if (this.#shutDown || this.#dirty.has(key)) return;
    this.#dirty.add(key);
    this.#observer?.onAdded(key);
    if (!this.#processing.has(key)) this.#offer(key);
  }

  /** Adds after `ms`; of several delays for one key the one that ends first counts. */
  addAfter(key: string, ms: number): void {
    if (this.#shutDown) return;
    if (ms <= 0) {
      this.add(key);
      return;
    }
    const due = this.#clock.monotonic() + ms;
    const waiting = this.#delayed.get(key);
    if (waiting !== undefined && waiting.due <= due) return;
    waiting?.timer.abort();
    const timer = new AbortController();
    this.#delayed.set(key, { due, timer });
    void this.#addLater(key, ms, timer.signal);
  }

  async #addLater(key: string, ms: number, signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(ms, signal).catch(() => undefined);
    if (signal.aborted) return;
    this.#delayed.delete(key);
    this.add(key);
  }

  /** Adds after a pause that grows with each call for this key since the last `forget`. */
  addRateLimited(key: string): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    this.#observer?.onRetry(key);
    const full = Math.min(this.#longestRetryMs, this.#firstRetryMs * 2 ** failures);
    this.addAfter(key, full * (0.75 + this.#random() / 4));
  }

  /** The key succeeded: its next failure counts as the first. */
  forget(key: string): void {
    this.#failures.delete(key);
  }

  failures(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  /** The next key, for one worker, who must call `done`; undefined when the queue is shut down and empty. */
  take(): Promise<string | undefined> {
    const key = this.#ready.shift();
    if (key !== undefined) return Promise.resolve(this.#hand(key));
    if (this.#shutDown) return Promise.resolve(undefined);
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  done(key: string): void {
    this.#processing.delete(key);
    this.#observer?.onDone(key);
    if (this.#dirty.has(key)) this.#offer(key);
    this.#checkDrained();
  }

  /** Nothing more comes in, delays are dropped; workers finish what is ready. Resolves when they have. */
  shutDown(): Promise<void> {
    this.#shutDown = true;
    for (const { timer } of this.#delayed.values()) timer.abort();
    this.#delayed.clear();
    for (const taker of this.#takers.splice(0)) taker(undefined);
    this.#checkDrained();
    return this.#drained.promise;
  }

  #offer(key: string): void {
    const taker = this.#takers.shift();
    if (taker === undefined) this.#ready.push(key);
    else taker(this.#hand(key));
  }

  #hand(key: string): string {
    this.#dirty.delete(key);
    this.#processing.add(key);
    this.#observer?.onTaken(key);
    return key;
  }

  #checkDrained(): void {
    if (this.#shutDown && this.#ready.length === 0 && this.#processing.size === 0) this.#drained.resolve();
  }
}
