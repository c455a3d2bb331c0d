/** What to do next: walk the goals; the first that does not hold is the phase, and its answer is the decision. */

import { type ClusterPivot, isOver } from '../api/clusterpivot.ts';
import { pivotFinalizer } from '../api/marks.ts';
import { phases, type ShownPhase } from '../api/phases.ts';
import type { Action } from './action.ts';
import { nextAttempt, wantsAnotherAttempt } from './attempt.ts';
import { budgetOf } from './budget.ts';
import { targetCutOff } from './gates/access.ts';
import { claimed } from './goals/claimed.ts';
import { ownersFrozen } from './goals/freeze-owners.ts';
import { goals } from './goals/index.ts';
import { rollback } from './goals/rollback.ts';
import { targetAnswersOrGone } from './goals/without-target.ts';
import type { Observation } from './observation.ts';
import { judgeReport } from './pivoted-here.ts';
import { act, firstUnmet, longestText, met, type Result, record, violation } from './result.ts';

export interface Decision {
  readonly phase: ShownPhase;
  readonly result: Result;
}

export function decide(observation: Observation): Decision {
  const { pivot } = observation;
  const { journal = {} } = pivot.status;
  const deleting = pivot.metadata.deletionTimestamp !== undefined;
  const over = isOver(pivot.status);
  const begun = journal.startedTime !== undefined;
  const last = journal.rollback === undefined ? 'Completed' : 'RolledBack';
  if (deleting && (over || !begun)) return { phase: begun ? last : 'Preflight', result: letGo(observation) };
  if (over) return { phase: last, result: afterTheEnd(observation) };
  if (journal.rollback !== undefined) {
    return { phase: 'RollingBack', result: firstUnmet(observation, [targetAnswersOrGone, rollback]) };
  }
  const here = judgeReport(observation);
  if (here?.accepted === true) return { phase: 'Completed', result: record(here.facts, 'believing the report') };
  const undoable = begun && journal.committedTime === undefined;
  if (deleting && undoable) {
    return { phase: 'RollingBack', result: undo(observation, 'the ClusterPivot was deleted before the commit') };
  }
  if (undoable && pivot.spec.rollback) {
    return { phase: 'RollingBack', result: undo(observation, 'spec.rollback is true') };
  }
  const decision = walk(observation);
  return undoable ? withinBudget(observation, decision) : decision;
}

function walk(observation: Observation): Decision {
  const notOurs = begunAndCutOff(observation) ?? begunAndUnclaimed(observation) ?? begunAndThawed(observation);
  if (notOurs !== undefined) return { phase: shownPhase(observation), result: notOurs };
  for (const [phase, goal] of goals) {
    const result = goal(observation);
    if (result.kind !== 'met') return { phase, result };
  }
  return { phase: 'Completed', result: met };
}

/** A phase goes on being shown while nothing can be judged. */
function shownPhase({ pivot }: Observation): ShownPhase {
  return phases.find((phase) => phase === pivot.status.phase) ?? 'Preflight';
}

/** Once begun, every goal needs both clusters; a goal that judged half of them could undo what holds. */
function begunAndCutOff(observation: Observation): Result | undefined {
  if (observation.pivot.status.journal?.startedTime === undefined) return undefined;
  const found = targetCutOff(observation);
  return found === undefined ? undefined : { kind: 'wait', violation: found, recheckAfterSeconds: 5 };
}

/** After the commit there is nothing to wait for: what is left to do is no other pivot's, and hosts wait for it. */
function begunAndUnclaimed(observation: Observation): Result | undefined {
  const { startedTime, committedTime } = observation.pivot.status.journal ?? {};
  if (startedTime === undefined || committedTime !== undefined) return undefined;
  const result = claimed(observation);
  return result.kind === 'met' ? undefined : result;
}

/** Until the end, since what has moved would be created again in the source. */
function begunAndThawed(observation: Observation): Result | undefined {
  if (observation.pivot.status.journal?.startedTime === undefined) return undefined;
  const result = ownersFrozen(observation);
  return result.kind === 'met' ? undefined : result;
}

function letGo({ pivot }: Observation): Result {
  if (!(pivot.metadata.finalizers ?? []).includes(pivotFinalizer)) return met;
  const ours: readonly Action[] = wasPivotedHere(pivot) ? [] : [{ kind: 'cleanUp' }];
  return act([...ours, { kind: 'removeFinalizer' }], 'letting the ClusterPivot go');
}

/** It did nothing, and so has nothing to take back, from either cluster. */
function wasPivotedHere({ status }: ClusterPivot): boolean {
  return status.journal?.pivotedHere !== undefined;
}

function afterTheEnd(observation: Observation): Result {
  const { pivot } = observation;
  if (wasPivotedHere(pivot)) return met;
  const tidied = tidyUp(observation);
  if (tidied.kind !== 'met' || !wantsAnotherAttempt(pivot)) return tidied;
  return record(nextAttempt(pivot), `beginning attempt ${pivot.spec.attempt}`);
}

/** What we left about goes once the end is journalled; the kept kubeconfig goes last, and so tells whether all is gone. */
function tidyUp(observation: Observation): Result {
  if (!observation.targetPinned) return met;
  return begunAndCutOff(observation) ?? act([{ kind: 'cleanUp' }], 'cleaning up');
}

function undo({ now }: Observation, cause: string): Result {
  const text = cause.slice(0, longestText);
  return record({ rollback: { startedTime: new Date(now).toISOString(), cause: text } }, `rolling back: ${text}`);
}

/** Before the commit: an attempt that failed, or a phase that used up its time, is undone or held. */
function withinBudget(observation: Observation, decision: Decision): Decision {
  const { result, phase } = decision;
  const overdue = overBudget(observation, decision);
  const failure = result.kind === 'stall' && result.undo ? result.violation : overdue;
  if (failure === undefined) return decision;
  if (observation.pivot.spec.onFailure === 'Hold') {
    return { phase, result: { kind: 'stall', violation: failure, undo: true } };
  }
  return { phase: 'RollingBack', result: undo(observation, failure.message) };
}

function overBudget({ pivot, now }: Observation, { phase, result }: Decision) {
  const message = result.kind === 'act' ? result.doing.message : result.kind === 'wait' ? result.violation.message : '';
  if (message === '' || (result.kind === 'wait' && result.violation.reason === 'Suspended')) return undefined;
  const budget = budgetOf(pivot, phase);
  if (budget === undefined || now <= budget.endsAt) return undefined;
  return violation('PhaseTimedOut', `${phase} took longer than ${budget.seconds} s: ${message}`);
}
