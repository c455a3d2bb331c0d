/** Would copies get along with what the target has already? */
import { describeObject, isDeleted, kindKey } from '../graph.ts';
import {
  byIdentity,
  type Copied,
  identity,
  nameSome,
  orphansInTarget,
  overwrittenInTarget,
  preexisting,
} from '../inventory.ts';
import { sourceMoveSet } from '../move-set.ts';
import type { Observation } from '../observation.ts';
import { type Violation, violation, violationOf } from '../result.ts';

/**
 * An object that is there already would be overwritten, and a rollback could not tell it from a copy; another one of a
 * kind that moves could not be told from one that a controller made of the copies. What the source keeps, others may need.
 */
export function targetNotEmpty(observation: Observation): Violation<'TargetNotEmpty'> | undefined {
  const set = sourceMoveSet(observation);
  const present = observation.target?.objects;
  if (set === undefined || present === undefined) return undefined;
  const moving = set.groups.flat();
  const names = new Set(moving.map(({ object }) => identity(object)));
  const kinds = new Set(moving.flatMap(({ resource }) => (resource.group === '' ? [] : kindKey(resource))));
  const clash = present
    .filter(({ resource, elsewhere }) => resource.namespaced && elsewhere !== true)
    .filter(({ resource, object }) => kinds.has(kindKey(resource)) || names.has(identity(object)));
  if (clash.length === 0) return undefined;
  return violation(
    'TargetNotEmpty',
    `the target has ${nameSome(clash.map(({ object }) => object))} already; delete what is left there of an earlier move`,
  );
}

export function copyOrphaned(observation: Observation): Violation<'TargetNotEmpty'> | undefined {
  return orphaned(copiedInto(observation));
}

export function keptOverwritten(observation: Observation): Violation<'TargetNotEmpty'> | undefined {
  return overwritten(copiedInto(observation));
}

/** Both of these, of objects that have been compared with those of the target. */
export function clashWithKept(copied: readonly Copied[]): Violation<'TargetNotEmpty'> | undefined {
  return orphaned(copied) ?? overwritten(copied);
}

/** Only what the source keeps is compared: all else must not be there in the first place. */
function copiedInto(observation: Observation): readonly Copied[] {
  const inTarget = byIdentity((observation.target?.objects ?? []).map(({ object }) => object));
  return (sourceMoveSet(observation)?.groups.flat() ?? []).map((moved) =>
    isDeleted(moved) ? moved : { ...moved, ...preexisting(moved.object, inTarget.get(identity(moved.object))) },
  );
}

function orphaned(copied: readonly Copied[]): Violation<'TargetNotEmpty'> | undefined {
  return violationOf(
    'TargetNotEmpty',
    orphansInTarget(copied).map(({ orphan, owner }) => ({
      object: describeObject(orphan),
      seen: `would be copied with an owner that does not exist in the target, and be garbage-collected there: the target has ${describeObject(owner)} already`,
    })),
    'delete that in the target, or remove the owner reference',
  );
}

function overwritten(copied: readonly Copied[]): Violation<'TargetNotEmpty'> | undefined {
  return violationOf(
    'TargetNotEmpty',
    overwrittenInTarget(copied).map((object) => ({
      object: describeObject(object),
      seen: 'of the target is another one, and clusterctl would overwrite it',
    })),
    'make it like that of the source, or delete it',
  );
}
