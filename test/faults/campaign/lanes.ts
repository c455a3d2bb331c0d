/** Stages side by side, each with one run at a time: a pivot waits more than it computes. */
import { openStage, preparePrograms, type Stage } from '../stage/stage.ts';

export interface Lanes extends AsyncDisposable {
  /** Does the work on the next stage that is free. */
  run<Result>(work: (stage: Stage) => Promise<Result>): Promise<Result>;
}

export async function openLanes(count: number): Promise<Lanes> {
  await using opening = new AsyncDisposableStack();
  const programs = opening.use(await preparePrograms());
  const free: Stage[] = [];
  for (let lane = 0; lane < count; lane += 1) free.push(opening.use(await openStage(programs)));
  const waiting: ((stage: Stage) => void)[] = [];
  const take = async (): Promise<Stage> => free.pop() ?? new Promise((resolve) => waiting.push(resolve));
  const giveBack = (stage: Stage) => {
    const next = waiting.shift();
    if (next === undefined) free.push(stage);
    else next(stage);
  };
  const closing = opening.move();
  return {
    run: async (work) => {
      const stage = await take();
      try {
        return await work(stage);
      } finally {
        giveBack(stage);
      }
    },
    [Symbol.asyncDispose]: async () => closing.disposeAsync(),
  };
}
