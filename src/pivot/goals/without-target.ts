/**
 * Does the target answer, or has a human said that it never will again? Only then the way back goes on without it, and only as long
 * as it is silent: of one that answers again, everything is taken back there, too.
 */
import { secondsSince } from '../elapsed.ts';
import { targetCutOff } from '../gates/access.ts';
import { endpointReleased } from '../gates/endpoint.ts';
import { leftInTarget, targetGoneInWords } from '../left-in-target.ts';
import type { Observation } from '../observation.ts';
import { met, type Result, record, type Violation, violation, wait } from '../result.ts';
import { workloadNamed } from '../workloads.ts';

/** A word that was given once must not turn the next short outage into the end of a cluster. */
const silentSeconds = 60;

/** Looked at without a target, after a human's word. */
export function isWithoutTarget({ pivot, target }: Pick<Observation, 'pivot' | 'target'>): boolean {
  return target === undefined && pivot.status.journal?.rollback?.targetGone !== undefined;
}

export function targetAnswersOrGone(observation: Observation): Result {
  const { access, pivot, now } = observation;
  const cutOff = targetCutOff(observation);
  if (cutOff === undefined) return noteAnswer(observation);
  // A kubeconfig that is missing or refused, or another cluster in its place, does not tell that it is gone.
  if (access.state !== 'unreachable') return wait(cutOff, 5);
  if (pivot.status.journal?.targetSilentSince === undefined) {
    return { kind: 'record', facts: { targetSilentSince: new Date(now).toISOString() }, doing: cutOff };
  }
  if (!pivot.spec.acknowledge.includes('TargetGone')) return wait(withWayOut(cutOff), 5);
  const remaining = silentSeconds - secondsSince(observation, 'targetSilentSince');
  if (remaining > 0) {
    const message = `${cutOff.message}; it is given up (TargetGone in spec.acknowledge) when it has been silent for ${Math.ceil(remaining)} s more`;
    return wait(violation(cutOff.reason, message), Math.min(remaining, 5));
  }
  return noteGone(observation);
}

function withWayOut({ reason, message }: Violation): Violation {
  return violation(
    reason,
    `${message}. If it is gone for good, and nothing can start it again, add TargetGone to spec.acknowledge, to go back without it (docs/recovery.md#in-the-source)`,
  );
}

function noteAnswer({ pivot }: Observation): Result {
  const { rollback, targetSilentSince } = pivot.status.journal ?? {};
  if (rollback === undefined || (targetSilentSince === undefined && rollback.targetGone === undefined)) return met;
  const { targetGone: _, ...rest } = rollback;
  return record({ targetSilentSince: null, rollback: rest }, 'the target answers again; going back in both clusters');
}

function noteGone(observation: Observation): Result {
  const { rollback } = observation.pivot.status.journal ?? {};
  if (rollback === undefined || rollback.targetGone !== undefined) return met;
  const targetGone = { time: new Date(observation.now).toISOString(), left: leftInTarget(observation) };
  return {
    kind: 'record',
    facts: { rollback: { ...rollback, targetGone } },
    doing: violation('TargetGone', targetGoneInWords(targetGone)),
  };
}

/** The source's Ironic may be started: the probes of the source alone have to see that nobody answers for its address. */
export function addressFreeForSource(observation: Observation): Violation | undefined {
  const { ironic } = observation.pivot.status.journal?.fence ?? {};
  const isStopped = ironic !== undefined && workloadNamed(observation.source.workloads, ironic)?.replicas === 0;
  return isStopped ? endpointReleased(observation) : undefined;
}
