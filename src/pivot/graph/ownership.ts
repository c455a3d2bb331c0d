/** Who owns whom: owner references by UID, and what clusterctl takes for ownership without one. */
import type { KubeObject } from '../../api/kube-object.ts';
import { classOf } from './cluster-classes.ts';
import { type FoundObject, isKind, ownersOf, referenceKey, referenceKeyOf, uidOf } from './found-object.ts';

/** A discovered object and its owners, which need not be discovered themselves. */
export interface Vertex {
  readonly found: FoundObject;
  readonly uid: string;
  /** UIDs in its owner references. */
  readonly owners: ReadonlySet<string>;
  /** UIDs of those that own it by a name only. */
  readonly softOwners: ReadonlySet<string>;
}

export type Graph = ReadonlyMap<string, Vertex>;

/** What a Secret is for; in the order in which clusterctl tries them. */
const secretPurposes = ['kubeconfig', 'ca', 'etcd', 'sa', 'proxy', 'apiserver-etcd-client'];

export function buildGraph(discovered: readonly FoundObject[]): Graph {
  const byName = new Map(discovered.map(({ object }) => [referenceKeyOf(object), uidOf(object)]));
  const vertices = discovered.map(
    (found): Vertex => ({
      found,
      uid: uidOf(found.object),
      owners: ownersOf(found.object),
      softOwners: new Set(softOwnersOf(found.object).flatMap((name) => byName.get(name) ?? [])),
    }),
  );
  return new Map(vertices.map((vertex) => [vertex.uid, vertex]));
}

export function allOwners({ owners, softOwners }: Vertex): readonly string[] {
  return [...new Set([...owners, ...softOwners])];
}

/** Owned UIDs by the UID of an owner; `of` says which owners count. */
export function dependents(graph: Graph, of: (vertex: Vertex) => Iterable<string>): ReadonlyMap<string, Vertex[]> {
  const found = new Map<string, Vertex[]>();
  for (const vertex of graph.values()) {
    for (const owner of of(vertex)) {
      const owned = found.get(owner);
      if (owned === undefined) found.set(owner, [vertex]);
      else owned.push(vertex);
    }
  }
  return found;
}

/** The given vertices and everything below them. */
export function below(roots: readonly Vertex[], owned: ReadonlyMap<string, readonly Vertex[]>): ReadonlySet<string> {
  const reached = new Set<string>();
  const pending = [...roots];
  for (let vertex = pending.pop(); vertex !== undefined; vertex = pending.pop()) {
    if (reached.has(vertex.uid)) continue;
    reached.add(vertex.uid);
    pending.push(...(owned.get(vertex.uid) ?? []));
  }
  return reached;
}

/** Names of what owns the object although it has no owner reference to it. */
function softOwnersOf(object: KubeObject): readonly string[] {
  const { namespace } = object.metadata;
  const cluster = (name: string) => referenceKey({ group: 'cluster.x-k8s.io', kind: 'Cluster', namespace, name });
  const clusterNames = [clusterOfSecret(object), clusterOfBinding(object)].filter((name) => name !== undefined);
  const clusterClass = classOf(object);
  return [...clusterNames.map(cluster), ...(clusterClass === undefined ? [] : [referenceKey(clusterClass)])];
}

/** A Secret without any owner belongs to the Cluster that its name begins with. */
function clusterOfSecret(object: KubeObject): string | undefined {
  if (!isKind(object, 'Secret', '') || ownersOf(object).size > 0) return undefined;
  const { name } = object.metadata;
  const purpose = secretPurposes.find((candidate) => name.endsWith(`-${candidate}`));
  return purpose === undefined ? undefined : name.slice(0, -purpose.length - 1);
}

function clusterOfBinding(object: KubeObject): string | undefined {
  if (!isKind(object, 'ClusterResourceSetBinding', 'addons.cluster.x-k8s.io')) return undefined;
  return (object['spec'] as { clusterName?: string } | undefined)?.clusterName;
}
