/** Time in which this process ran: it stands still while a busy machine runs others, for which the code under test is not to blame. */

/** Longer than it takes from one tick to the next on a machine that has time for us. */
const longestTickMs = 100;

export class OwnTime {
  #own = 0;
  #ticked = performance.now();
  readonly #timer = setInterval(() => this.#tick(), 20);

  /** Milliseconds. */
  now(): number {
    return this.#own;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const now = performance.now();
    this.#own += Math.min(now - this.#ticked, longestTickMs);
    this.#ticked = now;
  }
}
