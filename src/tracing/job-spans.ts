/** Tells of each Job of a pivot once, when it is first seen ended. */
import type { Observation } from '../pivot/observation.ts';
import { endedJob } from './finished-spans.ts';
import { tellSpan } from './spans.ts';

const mostRemembered = 1000;

export class JobSpans {
  /** By id; another process that tells it again tells the same. */
  readonly #told = new Set<string>();

  look({ pivot, initJob, copyJob }: Observation): void {
    for (const job of [initJob, copyJob]) {
      const span = job === undefined ? undefined : endedJob(pivot, job);
      if (span === undefined || this.#told.has(span.id)) continue;
      tellSpan(pivot, span);
      this.#told.add(span.id);
      const [oldest] = this.#told;
      if (this.#told.size > mostRemembered && oldest !== undefined) this.#told.delete(oldest);
    }
  }
}
