/** Are the BareMetalHosts fit to move, and do they stay untouched? */
import type { KubeObject } from '../../api/kube-object.ts';
import { hostPausedAnnotation, hostStatusAnnotation } from '../../api/marks.ts';
import { describeObject } from '../graph.ts';
import { isClaimed, pausedBy, savedStatus, unsteadiness } from '../hosts.ts';
import type { Observation } from '../observation.ts';
import { type Violation, violation } from '../result.ts';

export function hostNotSteady({ source }: Observation): Violation | undefined {
  const unsteady = source.hosts.flatMap((host) => {
    const why = unsteadiness(host);
    return why === undefined ? [] : [`${describeObject(host)} ${why}`];
  });
  const first = unsteady[0];
  if (first === undefined) return undefined;
  const more = unsteady.length > 1 ? ` (and ${unsteady.length - 1} more hosts)` : '';
  return violation('HostNotSteady', `${first}${more}; waiting until no operation is under way`);
}

/** A paused host gets no status annotation from its provider: it would arrive in the target without its history. */
export function hostPaused({ source }: Observation): Violation | undefined {
  const host = source.hosts.find((candidate) => pausedBy(candidate) !== undefined);
  if (host === undefined) return undefined;
  return violation(
    'HostPaused',
    `${describeObject(host)} is paused by ${pausedBy(host) || 'a user'}; waiting until the annotation ${hostPausedAnnotation} is gone`,
  );
}

export function unclaimedHosts({ pivot, source }: Observation): Violation | undefined {
  if (pivot.spec.unclaimedHosts === 'Include') return undefined;
  const host = source.hosts.find((candidate) => !isClaimed(candidate));
  if (host === undefined) return undefined;
  return violation(
    'UnclaimedHosts',
    `${describeObject(host)} is claimed by no Metal3Machine and would move too; set spec.unclaimedHosts to Include, or move it to another namespace`,
  );
}

/** Why a host would not survive the copy: paused and with its status saved is the only safe way to travel. */
export function unfitToTravel(host: KubeObject): string | undefined {
  if (pausedBy(host) === undefined) return `lacks the annotation ${hostPausedAnnotation}`;
  const saved = savedStatus(host);
  if (saved === undefined) return `lacks the annotation ${hostStatusAnnotation}`;
  try {
    const status = JSON.parse(saved) as { provisioning?: { state?: string } };
    if (status.provisioning?.state === undefined) return `has a ${hostStatusAnnotation} without a provisioning state`;
  } catch {
    return `has a ${hostStatusAnnotation} that is not JSON`;
  }
  return unsteadiness(host);
}
