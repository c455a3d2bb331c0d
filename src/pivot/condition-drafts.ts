/** What do the conditions of a pivot say after a decision: the summary that kstatus knows, and one a phase? */
import { type ClusterPivot, conditionsOf } from '../api/clusterpivot.ts';
import {
  type Draft,
  phaseConditions,
  type Reason,
  readyCondition,
  reasons,
  reconcilingCondition,
  rolledBackCondition,
  sourceDisposableCondition,
  stalledCondition,
} from '../api/conditions.ts';
import type { Journal } from '../api/journal.ts';
import { phaseGoals, phases, type ShownPhase } from '../api/phases.ts';
import { attemptOf } from './attempt.ts';
import type { Decision } from './decide.ts';
import { endpointDrafts } from './endpoint-status.ts';
import { leftFrozen } from './gitops/owners.ts';
import { targetGoneInWords } from './left-in-target.ts';
import type { Observation } from './observation.ts';
import { pivotedHereInWords } from './pivoted-here.ts';
import { longestText, type Violation } from './result.ts';

/** Nothing goes on until somebody changes the spec. */
const unbegun: readonly string[] = ['PlanOnly', 'Suspended', 'RollbackWanted', 'AcknowledgedAhead'];

/** What a phase says that neither waits nor acts. */
export function silentMessage({ pivot }: Observation, phase: ShownPhase): string {
  if (phase === 'RollingBack') return 'rolling back';
  if (phase === 'RolledBack') return rolledBackMessage(pivot.status.journal?.rollback);
  if (phase !== 'Completed') return phaseGoals[phase];
  const here = pivotedHereInWords(pivot);
  if (here !== undefined) return here;
  const objects = pivot.status.journal?.inventory?.objects ?? 0;
  const hosts = pivot.status.hosts?.total ?? 0;
  return `${objects} objects and ${hosts} hosts moved; the source cluster may be deleted${frozenStill(pivot)}`;
}

function frozenStill({ status }: Observation['pivot']): string {
  const { gitOps } = status.journal ?? {};
  if (gitOps === undefined || gitOps.thawTime !== undefined) return '';
  return `; ${leftFrozen(gitOps.owners)}`;
}

function rolledBackMessage(rollback: Journal['rollback']): string {
  const { cause = '', differences = [], targetGone } = rollback ?? {};
  const source =
    differences.length === 0
      ? 'the source is as before'
      : `the source is as before but for what others changed meanwhile (${differences.join('; ')})`;
  if (targetGone !== undefined) return `rolled back (${cause}); ${source}, and ${targetGoneInWords(targetGone)}`;
  return `rolled back (${cause}); ${source}, and nothing of it is in the target`;
}

export function conditionsAfter(observation: Observation, decision: Decision, { reason, message }: Violation): Draft[] {
  const { phase, result } = decision;
  // For good: what is tidied up or let go afterwards takes nothing back.
  const completed = observation.pivot.status.journal?.completedTime !== undefined;
  const rolledBack = phase === 'RolledBack';
  const stalled = result.kind === 'stall';
  const inactive = completed || rolledBack || stalled || unbegun.includes(reason);
  const why = { reason: rolledBack ? reasons.RolledBack : reason, message };
  return [
    {
      type: readyCondition,
      status: bool(completed),
      ...(completed ? { reason: endReason(observation), message: silentMessage(observation, 'Completed') } : why),
    },
    { type: reconcilingCondition, status: bool(!inactive), reason: inactive ? why.reason : reason, message },
    stalled ? stalledDraft({ reason, message }) : (stalledOnceBack(observation.pivot) ?? stalledDraft(undefined)),
    ...phaseDrafts(observation, decision, why),
    ...endpointDrafts(observation, phase),
    disposable(observation, completed),
    ...rolledBackDrafts(observation, decision, message),
  ];
}

function endReason({ pivot }: Observation): Reason {
  return pivot.status.journal?.pivotedHere === undefined ? reasons.PivotCompleted : reasons.AlreadyPivoted;
}

function stalledDraft(why: Violation | undefined): Draft {
  const { reason, message } = why ?? { reason: reasons.Met, message: '' };
  return { type: stalledCondition, status: bool(why !== undefined), reason, message };
}

/**
 * Stalled of a pivot that was rolled back, for as long as it stays so; undefined for any other. Nothing goes on by itself after a
 * failure, and whoever waits by kstatus has to hear of it; what was asked for has come true.
 */
