/** Is every copy faithful, and did nothing change in the source meanwhile? Field by field, against the inventory. */
import { describeObject } from '../graph.ts';
import {
  byIdentity,
  byUid,
  differences,
  type Inventory,
  identity,
  inventoryResources,
  nameSome,
} from '../inventory.ts';
import type { ClusterView, Observation } from '../observation.ts';
import { fail, met, type Result, type Violation, violation, wait } from '../result.ts';
import { inWords, sourceDifferences, withoutGate } from '../source-differences.ts';

export function verifying(observation: Observation): Result {
  const { inventory, source, target, pivot } = observation;
  if (pivot.status.journal?.committedTime !== undefined) return met;
  if (inventory === undefined || target?.objects === undefined) {
    return wait(violation('CopyIncomplete', 'waiting for the inventory and the copies to be read'));
  }
  const changed = sourceChanged(inventory, source);
  if (changed !== undefined) return fail(changed);
  const unfaithful = copyDiffers(inventory, target) ?? unexpectedObject(inventory, target);
  return unfaithful === undefined ? met : wait(unfaithful);
}

function copyDiffers(inventory: Inventory, target: ClusterView): Violation | undefined {
  const objects = (target.objects ?? []).map(({ object }) => object);
  const copies = byIdentity(objects);
  const uids = byUid(objects);
  const found: string[] = [];
  for (const { object, kept } of inventory.entries) {
    const copy = copies.get(identity(object));
    if (copy === undefined) found.push(`${describeObject(object)} is missing in the target`);
    // clusterctl leaves a global one that is there as it is: it may be another one with good reason.
    else if (kept !== 'global')
      found.push(
        ...differences(withoutGate(object), copy, uids).map(
          (what) => `${describeObject(object)}: ${what} in the target`,
        ),
      );
  }
  const [first, ...more] = found;
  if (first === undefined) return undefined;
  return violation(
    'CopyDiffers',
    `${first}${more.length > 0 ? ` (and ${more.length} more differences)` : ''}; waiting until the copies are faithful`,
  );
}

/** The source is fenced and paused: whoever changed it makes the copies stale. */
function sourceChanged(inventory: Inventory, { objects }: ClusterView): Violation<'SourceChanged'> | undefined {
  if (objects === undefined) return undefined;
  const [found] = sourceDifferences(
    inventory,
    objects.map(({ object }) => object),
  );
  if (found === undefined) return undefined;
  return violation('SourceChanged', inWords(found, 'after it was copied'));
}

/** Anything of a moved kind that was not copied was made by a controller that should be paused. */
function unexpectedObject(inventory: Inventory, target: ClusterView): Violation | undefined {
  const expected = new Set(inventory.entries.map(({ object }) => identity(object)));
  const kinds = new Set(
    inventoryResources(inventory)
      .filter(({ group }) => group !== '')
      .map(({ kind, group }) => `${kind}.${group}`),
  );
  const extra = (target.objects ?? [])
    .filter(
      ({ resource, object }) => kinds.has(`${resource.kind}.${resource.group}`) && !expected.has(identity(object)),
    )
    .map(({ object }) => object);
  if (extra.length === 0) return undefined;
  return violation('CopyDiffers', `the target has ${nameSome(extra)}, which the source never had`);
}
