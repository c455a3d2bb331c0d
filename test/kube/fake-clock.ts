/** Time that stands still until a test moves it. */
import type { Clock } from '../../src/kube/clock.ts';

interface Sleep {
  readonly due: number;
  readonly wake: () => void;
}

/** Lets everything that can go on without the clock go on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export class FakeClock implements Clock {
  #elapsed = 0;
  readonly #start = Date.UTC(2026, 0, 2, 3, 4, 5);
  readonly #sleeps = new Set<Sleep>();

  now(): number {
    return this.#start + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      const sleep: Sleep = {
        due: this.#elapsed + ms,
        wake: () => {
          this.#sleeps.delete(sleep);
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      const abort = () => {
        this.#sleeps.delete(sleep);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#sleeps.add(sleep);
    });
  }

  /** Milliseconds that each present sleep has left, shortest first. */
  get pending(): readonly number[] {
    return [...this.#sleeps].map(({ due }) => due - this.#elapsed).toSorted((a, b) => a - b);
  }

  /** Wakes what is due within `ms`, in order, and lets the consequences happen in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    for (;;) {
      await settle();
      const next = [...this.#sleeps].toSorted((a, b) => a.due - b.due)[0];
      if (next === undefined || next.due > end) break;
      this.#elapsed = Math.max(this.#elapsed, next.due);
      next.wake();
    }
    this.#elapsed = end;
    await settle();
  }

  /** The same moments, seen through a wall clock that is `ms` ahead. */
  skewed(ms: number): Clock {
    return {
      now: () => this.now() + ms,
      monotonic: () => this.monotonic(),
      sleep: (duration, signal) => this.sleep(duration, signal),
    };
  }
}
