/** Why does an object not move? In words that name what is in the way, and as a cause to switch on. */
import { groupOf, type KubeObject, type OwnerReference } from '../../api/kube-object.ts';
import { clusterctlLabel } from '../../api/marks.ts';
import { crdNameOf, describeObject, type FoundObject, kindKey, uidOf } from './found-object.ts';
import { allOwners, type Graph, type Vertex } from './ownership.ts';

export type Cause =
  /** clusterctl does not discover its kind. */
  | 'unlabelledKind'
  /** It has an owner that does not move. */
  | 'ownerStays'
  /** It has an owner that nobody has found. */
  | 'ownerUnknown'
  /** It owns itself, by way of others or at once. */
  | 'ownershipCycle'
  /** Nothing that moves owns it, and its kind does not move by itself. */
  | 'unrelated'
  /** It is copied, and stays in the source as well. */
  | 'kept';

export interface LeftBehind {
  readonly object: KubeObject;
  readonly cause: Cause;
  readonly why: string;
}

/** What the reasons are told from. */
export interface Fate {
  readonly graph: Graph;
  readonly found: readonly FoundObject[];
  /** Keys of the kinds that clusterctl discovers. */
  readonly discovered: ReadonlySet<string>;
  readonly moved: ReadonlySet<string>;
}

/** Tells of each object that does not move why; what was found is looked up once for all of them. */
export function reasonsToStay({ graph, found, discovered, moved }: Fate): (entry: FoundObject) => LeftBehind {
  const everything = new Map(found.map((entry) => [uidOf(entry.object), entry]));
  return ({ resource, object }) => {
    const vertex = graph.get(uidOf(object));
    if (vertex === undefined) {
      return {
        object,
        cause: 'unlabelledKind',
        why: `its CRD ${crdNameOf(resource)} lacks the label ${clusterctlLabel}`,
      };
    }
    if (moved.has(vertex.uid)) return { object, cause: 'kept', why: 'it is copied and stays' };
    const circle = circleOf(vertex, graph);
    const missing = allOwners(vertex).filter((owner) => !moved.has(owner) && !circle.has(owner));
    const owners = missing.map((uid) =>
      describeOwner(everything.get(uid)?.object ?? referenceTo(uid, object), discovered),
    );
    const parts = [
      ...describeCircle(object, circle),
      ...(owners.length === 0 ? [] : [`it is owned by ${owners.join('; ')}`]),
    ];
    if (parts.length === 0) {
      return { object, cause: 'unrelated', why: 'it belongs to no Cluster and its kind does not move by itself' };
    }
    return { object, cause: causeOf({ circle, missing, everything }), why: parts.join('; ') };
  };
}

function causeOf(is: {
  readonly circle: ReadonlyMap<string, Vertex>;
  readonly missing: readonly string[];
  readonly everything: ReadonlyMap<string, FoundObject>;
}): Cause {
  if (is.circle.size > 0) return 'ownershipCycle';
  return is.missing.every((uid) => is.everything.has(uid)) ? 'ownerStays' : 'ownerUnknown';
}

/** An owner that was found, or what its owned object calls it. */
function describeOwner(owner: KubeObject | OwnerReference | undefined, discovered: ReadonlySet<string>): string {
  if (owner === undefined) return 'an unknown object';
  if ('metadata' in owner) return `${describeObject(owner)}, which does not move`;
  const { kind, apiVersion, name } = owner;
  const isDiscovered = discovered.has(kindKey({ kind, group: groupOf(apiVersion) }));
  return `${kind} ${name}, ${isDiscovered ? 'which does not exist' : 'whose kind is not discovered'}`;
}

function referenceTo(uid: string, owned: KubeObject): OwnerReference | undefined {
  return owned.metadata.ownerReferences?.find((candidate) => candidate.uid === uid);
}

/** The vertices on a way upwards that comes back to this one; empty where none does. */
function circleOf(vertex: Vertex, graph: Graph): ReadonlyMap<string, Vertex> {
  const above = ancestors(vertex, graph);
  if (!above.has(vertex.uid)) return new Map();
  return new Map([...above].filter(([, candidate]) => ancestors(candidate, graph).has(vertex.uid)));
}

function ancestors(vertex: Vertex, graph: Graph): Map<string, Vertex> {
  const reached = new Map<string, Vertex>();
  const pending = [...allOwners(vertex)];
  for (let uid = pending.pop(); uid !== undefined; uid = pending.pop()) {
    const owner = graph.get(uid);
    if (owner === undefined || reached.has(uid)) continue;
    reached.set(uid, owner);
    pending.push(...allOwners(owner));
  }
  return reached;
}

function describeCircle(object: KubeObject, circle: ReadonlyMap<string, Vertex>): readonly string[] {
  if (circle.size === 0) return [];
  const others = [...circle.values()].map(({ found }) => found.object).filter((member) => member !== object);
  if (others.length === 0) return ['it owns itself'];
  return [`it owns itself by way of ${others.map(describeObject).toSorted().join(', ')}`];
}
