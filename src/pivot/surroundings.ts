/** Does a needed object move, and if not, what keeps it: is it missing, owned or used by something that stays, or just nobody's? */
import type { KubeObject } from '../api/kube-object.ts';
import { describeObject, isKind, referenceKey, referenceKeyOf, uidOf } from './graph/found-object.ts';
import { type Reference, referencesOf } from './graph/references.ts';
import { objectsHere } from './objects-here.ts';
import type { ClusterView, Observation } from './observation.ts';
import { plainMoveSet } from './plain-move-set.ts';

/** An object that something that moves refers to. */
export interface Needed {
  readonly by: KubeObject;
  readonly reference: Reference;
}

export type Fate =
  | { readonly kind: 'moves' }
  | { readonly kind: 'missing' }
  /** Nobody owns it, and only what moves uses it: with clusterctl's move label it would move. */
  | { readonly kind: 'orphan'; readonly object: KubeObject }
  /** In words, after the name of the object. */
  | { readonly kind: 'held'; readonly why: string };

interface Surroundings {
  readonly moving: readonly KubeObject[];
  readonly fateOf: (needed: Needed) => Fate;
}

/** Several checks ask in one look. */
const known = new WeakMap<ClusterView, Surroundings>();

/** undefined while the source's CRDs and objects are not read. */
export function surroundings(observation: Pick<Observation, 'source'>): Surroundings | undefined {
  const { source } = observation;
  const before = known.get(source);
  if (before !== undefined) return before;
  const set = plainMoveSet(observation);
  if (set === undefined) return undefined;
  const moving = set.groups.flat().map(({ object }) => object);
  const found = { moving, fateOf: fates(moving, objectsHere(source)) };
  known.set(source, found);
  return found;
}

function fates(moving: readonly KubeObject[], here: readonly KubeObject[]): Surroundings['fateOf'] {
  const moved = new Set(moving.map(referenceKeyOf));
  const uids = new Set(moving.map(uidOf));
  const existing = new Map(here.map((object) => [referenceKeyOf(object), object]));
  const outsiders = new Map(
    here
      .filter((object) => !moved.has(referenceKeyOf(object)))
      .flatMap((user) => usesOf(user).map((reference) => [referenceKey(reference), user] as const)),
  );
  return ({ reference }) => {
    const key = referenceKey(reference);
    const object = existing.get(key);
    if (moved.has(key)) return { kind: 'moves' };
    if (object === undefined) return { kind: 'missing' };
    const why = ownersInWords(object, uids);
    if (why !== undefined) return { kind: 'held', why };
    const user = outsiders.get(key);
    if (user !== undefined) return { kind: 'held', why: `is used by ${describeObject(user)} too, which does not move` };
    return { kind: 'orphan', object };
  };
}

/** undefined for an object that nobody owns. */
function ownersInWords(object: KubeObject, moving: ReadonlySet<string>): string | undefined {
  const owners = object.metadata.ownerReferences ?? [];
  if (owners.length === 0) return undefined;
  const staying = owners.filter(({ uid }) => !moving.has(uid));
  const names = (staying.length === 0 ? owners : staying).map(({ kind, name }) => `${kind} ${name}`);
  return `is owned by ${names.join(' and ')}, which ${staying.length === 0 ? 'moves without what it owns' : 'does not move'}`;
}

/** What an object names in its spec, claims of addresses included. */
export function usesOf(object: KubeObject): readonly Reference[] {
  return [...referencesOf(object), ...poolOfClaim(object)];
}

interface ClaimSpec {
  readonly pool?: { readonly name?: string; readonly namespace?: string };
  readonly poolRef?: { readonly name?: string; readonly apiGroup?: string; readonly kind?: string };
}

/** Metal3 IPAM answers claims of its own, and those of Cluster API. */
function poolOfClaim(object: KubeObject): readonly Reference[] {
  const { pool, poolRef } = (object['spec'] ?? {}) as ClaimSpec;
  const { namespace } = object.metadata;
  if (isKind(object, 'IPClaim', 'ipam.metal3.io') && pool?.name) {
    const place = pool.namespace || namespace;
    return [{ field: 'spec.pool', group: 'ipam.metal3.io', kind: 'IPPool', namespace: place, name: pool.name }];
  }
  if (isKind(object, 'IPAddressClaim', 'ipam.cluster.x-k8s.io') && poolRef?.name) {
    const { apiGroup = '', kind = '', name } = poolRef;
    return [{ field: 'spec.poolRef', group: apiGroup, kind, namespace, name }];
  }
  return [];
}
