/** Every object to be moved as it was when everything was paused, and how a copy is compared with it. */
import { type KubeObject, type OwnerReference, type Resource, withoutManagedFields } from '../api/kube-object.ts';
import { describeObject, type Kept, type MovedObject, typesOf } from './graph.ts';
import { nameList } from './name-list.ts';

export interface InventoryEntry {
  readonly resource: Resource;
  /** Owners come first: the depth at which clusterctl creates it, and, downwards, at which it may be deleted. */
  readonly group: number;
  readonly object: KubeObject;
  /** Why the original is not deleted: others need it as well. */
  readonly kept?: Kept;
  /** The target had one of that name before anything was copied, so that it is not ours to delete in a rollback; and what it said. */
  readonly preexisting?: 'alike' | 'different';
}

/** What decides about how an object and the target's get along. */
export type Copied = Pick<InventoryEntry, 'object' | 'kept' | 'preexisting'>;

export interface NodeIdentity {
  readonly name: string;
  readonly uid: string;
  readonly bootId: string;
}

export interface Inventory {
  readonly entries: readonly InventoryEntry[];
  /** The Nodes of the target: a changed boot ID later means a reboot, a changed UID a new machine. */
  readonly nodes: readonly NodeIdentity[];
}

/** `inTarget`: what the target had already, by identity. */
export function buildInventory(
  groups: readonly (readonly MovedObject[])[],
  nodes: readonly KubeObject[],
  inTarget: ReadonlyMap<string, KubeObject> = new Map(),
): Inventory {
  const entries = groups.flatMap((group, depth) =>
    group.map(
      ({ resource, object, kept }): InventoryEntry => ({
        resource,
        group: depth,
        object: withoutManagedFields(object),
        ...(kept === undefined ? {} : { kept }),
        ...preexisting(object, inTarget.get(identity(object))),
      }),
    ),
  );
  return {
    entries: entries.toSorted((a, b) => a.group - b.group || compareText(identity(a.object), identity(b.object))),
    nodes: nodes.map(nodeIdentity).toSorted((a, b) => compareText(a.name, b.name)),
  };
}

/** `present`: what the target has of that name. */
export function preexisting(object: KubeObject, present: KubeObject | undefined): Pick<InventoryEntry, 'preexisting'> {
  if (present === undefined) return {};
  return { preexisting: contentDifferences(object, present).length === 0 ? 'alike' : 'different' };
}

export function nodeIdentity(node: KubeObject): NodeIdentity {
  const status = node['status'] as { nodeInfo?: { bootID?: string } } | undefined;
  return { name: node.metadata.name, uid: node.metadata.uid ?? '', bootId: status?.nodeInfo?.bootID ?? '' };
}

/**
 * What a global owner would lose in the target: where the target has that owner already, clusterctl gives the copy the UID
 * that the owner has in the source, and the target's garbage collector takes the copy for an orphan.
 */
export function orphansInTarget(
  copied: readonly Copied[],
): readonly { readonly orphan: KubeObject; readonly owner: KubeObject }[] {
  const isPresent = (one: Copied) => one.kept === 'global' && one.preexisting !== undefined;
  const owners = byUid(copied.filter(isPresent).map(({ object }) => object));
  return copied
    .filter((one) => !isPresent(one))
    .flatMap(({ object }) => {
      const uid = (object.metadata.ownerReferences ?? []).find((owner) => owners.has(owner.uid))?.uid;
      const owner = owners.get(uid ?? '');
      return owner === undefined ? [] : [{ orphan: object, owner }];
    });
}

/** What is shared with others, and of which the target has another one: clusterctl writes over it. */
export function overwrittenInTarget(copied: readonly Copied[]): readonly KubeObject[] {
  return copied
    .filter(({ kept, preexisting: there }) => kept === 'shared' && there === 'different')
    .map(({ object }) => object);
}

