/** A point of a campaign, or several in one run: its faults, and what it came to. */
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot } from '../../../testbed/cache.ts';
import type { EndState } from '../oracles/end-state.ts';
import { wrongWith } from '../oracles/verdict.ts';
import { type End, type PivotRun, type PivotRunResult, runPivot } from '../run/pivot-run.ts';
import type { Stage } from '../stage/stage.ts';

export interface Point {
  /** Tells it from all others, as a regular expression that names its points: `operator-applied-17`, `operator-applied-(17|62)`. */
  readonly name: string;
  readonly run: PivotRun;
  /** How it may end. */
  readonly ends: readonly End[];
}

export interface Outcome {
  readonly point: Point;
  readonly end: End | undefined;
  readonly seconds: number;
  readonly happened: readonly string[];
  /** Which of its faults did not come to pass: a run may need fewer requests than the run that was counted. */
  readonly missed: readonly string[];
  /** Empty when it did what it promises. */
  readonly wrong: readonly string[];
}

export async function tryPoint(stage: Stage, point: Point, reference: EndState): Promise<Outcome> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  let result: PivotRunResult;
  try {
    result = await runPivot(stage, point.run);
  } catch (error) {
    const wrong = [error instanceof Error ? error.message : String(error), await keep(stage, point, {})];
    return { point, end: undefined, seconds: seconds(), happened: [], missed: [], wrong };
  }
  const { end, script } = result;
  const { happened, missed } = script;
  const wrong = [
    ...(point.ends.includes(end) ? [] : [`it ended ${end}, and not ${point.ends.join(' or ')}`]),
    ...wrongWith(result, reference),
  ];
  if (wrong.length > 0) wrong.push(await keep(stage, point, { happened, wrong, evidence: result.evidence }));
  return { point, end, seconds: seconds(), happened, missed, wrong };
}

/** Keeps the logs of everything that ran, and the evidence. Says where. */
async function keep(stage: Stage, { name, run }: Point, found: object): Promise<string> {
  const folder = join(cacheRoot(), 'faults', name.replaceAll(/[^\w-]+/g, '_'));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(stage.folder, join(folder, 'logs'), { recursive: true });
  await writeFile(join(folder, 'evidence.json'), JSON.stringify({ run, ...found }));
  return `logs and evidence are in ${folder}`;
}
