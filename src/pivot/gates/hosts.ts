/** Are the BareMetalHosts fit to move, and do they stay untouched? */
import type { KubeObject } from '../../api/kube-object.ts';
import { hostDetachedAnnotation, hostPausedAnnotation, hostStatusAnnotation } from '../../api/marks.ts';
import { describeObject, isKind } from '../graph/found-object.ts';
import { isClaimed, pausedBy, savedStatus, unsteadiness, wasInspected } from '../hosts.ts';
import { objectsHere } from '../objects-here.ts';
import type { Observation } from '../observation.ts';
import { type Case, type Violation, violation, violationOf } from '../result.ts';

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

/** The status annotation leaves the hardware out: the target takes it from the HardwareData of the same name. */
export function hardwareDataMissing({ source }: Observation): Violation | undefined {
  if (source.objects === undefined) return undefined;
  const known = objectsHere(source).filter((object) => isKind(object, 'HardwareData', 'metal3.io'));
  const names = new Set(known.map(({ metadata }) => metadata.name));
  const cases = source.hosts
    .filter((host) => wasInspected(host) && !names.has(host.metadata.name))
    .map(
      (host): Case => ({ object: describeObject(host), seen: 'was inspected, but has no HardwareData of its name' }),
    );
  return violationOf(
    'HardwareDataMissing',
    cases,
    'the target will not know its hardware before it inspects it again; restore the HardwareData, or go on without',
  );
}

/** Ironic knows nothing of a detached host, in neither cluster. */
export function hostDetached({ source }: Observation): Violation | undefined {
  const cases = source.hosts
    .filter(({ metadata }) => hostDetachedAnnotation in (metadata.annotations ?? {}))
    .map((host): Case => ({ object: describeObject(host), seen: `carries ${hostDetachedAnnotation}` }));
  return violationOf(
    'HostDetached',
    cases,
    'the target will not register it with its Ironic, nor prove that its BMC can be reached; remove the annotation if that is not wanted',
  );
}
