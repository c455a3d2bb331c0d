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
      .filter(({ found: { object } }) => (object.metadata.ownerReferences ?? []).some(({ uid }) => moved.has(uid)))
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

/** Names a type whatever its version. */
export function kindKey(resource: Resource): string {
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

/** Ownership by naming only: Secrets and bindings of a Cluster, and a Cluster of its ClusterClass. */
function addSoftOwners(vertices: ReadonlyMap<string, Vertex>): void {
  const owners = (kind: string) =>
    new Map(
      [...vertices.values()]
        .filter((vertex) => isKind(vertex, kind))
        .map(({ found: { object } }) => [`${object.metadata.namespace}/${object.metadata.name}`, uidOf(object)]),
    );
  const clusters = owners('Cluster');
  const classes = owners('ClusterClass');
  for (const vertex of vertices.values()) {
    const { namespace } = vertex.found.object.metadata;
    const uids = [
      clusters.get(`${namespace}/${clusterOfSecret(vertex)}`),
      clusters.get(`${namespace}/${clusterOfBinding(vertex)}`),
      classes.get(classOfCluster(vertex) ?? ''),
    ];
    for (const uid of uids) if (uid !== undefined) vertex.owners.add(uid);
  }
}

/** A Secret without any owner belongs to the Cluster that its name begins with. */
function clusterOfSecret({ found: { object }, owners }: Vertex): string | undefined {
  if (object.kind !== 'Secret' || object.apiVersion !== 'v1' || owners.size > 0) return undefined;
  const dash = object.metadata.name.lastIndexOf('-');
  return secretPurposes.includes(object.metadata.name.slice(dash + 1))
    ? object.metadata.name.slice(0, dash)
    : undefined;
}

function clusterOfBinding(vertex: Vertex): string | undefined {
  if (!isKind(vertex, 'ClusterResourceSetBinding', 'addons.cluster.x-k8s.io')) return undefined;
  return (vertex.found.object['spec'] as { clusterName?: string } | undefined)?.clusterName;
}

interface Topology {
  readonly classRef?: { readonly name?: string; readonly namespace?: string };
  readonly class?: string;
  readonly classNamespace?: string;
}

function classOfCluster(vertex: Vertex): string | undefined {
  if (!isKind(vertex, 'Cluster')) return undefined;
  const { object } = vertex.found;
  const topology = (object['spec'] as { topology?: Topology } | undefined)?.topology;
  const namespace = topology?.classRef?.namespace ?? topology?.classNamespace ?? object.metadata.namespace;
  return `${namespace}/${topology?.classRef?.name ?? topology?.class}`;
}

function isKind(vertex: Vertex, kind: string, group = 'cluster.x-k8s.io'): boolean {
  const { object } = vertex.found;
  return object.kind === kind && groupOf(object.apiVersion) === group;
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
