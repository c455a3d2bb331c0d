/** Many questions to two API servers at once, but never too many, with a count of the answers. */
import type { Progress } from '../surveys.ts';

export interface Asker {
  readonly signal: AbortSignal;
  /** Rejects with the reason of `signal` once that is aborted; nothing is asked any more then. */
  readonly ask: <T>(question: () => Promise<T>) => Promise<T>;
  /** Out of turn: for what is about the moment. */
  readonly askAtOnce: <T>(question: () => Promise<T>) => Promise<T>;
}

/** `width`: how many questions are under way at a time. */
export function startAsking(width: number, progress: Progress, signal: AbortSignal): Asker {
  const waiting: (() => void)[] = [];
  let free = width;
  let total = 0;
  let done = 0;
  const enter = async (): Promise<void> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  const askAtOnce: Asker['ask'] = async (question) => {
    total += 1;
    try {
      signal.throwIfAborted();
      return await question();
    } finally {
      done += 1;
      progress(done, total);
    }
  };
  return {
    signal,
    askAtOnce,
    ask: async (question) => {
      const turn = enter();
      return askAtOnce(async () => {
        await turn;
        try {
          signal.throwIfAborted();
          return await question();
        } finally {
          leave();
        }
      });
    },
  };
}