export function stalledOnceBack({ spec, status, metadata }: ClusterPivot): Draft | undefined {
  const { rollback } = status.journal ?? {};
  if (rollback?.finishedTime === undefined) return undefined;
  if (spec.rollback || metadata.deletionTimestamp !== undefined) return stalledDraft(undefined);
  const remedy = `mend the cause, then set spec.attempt to ${attemptOf({ status }) + 1} to try again`;
  const message = `${rolledBackMessage(rollback).slice(0, longestText - remedy.length - 2)}; ${remedy}`;
  return stalledDraft({ reason: reasons.RolledBack, message });
}

function rolledBackDrafts({ pivot }: Observation, { phase }: Decision, message: string): readonly Draft[] {
  const { rollback, committedTime } = pivot.status.journal ?? {};
  const type = rolledBackCondition;
  if (rollback !== undefined) {
    const done = phase === 'RolledBack';
    if (done) return [{ type, status: 'True', reason: reasons.RolledBack, message }];
    const { targetGone } = rollback;
    const doing = targetGone === undefined ? message : `${message}. Mind that ${targetGoneInWords(targetGone)}`;
    return [{ type, status: 'False', reason: reasons.RollingBack, message: doing.slice(0, longestText) }];
  }
  if (!pivot.spec.rollback || committedTime === undefined) return [];
  const why = `spec.rollback is not heeded: the pivot was committed at ${committedTime} and only goes forward`;
  return [{ type, status: 'False', reason: reasons.AlreadyCommitted, message: why }];
}

function phaseDrafts({ pivot }: Observation, { phase }: Decision, why: Violation): Draft[] {
  const current = phases.findIndex((name) => name === phase);
  const previous = conditionsOf(pivot.status);
  return phases.flatMap((name, index): Draft[] => {
    if (name === 'Completed') return [];
    const type = phaseConditions[name];
    if (current < 0) {
      // On the way back a goal that held does not hold any more, and one that never did stays so.
      const held = previous.find((condition) => condition.type === type)?.status;
      const undone = phase === 'RolledBack' || name !== 'Preflight';
      return [
        {
          type,
          status: held === 'True' && !undone ? 'True' : 'False',
          reason: phase === 'RolledBack' ? reasons.RolledBack : reasons.RollingBack,
          message: '',
        },
      ];
    }
    // Of a pivot that somebody else made nobody here has seen that a goal held.
    if (pivot.status.journal?.pivotedHere !== undefined) {
      return [{ type, status: 'True', reason: reasons.AlreadyPivoted, message: '' }];
    }
    if (index < current) return [{ type, status: 'True', reason: reasons.Met, message: phaseGoals[name] }];
    if (index === current) return [{ type, status: 'False', ...why }];
    return [{ type, status: 'Unknown', reason: reasons.WaitingForEarlierPhase, message: '' }];
  });
}

function disposable(observation: Observation, completed: boolean): Draft {
  if (!completed) {
    return {
      type: sourceDisposableCondition,
      status: 'False',
      reason: reasons.InProgress,
      message: 'keep the source cluster: the pivot is not complete',
    };
  }
  const { inventory, pivotedHere, sourceUid, targetUid } = observation.pivot.status.journal ?? {};
  // Whoever reads True here would delete the cluster that manages the hosts. A CRD of an older release drops the mark.
  if (pivotedHere !== undefined || targetUid === observation.source.uid) {
    return {
      type: sourceDisposableCondition,
      status: 'False',
      reason: reasons.TargetMustStay,
      message: `keep this cluster: it is the target. The source, which was left, is the cluster with kube-system UID ${sourceUid}; whether that may be deleted is said by the ClusterPivot there`,
    };
  }
  const { objects = 0 } = inventory ?? {};
  const { total = 0 } = observation.pivot.status.hosts ?? {};
  return {
    type: sourceDisposableCondition,
    status: 'True',
    reason: reasons.PivotCompleted,
    message: `the source cluster may be deleted: ${objects} objects verified in the target and deleted from the source, ${total} hosts restored, ${unchanged(observation)} for ${observation.pivot.spec.gates.soakSeconds} s`,
  };
}

function bool(value: boolean): 'True' | 'False' {
  return value ? 'True' : 'False';
}

/** Nothing is promised that a human had to accept. */
function unchanged({ pivot }: Observation): string {
  const acknowledge = pivot.spec.acknowledge.filter((accepted) => accepted !== 'TargetGone');
  if (acknowledge.length === 0) return 'with unchanged operation history, no Machine or Node changed';
  return `nothing changed but what spec.acknowledge accepts (${acknowledge.join(', ')})`;
}
