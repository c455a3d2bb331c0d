/** The mover's time, which stands still until a test moves it. */
import type { Clock } from '../../src/mover/clock.ts';

interface Timer {
  readonly due: number;
  readonly fire: () => void;
}

export class ManualClock implements Clock {
  #now = Date.UTC(2026, 0, 2, 3, 4, 5);
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  after(ms: number, fire: () => void): () => void {
    const timer = { due: this.#now + ms, fire };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets seconds pass one after the other: what is due fires in its time. */
  pass(seconds: number): void {
    for (let passed = 0; passed < seconds; passed += 1) this.jump(1);
  }

  /** As for a machine that stood still: what is overdue fires once, and what that starts begins now. */
  jump(seconds: number): void {
    this.#now += seconds * 1000;
    const due = [...this.#timers].filter((timer) => timer.due <= this.#now).toSorted((a, b) => a.due - b.due);
    for (const timer of due) if (this.#timers.delete(timer)) timer.fire();
  }
}
