/**
 * What clusterctl would move, and what it would leave without a word: the object graph of clusterctl 1.14
 * (cmd/clusterctl/client/cluster/objectgraph.go), rebuilt as pure functions over plain objects.
 */
import { discoveredObjects } from './graph/discovery.ts';
import { type FoundObject, kindKey, uidOf } from './graph/found-object.ts';
import { collectedBy } from './graph/garbage.ts';
import { type Kept, keptVertices } from './graph/kept.ts';
import { type LeftBehind, reasonsToStay } from './graph/left-behind.ts';
import { buildGraph } from './graph/ownership.ts';
import { type Dangling, danglingReferences } from './graph/references.ts';
import { type Refusal, refusals } from './graph/refusals.ts';
import { sequenceOf, wantedVertices } from './graph/selection.ts';
import type { MoveKind } from './move-kinds.ts';

export { crdNameOf, describeObject, type FoundObject, kindKey, typesOf } from './graph/found-object.ts';
export type { Kept } from './graph/kept.ts';
export type { LeftBehind } from './graph/left-behind.ts';

export interface MovedObject extends FoundObject {
  /** Why clusterctl does not delete it from the source; absent for what it deletes. */
  readonly kept?: Kept;
}

export interface MoveSet {
  /** Objects in the order of creation: every owner is in an earlier group than what it owns. */
  readonly groups: readonly (readonly MovedObject[])[];
  /** Objects that should move and would be dropped without a word, and those of kinds that clusterctl does not see. */
  readonly leftBehind: readonly LeftBehind[];
  /** Objects that are not deleted, but would be garbage-collected once their owners are. */
  readonly garbageCollectionRisk: readonly LeftBehind[];
  /** What moved objects refer to, and would not find in the target. */
  readonly dangling: readonly Dangling[];
  /** Over what clusterctl would give up before it moves anything. */
  readonly refusals: readonly Refusal[];
}

/** Computes the move set from everything that was read. What is of none of the kinds is known, but not discovered. */
export function moveSet(kinds: readonly MoveKind[], found: readonly FoundObject[]): MoveSet {
  const graph = buildGraph(discoveredObjects(kinds, found));
  const { groups: vertices, dropped } = sequenceOf(wantedVertices(kinds, graph));
  const kept = keptVertices(kinds, graph, found);
  const groups = vertices.map((group) =>
    group.map((vertex): MovedObject => {
      const why = kept.get(vertex.uid);
      return why === undefined ? vertex.found : { ...vertex.found, kept: why };
    }),
  );
  const moving = groups.flat();
  const moved = uidsOf(moving);
  const discovered = new Set(kinds.map(({ resource }) => kindKey(resource)));
  const reason = reasonsToStay({ graph, found, discovered, moved });
  const invisible = found.filter(({ resource, elsewhere }) => elsewhere !== true && !discovered.has(kindKey(resource)));
  return {
    groups,
    leftBehind: [...dropped.map((vertex) => vertex.found), ...invisible].map(reason),
    garbageCollectionRisk: collectedBy(uidsOf(moving.filter(isDeleted)), found).map(reason),
    dangling: danglingReferences(moving, found),
    refusals: refusals(graph, found),
  };
}

/** Whether clusterctl deletes it from the source once it is copied. */
export function isDeleted({ kept }: { readonly kept?: Kept }): boolean {
  return kept === undefined;
}

function uidsOf(found: readonly FoundObject[]): ReadonlySet<string> {
  return new Set(found.map(({ object }) => uidOf(object)));
}
