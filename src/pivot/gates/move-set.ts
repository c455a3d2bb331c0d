/** Would everything that should move really move, into a target that has room for it? */

import type { KubeObject } from '../../api/kube-object.ts';
import { moveLabel } from '../../api/marks.ts';
import { describeObject, kindKey } from '../graph.ts';
import { identity, nameSome } from '../inventory.ts';
import { sourceMoveSet } from '../move-set.ts';
import type { Observation } from '../observation.ts';
import { type Violation, violation, violationOf } from '../result.ts';

export function garbageCollectionRisk(observation: Observation): Violation | undefined {
  const [first, ...more] = sourceMoveSet(observation)?.garbageCollectionRisk ?? [];
  if (first === undefined) return undefined;
  return violation(
    'GarbageCollectionRisk',
    `${nameSome([first.object])} would be lost: an owner of it moves and is deleted from the source, but ${first.why}${andMore(more)}; label it ${moveLabel}, or remove the owner reference`,
  );
}

export function objectLeftBehind(observation: Observation): Violation | undefined {
  const { policy, objects = [] } = observation.pivot.spec.leftBehind;
  const isAllowed = ({ kind, metadata }: KubeObject) =>
    policy === 'Allow' && objects.some((one) => one.kind === kind && one.name === metadata.name);
  const [first, ...more] = (sourceMoveSet(observation)?.leftBehind ?? []).filter(({ object }) => !isAllowed(object));
  if (first === undefined) return undefined;
  return violation(
    'ObjectLeftBehind',
    `${nameSome([first.object])} would be left behind: ${first.why}${andMore(more)}; give its owner the clusterctl labels, remove the owner reference, or let it stay with spec.leftBehind`,
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

/**
 * An object that is there already would be overwritten, and a rollback could not tell it from a copy; another one of a
 * kind that moves could not be told from one that a controller made of the copies.
 */
export function targetNotEmpty(observation: Observation): Violation | undefined {
  const set = sourceMoveSet(observation);
  const present = observation.target?.objects;
  if (set === undefined || present === undefined) return undefined;
  const moving = set.groups.flat();
  const names = new Set(moving.map(({ object }) => identity(object)));
  const kinds = new Set(moving.flatMap(({ resource }) => (resource.group === '' ? [] : kindKey(resource))));
  const clash = present.filter(({ resource, object }) => kinds.has(kindKey(resource)) || names.has(identity(object)));
  if (clash.length === 0) return undefined;
  return violation(
    'TargetNotEmpty',
    `the target has ${nameSome(clash.map(({ object }) => object))} already; delete what is left there of an earlier move`,
  );
}

/** A kind that the target does not know, and that no provider to be installed will bring. */
export function crdMissingInTarget(observation: Observation): Violation | undefined {
  const crds = observation.target?.crds;
  const set = sourceMoveSet(observation);
  if (crds === undefined || set === undefined) return undefined;
  const metal3 = set.groups.flat().find(({ resource }) => {
    if (resource.group !== 'metal3.io') return false;
    const crd = crds.find((candidate) => candidate.name === `${resource.plural}.${resource.group}`);
    return crd === undefined || !crd.servedVersions.includes(resource.version);
  });
  if (metal3 === undefined) return undefined;
  const { plural, group, version } = metal3.resource;
  return violation(
    'CrdMissingInTarget',
    `the target does not serve ${plural}.${group} ${version}; install the Bare Metal Operator's CRDs there in the version of the source`,
  );
}

function andMore(more: readonly unknown[]): string {
  return more.length === 0 ? '' : ` (and ${more.length} more objects)`;
}
