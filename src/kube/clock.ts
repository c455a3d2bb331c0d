/** Time as the code sees it, so that tests can own it. */
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

export interface Clock {
  /** Milliseconds since the epoch; may jump, so good for timestamps only. */
  now(): number;
  /** Milliseconds since some fixed moment; never jumps, so good for durations and deadlines. */
  monotonic(): number;
  /** Rejects with an AbortError when `signal` is aborted first (or was already). */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** What a Node timer can wait; longer ones would fire at once. */
const longestSleep = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    await delay(Math.min(Math.max(0, ms), longestSleep), undefined, signal === undefined ? {} : { signal });
  },
};

/** A number in [0, 1), as `Math.random` gives it. */
export type Random = () => number;
