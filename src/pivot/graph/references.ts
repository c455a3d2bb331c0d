/** Which objects does an object name in its spec, and which of those that a moved one names do not move with it? */
import { groupOf, type KubeObject } from '../../api/kube-object.ts';
import { describeObject, type FoundObject, kindKey, referenceKey, referenceKeyOf } from './found-object.ts';
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

/** `BareMetalHost metal3/m-0 refers in spec.bmc.credentialsName to Secret metal3/m-0-bmc`, and what is wrong with that. */
export function describeDangling({ referrer, reference, exists }: Dangling): string {
  const { field, kind, namespace, name } = reference;
  const place = namespace === undefined ? name : `${namespace}/${name}`;
  const what = exists ? 'does not move' : 'was not found';
  return `${describeObject(referrer)} refers in ${field} to ${kind} ${place}, which ${what}`;
}

export function referencesOf(object: KubeObject): readonly Reference[] {
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

function valuesAt(root: unknown, path: readonly string[]): readonly Value[] {
  let values: readonly Value[] = [{ at: '', value: root }];
  for (const part of path) {
    values = values
      .flatMap(({ at, value }) =>
        members(value, part).map(([key, next]) => ({ at: at ? `${at}.${key}` : key, value: next })),
      )
      .filter(({ value }) => value !== undefined && value !== null);
  }
  return values;
}

function members(value: unknown, part: string): readonly [string, unknown][] {
  if (part === '*') return Array.isArray(value) ? value.map((member, index) => [`${index}`, member]) : [];
  return typeof value === 'object' && value !== null ? [[part, (value as Record<string, unknown>)[part]]] : [];
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