/** Names an object whatever cluster it is in: group, kind, namespace, name. */
export function identity(object: KubeObject): string {
  const slash = object.apiVersion.indexOf('/');
  const group = slash < 0 ? '' : object.apiVersion.slice(0, slash);
  return `${group}/${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

/** The resource types in an inventory, each once. */
export function inventoryResources({ entries }: Inventory): readonly Resource[] {
  return typesOf(entries);
}

/**
 * How a copy differs from its original, in words; empty when it is faithful. Status, UID and versions are the API
 * server's own in each cluster. Owner references must name the same owners, and resolve to their copies.
 */
export function differences(
  original: KubeObject,
  copy: KubeObject,
  copies: ReadonlyMap<string, KubeObject>,
): readonly string[] {
  const found = contentDifferences(original, copy);
  for (const field of ['labels', 'annotations'] as const) {
    const before = original.metadata[field] ?? {};
    const after = copy.metadata[field] ?? {};
    if (!sameJson(before, after)) found.push(firstDifference(`metadata.${field}`, before, after));
  }
  return [...found, ...ownerDifferences(original, copy, copies)];
}

function contentDifferences(original: KubeObject, copy: KubeObject): string[] {
  const fields = [...new Set([...Object.keys(original), ...Object.keys(copy)])];
  return fields
    .filter((field) => !['apiVersion', 'kind', 'metadata', 'status'].includes(field))
    .filter((field) => !sameJson(original[field], copy[field]))
    .map((field) => firstDifference(field, original[field], copy[field]));
}

function ownerDifferences(original: KubeObject, copy: KubeObject, copies: ReadonlyMap<string, KubeObject>): string[] {
  const before = (original.metadata.ownerReferences ?? []).map(ownerKey).toSorted();
  const after = (copy.metadata.ownerReferences ?? []).map(ownerKey).toSorted();
  if (!sameJson(before, after)) return [`metadata.ownerReferences is ${list(after)} instead of ${list(before)}`];
  return (copy.metadata.ownerReferences ?? [])
    .filter((owner) => copies.get(owner.uid)?.metadata.name !== owner.name)
    .map((owner) => `owner ${owner.kind} ${owner.name} has UID ${owner.uid}, which no copy has`);
}

function ownerKey(owner: OwnerReference): string {
  return `${owner.kind} ${owner.name}`;
}

function list(values: readonly string[]): string {
  return values.length === 0 ? 'empty' : values.join(', ');
}

/** Equality of JSON values; a field that is absent equals one that is undefined. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = a as Readonly<Record<string, unknown>>;
  const right = b as Readonly<Record<string, unknown>>;
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => sameJson(left[key], right[key]));
}

function firstDifference(path: string, before: unknown, after: unknown): string {
  if (typeof before === 'object' && typeof after === 'object' && before !== null && after !== null) {
    const left = before as Readonly<Record<string, unknown>>;
    const right = after as Readonly<Record<string, unknown>>;
    const key = [...new Set([...Object.keys(left), ...Object.keys(right)])].find(
      (name) => !sameJson(left[name], right[name]),
    );
    if (key !== undefined) return firstDifference(`${path}.${key}`, left[key], right[key]);
  }
  if (before === undefined) return `${path} was added`;
  return after === undefined ? `${path} is missing` : `${path} differs`;
}

/** Copies by UID, for resolving owner references among them. */
export function byUid(objects: readonly KubeObject[]): ReadonlyMap<string, KubeObject> {
  return new Map(objects.map((object) => [object.metadata.uid ?? '', object]));
}

export function byIdentity(objects: readonly KubeObject[]): ReadonlyMap<string, KubeObject> {
  return new Map(objects.map((object) => [identity(object), object]));
}

/** The names of a few objects, and how many more there are. */
export function nameSome(objects: readonly KubeObject[], most = 3): string {
  return nameList(objects.map(describeObject), most);
}

/** For sorting: the same order everywhere, whatever the locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
