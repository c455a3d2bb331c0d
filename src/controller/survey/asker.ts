/** Many questions to two API servers at once, but never too many, with a count of the answers. */
import type { Progress } from '../surveys.ts';

export interface Asker {
  readonly signal: AbortSignal;
  /** Rejects with the reason of `signal` once that is aborted; nothing is asked any more then. */
  readonly ask: <T>(question: () => Promise<T>) => Promise<T>;
  /** One question about each of many, answered in their order. Nothing is held for those whose turn has not come. */
  readonly askOfEach: <Item, T>(items: readonly Item[], question: (item: Item) => Promise<T>) => Promise<readonly T[]>;
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
  const answered = async <T>(question: () => Promise<T>): Promise<T> => {
    try {
      signal.throwIfAborted();
      return await question();
    } finally {
      done += 1;
      progress(done, total);
    }
  };
  const inTurn = async <T>(question: () => Promise<T>): Promise<T> => {
    await enter();
    try {
      return await answered(question);
    } finally {
      leave();
    }
  };
  return {
    signal,
    ask: async (question) => {
      total += 1;
      return inTurn(question);
    },
    askOfEach: async <Item, T>(items: readonly Item[], question: (item: Item) => Promise<T>) => {
      total += items.length;
      const answers: T[] = [];
      const open = items.entries();
      const hand = async (): Promise<void> => {
        for (const [index, item] of open) answers[index] = await inTurn(async () => question(item));
      };
      await Promise.all(Array.from({ length: width }, hand));
      return answers;
    },
    askAtOnce: async (question) => {
      total += 1;
      return answered(question);
    },
  };
}
