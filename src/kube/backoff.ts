/** How long to wait after failures: exponentially longer, with jitter, and short again only after things went well for a while. */
import type { Clock, Random } from './clock.ts';

export interface BackoffOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly firstMs: number;
  readonly longestMs: number;
  /** An attempt that lasted at least this long ends a series of failures. */
  readonly stableMs: number;
}

/** Counts one series of attempts. */
export class Backoff {
  readonly #options: BackoffOptions;
  #failures = 0;

  constructor(options: BackoffOptions) {
    this.#options = options;
  }

  /** The pause after an attempt that began at `startedAt` (monotonic): 0 after a long one, which was no failure. */
  pauseMs(startedAt: number): number {
    const { clock, random, firstMs, longestMs, stableMs } = this.#options;
    if (clock.monotonic() - startedAt >= stableMs) {
      this.#failures = 0;
      return 0;
    }
    const full = Math.min(longestMs, firstMs * 2 ** this.#failures);
    this.#failures += 1;
    return full * (0.5 + random() / 2);
  }
}
