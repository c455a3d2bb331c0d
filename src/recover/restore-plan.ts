/** What of a backup does this cluster lack, and what has it otherwise? */
import type { KubeObject } from '../api/kube-object.ts';
import { capiPausedAnnotation, hostPausedAnnotation, hostStatusAnnotation } from '../api/marks.ts';
import { isPaused } from '../pivot/gates/cluster.ts';
import { isKind } from '../pivot/graph/found-object.ts';
import { describeObject } from '../pivot/graph.ts';
import { byIdentity, byUid, differences, type Inventory, type InventoryEntry, identity } from '../pivot/inventory.ts';
import { withoutGate } from '../pivot/source-differences.ts';
import { type Leaving, leaving } from './leaving.ts';

export interface RestorePlan {
  /** Owners first. */
  readonly missing: readonly InventoryEntry[];
  /** They have to be gone before they can be created again. */
  readonly leaving: readonly Leaving[];
  /** Controllers would act on what is created for these Clusters before all of it is there. */
  readonly running: readonly KubeObject[];
  /** How objects that are there differ from the backup, in words. */
  readonly differing: readonly string[];
  /** The UIDs that objects have in this cluster, by those in the backup. */
  readonly uids: ReadonlyMap<string, string>;
}

export function restorePlan(inventory: Inventory, present: readonly KubeObject[]): RestorePlan {
  const { entries } = inventory;
  const found = byIdentity(present);
  const unpausedUids = byUid(present);
  const there = entries.flatMap(({ object }) => {
    const now = found.get(identity(object));
    return now === undefined ? [] : [{ object, now }];
  });
  const vanishing = leaving(inventory, present);
  const left = new Set(vanishing.map(({ object }) => object));
  const alive = there.filter(({ now }) => !left.has(now));
  return {
    missing: entries.filter(({ object }) => !found.has(identity(object))),
    leaving: vanishing,
    running: alive.map(({ now }) => now).filter((object) => isKind(object, 'Cluster') && !isPaused(object)),
    differing: alive.flatMap(({ object, now }) =>
      differences(withoutPause(object), withoutPause(now), unpausedUids).map(
        (what) => `${describeObject(object)}: ${what}`,
      ),
    ),
    uids: new Map(alive.map(({ object, now }) => [object.metadata.uid ?? '', now.metadata.uid ?? ''])),
  };
}

const pauses = [capiPausedAnnotation, hostPausedAnnotation, hostStatusAnnotation];

/** Whether something is paused at the moment says nothing about whether it is the object that was backed up. */
function withoutPause(object: KubeObject): KubeObject {
  const { metadata, ...rest } = withoutGate(object);
  const annotations = Object.fromEntries(
    Object.entries(metadata.annotations ?? {}).filter(([key]) => !pauses.includes(key)),
  );
  const unpaused = { ...rest, metadata: { ...metadata, annotations } };
  if (!isKind(object, 'Cluster')) return unpaused;
  const { paused: _, ...spec } = (object['spec'] ?? {}) as { readonly paused?: boolean };
  return { ...unpaused, spec };
}
