/** Does everything that should move really move, does nothing else get lost by it, and does the target know its kinds? */
import type { KubeObject } from '../../api/kube-object.ts';
import { moveLabel } from '../../api/marks.ts';
import { crdNameOf, describeObject } from '../graph.ts';
import { sourceMoveSet } from '../move-set.ts';
import type { Observation } from '../observation.ts';
import { type Violation, violation, violationOf } from '../result.ts';

export function garbageCollectionRisk(observation: Observation): Violation | undefined {
  return violationOf(
    'GarbageCollectionRisk',
    (sourceMoveSet(observation)?.garbageCollectionRisk ?? []).map(({ object, why }) => ({
      object: describeObject(object),
      seen: `would be lost: an owner of it moves and is deleted from the source, but ${why}`,
    })),
    `label it ${moveLabel}, or remove the owner reference`,
  );
}

export function objectLeftBehind(observation: Observation): Violation | undefined {
  const { policy, objects = [] } = observation.pivot.spec.leftBehind;
  const isAllowed = ({ kind, metadata }: KubeObject) =>
    policy === 'Allow' && objects.some((one) => one.kind === kind && one.name === metadata.name);
  const staying = (sourceMoveSet(observation)?.leftBehind ?? []).filter(({ object }) => !isAllowed(object));
  return violationOf(
    'ObjectLeftBehind',
    staying.map(({ object, why }) => ({ object: describeObject(object), seen: `would be left behind: ${why}` })),
    'give its owner the clusterctl labels, remove the owner reference, or let it stay with spec.leftBehind',
  );
}

/** Rather now than after the source is fenced. */
export function referenceUnresolved(observation: Observation): Violation | undefined {
  return violationOf(
    'ReferenceUnresolved',
    (sourceMoveSet(observation)?.refusals ?? []).map(({ object, why }) => ({
      object: describeObject(object),
      seen: `would make clusterctl give up: ${why}`,
    })),
    'correct or remove the reference',
  );
}

/** A kind that the target does not know, and that no provider to be installed will bring. */
export function crdMissingInTarget(observation: Observation): Violation | undefined {
  const crds = observation.target?.crds;
  const set = sourceMoveSet(observation);
  if (crds === undefined || set === undefined) return undefined;
  const metal3 = set.groups.flat().find(({ resource }) => {
    if (resource.group !== 'metal3.io') return false;
    const crd = crds.find((candidate) => candidate.name === crdNameOf(resource));
    return crd === undefined || !crd.servedVersions.includes(resource.version);
  });
  if (metal3 === undefined) return undefined;
  const { plural, group, version } = metal3.resource;
  return violation(
    'CrdMissingInTarget',
    `the target does not serve ${plural}.${group} ${version}; install the Bare Metal Operator's CRDs there in the version of the source`,
  );
}
