/** Ids of spans: chance, unless one was chosen for the span that begins next. */
import { randomBytes } from 'node:crypto';

interface Choice {
  readonly traceId: string;
  readonly spanId: string;
}

/** What OpenTelemetry's SDK wants of an IdGenerator. */
class ChosenIds {
  #next: Choice | undefined;

  /** `begin` must begin one span, and at once. */
  for<T>(choice: Choice, begin: () => T): T {
    this.#next = choice;
    try {
      return begin();
    } finally {
      this.#next = undefined;
    }
  }

  generateTraceId(): string {
    return this.#next?.traceId ?? randomBytes(16).toString('hex');
  }

  generateSpanId(): string {
    return this.#next?.spanId ?? randomBytes(8).toString('hex');
  }
}

/** The SDK has one generator for the whole process. */
export const chosenIds = new ChosenIds();
