/** Which objects does an object name in its spec, and which of those that a moved one names do not move with it? */
import { groupOf, type KubeObject } from '../../api/kube-object.ts';
import { type FoundObject, kindKey, referenceKey, referenceKeyOf } from './found-object.ts';
import { type Naming, referenceFields } from './reference-fields.ts';

export interface Reference {
  /** Path in the referrer, with the positions in lists: `spec.workers.machinePools.0.bootstrap.templateRef`. */
  readonly field: string;
  readonly group: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

export interface Dangling {
  readonly referrer: KubeObject;
  readonly reference: Reference;
  /** Whether it was found in the source. */
  readonly exists: boolean;
}

export function danglingReferences(moved: readonly FoundObject[], found: readonly FoundObject[]): readonly Dangling[] {
  const moving = new Set(moved.map(({ object }) => referenceKeyOf(object)));
  const existing = new Set(found.map(({ object }) => referenceKeyOf(object)));
  return moved
    .flatMap(({ object }) => referencesOf(object).map((reference) => ({ referrer: object, reference })))
    .filter(({ reference }) => !moving.has(referenceKey(reference)))
    .map((dangling) => ({ ...dangling, exists: existing.has(referenceKey(dangling.reference)) }));
}

/** `refers in spec.bmc.credentialsName to Secret metal3/m-0-bmc`, and what is wrong with that; to go after the referrer. */
export function danglingInWords({ reference, exists }: Pick<Dangling, 'reference' | 'exists'>): string {
  const { field, kind, namespace, name } = reference;
  const place = namespace === undefined ? name : `${namespace}/${name}`;
  const what = exists ? 'does not move' : 'was not found (it does not exist, or clusterctl does not discover its kind)';
  return `refers in ${field} to ${kind} ${place}, which ${what}`;
}

/** Asked for again and again in one look; objects are never changed in place. */
const known = new WeakMap<KubeObject, readonly Reference[]>();

export function referencesOf(object: KubeObject): readonly Reference[] {
  const references = known.get(object) ?? readReferences(object);
  known.set(object, references);
  return references;
}

function readReferences(object: KubeObject): readonly Reference[] {
  const fields = referenceFields[kindKey({ kind: object.kind, group: groupOf(object.apiVersion) })] ?? [];
  return fields.flatMap(({ path, naming }) =>
    valuesAt(object, path.split('.')).flatMap(({ at, value }) => {
      const named = readReference(naming, value);
      const { namespace = object.metadata.namespace, ...rest } = named ?? {};
      return rest.name ? [{ field: at, group: '', kind: 'Secret', namespace, ...rest, name: rest.name }] : [];
    }),
  );
}

interface Value {
  readonly at: string;
  readonly value: unknown;
}

/** Most paths lead nowhere in most objects. */
function valuesAt(root: unknown, path: readonly string[], at = ''): readonly Value[] {
  const [part, ...rest] = path;
  if (root === undefined || root === null) return [];
  if (part === undefined) return [{ at, value: root }];
  const below = (key: string) => (at === '' ? key : `${at}.${key}`);
  if (part === '*') {
    return Array.isArray(root) ? root.flatMap((member, index) => valuesAt(member, rest, below(`${index}`))) : [];
  }
  return typeof root === 'object' ? valuesAt((root as Record<string, unknown>)[part], rest, below(part)) : [];
}

/** What a field may say; what it leaves out depends on how it names. */
interface Written {
  readonly name?: string;
  readonly namespace?: string;
  readonly kind?: string;
  readonly apiGroup?: string;
  readonly apiVersion?: string;
}

type Named = Partial<Pick<Reference, 'group' | 'kind'>> & { readonly name?: string; readonly namespace?: string };

const pool = { group: 'ipam.metal3.io', kind: 'IPPool' };
const dataTemplate = { group: 'infrastructure.cluster.x-k8s.io', kind: 'Metal3DataTemplate' };
const clusterClass = { group: 'cluster.x-k8s.io', kind: 'ClusterClass' };

function readReference(naming: Naming, value: unknown): Named | undefined {
  if (typeof value === 'string') return { ...(naming === 'pool' ? pool : {}), name: value };
  const { name, namespace, kind, apiGroup, apiVersion = '' } = value as Written;
  const named = { ...(name && { name }), ...(namespace && { namespace }) };
  switch (naming) {
    case 'secret':
      return undefined;
    case 'secretRef':
      return named;
    case 'typed':
      return { ...named, ...(kind && { kind }), group: apiGroup ?? groupOf(apiVersion) };
    case 'class':
      return { ...named, ...clusterClass };
    case 'dataTemplate':
      return { ...named, ...dataTemplate };
    case 'pool':
      return { ...named, kind: kind || pool.kind, group: apiGroup || pool.group };
  }
}
