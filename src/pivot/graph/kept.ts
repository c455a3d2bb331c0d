/** Which objects does clusterctl copy and not delete from the source, and why? */
import type { MoveKind } from '../move-kinds.ts';
import { classOf } from './cluster-classes.ts';
import { type FoundObject, isKind, referenceKey, referenceKeyOf } from './found-object.ts';
import { allOwners, below, dependents, type Graph, type Vertex } from './ownership.ts';
import { hierarchyRoots } from './selection.ts';

/**
 * `global`: cluster-scoped, or below a cluster-scoped root of a hierarchy; created in the target if absent, and never
 * updated. `shared`: a ClusterClass that other namespaces have a part in, and what it owns; overwritten in the target.
 */
export type Kept = 'global' | 'shared';

export function keptVertices(
  kinds: readonly MoveKind[],
  graph: Graph,
  found: readonly FoundObject[],
): ReadonlyMap<string, Kept> {
  const vertices = [...graph.values()];
  const shared = below(
    vertices.filter(isSharedClass(found)),
    dependents(graph, ({ owners }) => owners),
  );
  const globalRoots = hierarchyRoots(kinds, graph).filter(isGlobal);
  const global = below(globalRoots, dependents(graph, allOwners));
  return new Map(
    vertices.flatMap((vertex): [string, Kept][] => {
      if (isGlobal(vertex) || global.has(vertex.uid)) return [[vertex.uid, 'global']];
      return shared.has(vertex.uid) ? [[vertex.uid, 'shared']] : [];
    }),
  );
}

function isGlobal({ found: { resource } }: Vertex): boolean {
  return !resource.namespaced;
}

/** It lies elsewhere, or a Cluster that lies elsewhere uses it. */
function isSharedClass(found: readonly FoundObject[]): (vertex: Vertex) => boolean {
  const usedElsewhere = new Set(
    found
      .filter(({ elsewhere, object }) => elsewhere === true && isKind(object, 'Cluster'))
      .flatMap(({ object }) => classOf(object) ?? [])
      .map(referenceKey),
  );
  return ({ found: { object, elsewhere } }) =>
    isKind(object, 'ClusterClass') && (elsewhere === true || usedElsewhere.has(referenceKeyOf(object)));
}
