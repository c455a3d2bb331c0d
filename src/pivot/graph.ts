/**
 * What clusterctl would move, and what it would drop silently: the object graph of clusterctl 1.14
 * (cmd/clusterctl/client/cluster/objectgraph.go), rebuilt as a pure function over plain objects.
 */
import type { KubeObject, Resource } from '../api/kube-object.ts';
import { groupOf } from '../api/kube-object.ts';
import { moveHierarchyLabel, moveLabel } from '../api/marks.ts';
import type { MoveKind } from './move-kinds.ts';

export interface FoundObject {
  readonly resource: Resource;
  readonly object: KubeObject;
}

export interface LeftBehind {
  readonly object: KubeObject;
  readonly why: string;
}

export interface MoveSet {
  /** Objects in the order of creation: every owner is in an earlier group than what it owns. */
  readonly groups: readonly (readonly FoundObject[])[];
  /** Objects that should move and would be dropped without a word. */
  readonly leftBehind: readonly LeftBehind[];
  /** Objects that stay but are owned by one that is deleted: the garbage collector would take them. */
  readonly garbageCollectionRisk: readonly LeftBehind[];
}

interface Vertex {
  readonly found: FoundObject;
  readonly owners: Set<string>;
  forceMove: boolean;
  tenant: boolean;
}

const secretPurposes = ['kubeconfig', 'ca', 'etcd', 'sa', 'proxy'];

/** Computes the move set from everything that was listed of the given kinds. */
export function moveSet(kinds: readonly MoveKind[], found: readonly FoundObject[]): MoveSet {
  const vertices = buildVertices(kinds, found);
  addSoftOwners(vertices);
  markTenants(kinds, vertices);
  const wanted = new Map([...vertices].filter(([, vertex]) => vertex.tenant || vertex.forceMove));
  const { groups, dropped } = orderByOwners(wanted);
  const moved = new Set(groups.flat().map((entry) => uidOf(entry.object)));
  return {
    groups,
    leftBehind: dropped.map((vertex) => ({ object: vertex.found.object, why: whyDropped(vertex, vertices, moved) })),
    garbageCollectionRisk: [...vertices.values()]
      .filter((vertex) => !moved.has(uidOf(vertex.found.object)))
      .filter((vertex) => [...vertex.owners].some((owner) => moved.has(owner)))
      .map((vertex) => ({ object: vertex.found.object, why: whyDropped(vertex, vertices, moved) })),
  };
}

/** `Kind namespace/name`, as messages show an object. */
export function describeObject(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return `${object.kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

function uidOf(object: KubeObject): string {
  return object.metadata.uid ?? '';
}

function kindKey(resource: Resource): string {
  return `${resource.kind}.${resource.group}`;
}

function buildVertices(kinds: readonly MoveKind[], found: readonly FoundObject[]): Map<string, Vertex> {
  const forced = new Set(kinds.filter((kind) => kind.forceMove).map((kind) => kindKey(kind.resource)));
  const vertices = new Map<string, Vertex>();
  for (const entry of found) {
    const labels = entry.object.metadata.labels ?? {};
    vertices.set(uidOf(entry.object), {
      found: entry,
      owners: new Set((entry.object.metadata.ownerReferences ?? []).map((owner) => owner.uid)),
      forceMove: forced.has(kindKey(entry.resource)) || moveLabel in labels || moveHierarchyLabel in labels,
      tenant: false,
    });
  }
  return vertices;
}

/** Ownership that exists only by naming: Secrets of a Cluster, and a Cluster of its ClusterClass. */
function addSoftOwners(vertices: ReadonlyMap<string, Vertex>): void {
  const clusters = [...vertices.values()].filter((vertex) => isKind(vertex, 'Cluster'));
  const classes = [...vertices.values()].filter((vertex) => isKind(vertex, 'ClusterClass'));
  for (const vertex of vertices.values()) {
    const { object } = vertex.found;
    if (object.kind === 'Secret' && object.apiVersion === 'v1' && vertex.owners.size === 0) {
      const dash = object.metadata.name.lastIndexOf('-');
      const purpose = object.metadata.name.slice(dash + 1);
      const owner = clusters.find(
        (cluster) => cluster.found.object.metadata.name === object.metadata.name.slice(0, dash),
      );
      if (dash > 0 && secretPurposes.includes(purpose) && owner !== undefined) {
        vertex.owners.add(uidOf(owner.found.object));
      }
    }
    if (isKind(vertex, 'Cluster')) {
      const topology = (object['spec'] as { topology?: { classRef?: { name?: string }; class?: string } } | undefined)
        ?.topology;
      const className = topology?.classRef?.name ?? topology?.class;
      const owner = classes.find((candidate) => candidate.found.object.metadata.name === className);
      if (owner !== undefined) vertex.owners.add(uidOf(owner.found.object));
    }
  }
}

function isKind(vertex: Vertex, kind: string): boolean {
  const { object } = vertex.found;
  return object.kind === kind && groupOf(object.apiVersion) === 'cluster.x-k8s.io';
}

/** Everything below a hierarchy root belongs to a tenant, and moves. */
function markTenants(kinds: readonly MoveKind[], vertices: ReadonlyMap<string, Vertex>): void {
  const hierarchies = new Set(kinds.filter((kind) => kind.forceMoveHierarchy).map((kind) => kindKey(kind.resource)));
  const owned = new Map<string, Vertex[]>();
  for (const vertex of vertices.values()) {
    for (const owner of vertex.owners) owned.set(owner, [...(owned.get(owner) ?? []), vertex]);
  }
  const pending = [...vertices.values()].filter(
    (vertex) =>
      hierarchies.has(kindKey(vertex.found.resource)) ||
      moveHierarchyLabel in (vertex.found.object.metadata.labels ?? {}),
  );
  for (let vertex = pending.pop(); vertex !== undefined; vertex = pending.pop()) {
    if (vertex.tenant) continue;
    vertex.tenant = true;
    pending.push(...(owned.get(uidOf(vertex.found.object)) ?? []));
  }
}

/** Groups by depth; what has an owner that never comes is dropped, as clusterctl drops it. */
function orderByOwners(wanted: ReadonlyMap<string, Vertex>): { groups: FoundObject[][]; dropped: Vertex[] } {
  const groups: FoundObject[][] = [];
  const placed = new Set<string>();
  const waiting = new Map(wanted);
  for (;;) {
    const ready = [...waiting].filter(([, vertex]) => [...vertex.owners].every((owner) => placed.has(owner)));
    if (ready.length === 0) return { groups, dropped: [...waiting.values()] };
    for (const [uid] of ready) {
      placed.add(uid);
      waiting.delete(uid);
    }
    groups.push(ready.map(([, vertex]) => vertex.found));
  }
}

function whyDropped(vertex: Vertex, all: ReadonlyMap<string, Vertex>, moved: ReadonlySet<string>): string {
  const missing = [...vertex.owners].filter((owner) => !moved.has(owner));
  if (missing.length === 0) return 'it belongs to no Cluster and its kind does not move by itself';
  const names = missing.map((uid) => {
    const owner = all.get(uid);
    if (owner !== undefined) return `${describeObject(owner.found.object)}, which does not move`;
    const reference = (vertex.found.object.metadata.ownerReferences ?? []).find((candidate) => candidate.uid === uid);
    return `${reference?.kind ?? 'object'} ${reference?.name ?? uid}, whose kind is not discovered`;
  });
  return `it is owned by ${names.join('; ')}`;
}
