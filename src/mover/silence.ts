/** Has a process said nothing for too long? */
import type { Clock } from './clock.ts';

export interface Silence {
  /** It said something. */
  broken(): void;
  /** Nobody listens any more. */
  cancel(): void;
}

/** A machine that stood still wakes with one timer overdue, not with all of them: that must not count as silence. */
const parts = 10;

/** Calls `onSilence` once, after that many seconds without a word, or up to a tenth more. */
export function watchSilence(clock: Clock, seconds: number, onSilence: () => void): Silence {
  let passed = 0;
  const listen = (): (() => void) =>
    clock.after((seconds * 1000) / parts, () => {
      passed += 1;
      // The first part had begun before the last word.
      if (passed > parts) onSilence();
      else cancel = listen();
    });
  let cancel = listen();
  return {
    broken: () => {
      passed = 0;
    },
    cancel: () => cancel(),
  };
}
