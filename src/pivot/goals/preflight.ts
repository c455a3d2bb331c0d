/** May this pivot start at all? Every check is asked and everything found is told; nothing is written. */
import { needsHuman } from '../../api/stall-reasons.ts';
import { askAll, type CheckResult } from '../checks/check.ts';
import { checks } from '../checks/index.ts';
import type { Observation } from '../observation.ts';
import { met, type Result, stall, type Violation, violation, wait } from '../result.ts';
import { lookAgainAfter } from '../survey.ts';

export function preflight(observation: Observation): Result {
  if (observation.pivot.status.journal?.startedTime !== undefined) return met;
  const violations = failures(preflightResults(observation));
  const [first] = violations;
  if (first === undefined) {
    const asking = notSurveyed(observation);
    return asking === undefined
      ? met
      : wait(asking, lookAgainAfter(observation.survey, observation.source.objects?.length ?? 0));
  }
  const message = violations.map((found) => found.message).join('\n');
  const human = violations.map(({ reason }) => reason).find(needsHuman);
  if (human !== undefined) return stall(violation(human, message));
  return wait({ reason: first.reason, message }, 5);
}

const known = new WeakMap<Observation, readonly CheckResult[]>();

/** Each check with its answer. */
export function preflightResults(observation: Observation): readonly CheckResult[] {
  const results = known.get(observation) ?? askAll(checks, observation);
  known.set(observation, results);
  return results;
}

function failures(results: readonly CheckResult[]): readonly Violation[] {
  return results.flatMap(({ outcome, reason, message }) =>
    outcome === 'Failure' && reason !== undefined ? [violation(reason, message ?? '')] : [],
  );
}

/**
 * Everything that speaks against a pivot right before the source is fenced: what could not be answered before the
 * target was prepared has to be answered by then.
 */
export function violationsBeforeFence(observation: Observation): readonly Violation[] {
  const results = preflightResults(observation);
  const open = results.flatMap(({ check, outcome, message }) =>
    outcome === 'Pending'
      ? [violation('CheckNotAnswered', `check ${check} has no answer: ${message}; waiting for it`)]
      : [],
  );
  return [...failures(results), ...(observation.survey.state === 'taken' ? open : [])];
}

/** What is to be asked is not known at first. */
function answered({ done, total }: { readonly done: number; readonly total: number }): string {
  return total === 0 ? '' : `: ${done} of ${total} requests answered`;
}

/** Why there are no answers of both clusters yet that were asked for at `since` (milliseconds since the epoch) or later. */
export function notSurveyed({ survey }: Observation, since = 0): Violation | undefined {
  switch (survey.state) {
    case 'notNeeded':
      return undefined;
    case 'taken':
      if (survey.survey.takenAt - survey.survey.durationMs >= since) return undefined;
      return violation('AskingClusters', 'about to ask both clusters once more whether each object would be admitted');
    case 'notPossible':
      return violation('AskingClusters', 'waiting until both clusters can be read, to ask them about each object');
    case 'running':
      return violation(
        'AskingClusters',
        `asking both clusters whether each object would be admitted (dry runs), and what we may do${answered(survey)}`,
      );
    case 'failed':
      return violation('AskingClusters', `asking both clusters was broken off: ${survey.problem}; trying again`);
  }
}
