/** Which objects does clusterctl want to move, in which order, and which of them does it drop on the way? */
import { moveHierarchyLabel, moveLabel } from '../../api/marks.ts';
import type { MoveKind } from '../move-kinds.ts';
import { kindKey } from './found-object.ts';
import { allOwners, below, dependents, type Graph, type Vertex } from './ownership.ts';

/** Vertices that take along everything below them: by their kind or by a label of their own. */
export function hierarchyRoots(kinds: readonly MoveKind[], graph: Graph): readonly Vertex[] {
  const hierarchies = keysOf(kinds.filter(({ forceMoveHierarchy }) => forceMoveHierarchy));
  return [...graph.values()].filter(
    (vertex) => hierarchies.has(kindKey(vertex.found.resource)) || hasLabel(vertex, moveHierarchyLabel),
  );
}

/** What belongs to a hierarchy, and what moves by itself. */
export function wantedVertices(kinds: readonly MoveKind[], graph: Graph): Graph {
  const tenants = below(hierarchyRoots(kinds, graph), dependents(graph, allOwners));
  const forced = keysOf(kinds.filter(({ forceMove }) => forceMove));
  const isForced = (vertex: Vertex) => forced.has(kindKey(vertex.found.resource)) || hasLabel(vertex, moveLabel);
  return new Map([...graph].filter(([uid, vertex]) => tenants.has(uid) || isForced(vertex)));
}

export interface Sequence {
  /** Every owner is in an earlier group than what it owns. */
  readonly groups: readonly (readonly Vertex[])[];
  /** What has an owner that never comes; clusterctl says nothing of it. */
  readonly dropped: readonly Vertex[];
}

export function sequenceOf(wanted: Graph): Sequence {
  const groups: (readonly Vertex[])[] = [];
  const placed = new Set<string>();
  let waiting = [...wanted.values()];
  for (;;) {
    const isReady = (vertex: Vertex) => allOwners(vertex).every((owner) => placed.has(owner));
    const ready = waiting.filter(isReady);
    if (ready.length === 0) return { groups, dropped: waiting };
    waiting = waiting.filter((vertex) => !isReady(vertex));
    for (const { uid } of ready) placed.add(uid);
    groups.push(ready);
  }
}

function keysOf(kinds: readonly MoveKind[]): ReadonlySet<string> {
  return new Set(kinds.map(({ resource }) => kindKey(resource)));
}

function hasLabel({ found: { object } }: Vertex, label: string): boolean {
  return label in (object.metadata.labels ?? {});
}
