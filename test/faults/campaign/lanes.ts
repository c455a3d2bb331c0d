/** Stages side by side, each with a run of its own: a pivot waits more than it computes. */
import { openStage, preparePrograms, type Stage } from '../stage/stage.ts';

export interface Lanes extends AsyncDisposable {
  /** Gives each task to the next stage that is free; the results come in the order of the tasks. */
  forEach<Task, Result>(
    tasks: readonly Task[],
    work: (stage: Stage, task: Task) => Promise<Result>,
  ): Promise<readonly Result[]>;
}

export async function openLanes(count: number): Promise<Lanes> {
  await using opening = new AsyncDisposableStack();
  const programs = opening.use(await preparePrograms());
  const stages: Stage[] = [];
  for (let lane = 0; lane < count; lane += 1) stages.push(opening.use(await openStage(programs)));
  const closing = opening.move();
  return {
    forEach: async (tasks, work) => spread(stages, tasks, work),
    [Symbol.asyncDispose]: async () => closing.disposeAsync(),
  };
}

async function spread<Task, Result>(
  stages: readonly Stage[],
  tasks: readonly Task[],
  work: (stage: Stage, task: Task) => Promise<Result>,
): Promise<readonly Result[]> {
  const waiting = [...tasks.entries()];
  const results: [number, Result][] = [];
  await Promise.all(
    stages.map(async (stage) => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, task] = next;
        results.push([index, await work(stage, task)]);
      }
    }),
  );
  return results.toSorted(([a], [b]) => a - b).map(([, result]) => result);
}
