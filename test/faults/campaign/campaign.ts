/** Tries points, tells how it goes, and what all of it came to. */
import type { EndState } from '../oracles/end-state.ts';
import type { Lanes } from './lanes.ts';
import { type Outcome, type Point, tryPoint } from './point.ts';
import { seed } from './settings.ts';

export interface Campaign {
  readonly name: string;
  readonly lanes: Lanes;
  readonly points: readonly Point[];
  readonly reference: EndState;
}

/** What was wrong, in words; nothing when all points ended well. */
export async function runCampaign({ name, lanes, points, reference }: Campaign): Promise<readonly string[]> {
  let done = 0;
  const outcomes = await Promise.all(
    points.map(async (point) => {
      const outcome = await lanes.run(async (stage) => tryPoint(stage, point, reference));
      done += 1;
      console.log(`${name}: ${done} of ${points.length}: ${outcomeInWords(outcome)}`);
      return outcome;
    }),
  );
  console.log(`${name}: ${summary(outcomes)}`);
  return outcomes.filter(({ wrong }) => wrong.length > 0).map(failureInWords);
}

function outcomeInWords({ point, end, seconds, happened, missed, wrong }: Outcome): string {
  const what = [...happened, ...missed.map((fault) => `not reached: ${fault}`)].join('; ');
  const how = wrong.length === 0 ? (end ?? '') : `WRONG: ${wrong[0]}`;
  return `${point.name} (${what}) ${how} in ${seconds.toFixed(0)} s`;
}

function summary(outcomes: readonly Outcome[]): string {
  const count = (holds: (outcome: Outcome) => boolean) => outcomes.filter(holds).length;
  const points = outcomes.reduce((sum, { point }) => sum + point.run.plan.length, 0);
  const missed = outcomes.reduce((sum, outcome) => sum + outcome.missed.length, 0);
  return [
    `${outcomes.length} runs with ${points} faults`,
    `${count(({ end }) => end === 'completed')} completed`,
    `${count(({ end }) => end === 'rolledBack' || end === 'deleted')} rolled back`,
    `${count(({ wrong }) => wrong.length > 0)} wrong`,
    `${missed} faults not reached`,
  ].join(', ');
}

function failureInWords({ point, happened, wrong }: Outcome): string {
  return [
    `${point.name}, again with CLUSTERPIVOT_SEED=${seed} CLUSTERPIVOT_POINT='${point.name}'`,
    ...happened.map((what) => `  ${what}`),
    ...wrong.map((what) => `  -> ${what}`),
  ].join('\n');
}
