/** YAML files → the objects in them, or what is wrong with the first that is none. */
import { type Document, parseAllDocuments, type ScalarTag, type Tags } from 'yaml';
import { groupOf, type KubeObject } from '../api/kube-object.ts';
import { clusterPivots } from '../api/resources.ts';

export type ParsedManifests =
  | { readonly ok: true; readonly objects: readonly KubeObject[] }
  | { readonly ok: false; readonly problem: string };

/** Names of files and their texts. In the order in which they are to be applied: files by name, but first what others need. */
export function parseManifests(files: Readonly<Record<string, string>>): ParsedManifests {
  const objects: KubeObject[] = [];
  for (const key of Object.keys(files).toSorted()) {
    for (const [index, document] of parseYaml(files[key] ?? '').entries()) {
      const found = objectsOf(document);
      if (typeof found === 'string') return { ok: false, problem: `key ${key}, document ${index + 1} ${found}` };
      objects.push(...found);
    }
  }
  if (objects.length === 0) return { ok: false, problem: 'has no objects' };
  return { ok: true, objects: objects.toSorted((a, b) => rank(a) - rank(b)) };
}

/** Everything else may be of a kind, or in a namespace, that comes with it. */
function rank({ apiVersion, kind }: KubeObject): number {
  if (kind === 'CustomResourceDefinition' && groupOf(apiVersion) === 'apiextensions.k8s.io') return 0;
  return kind === 'Namespace' && apiVersion === 'v1' ? 1 : 2;
}

/** YAML 1.1, as kubectl reads it: `mode: 0440` is octal. But no date is anything but its text. */
function parseYaml(text: string): readonly Document[] {
  const found = parseAllDocuments(text, { version: '1.1', customTags: (tags) => tags.filter(isNoTime) });
  return 'empty' in found ? [] : found;
}

function isNoTime(tag: Tags[number]): boolean {
  return typeof tag === 'string' || ((tag as ScalarTag).format !== 'TIME' && !tag.tag.endsWith(':timestamp'));
}

/** A text says what is wrong. */
function objectsOf(document: Document): readonly KubeObject[] | string {
  const read = readYaml(document);
  if ('problem' in read) return `is not YAML: ${read.problem.split('\n')[0] ?? ''}`;
  const { value } = read;
  if (value === null || value === undefined) return [];
  const all = isList(value) ? value.items : [value];
  const problem = all.map(problemOf).find((found) => found !== undefined);
  return problem ?? (all as readonly KubeObject[]);
}

function readYaml(document: Document): { readonly value: unknown } | { readonly problem: string } {
  try {
    const [error] = document.errors;
    return error === undefined ? { value: document.toJS() } : { problem: error.message };
  } catch (error) {
    // An alias of nothing, or of too much.
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function isList(value: unknown): value is { readonly items: readonly unknown[] } {
  const { kind, items } = value as { readonly kind?: unknown; readonly items?: unknown };
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items);
}

/** What a path of the API may be made of: none of it may climb out of its place. */
const shapes = {
  apiVersion: /^([a-z0-9]([-.a-z0-9]*[a-z0-9])?\/)?v[a-z0-9]+$/,
  kind: /^[A-Za-z][A-Za-z0-9]*$/,
  name: /^(?!\.{1,2}$)[^/%]+$/,
} as const;

function problemOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return `is no object: ${String(value).slice(0, 100)}`;
  const { apiVersion, kind, metadata } = value as Partial<Record<'apiVersion' | 'kind' | 'metadata', unknown>>;
  if (!isLike('apiVersion', apiVersion)) return 'has no apiVersion, or one that cannot be';
  if (!isLike('kind', kind)) return 'has no kind, or one that cannot be';
  const { name, namespace } = (metadata ?? {}) as { readonly name?: unknown; readonly namespace?: unknown };
  if (!isLike('name', name)) return `(${kind}) has no metadata.name, or one that cannot be`;
  if (namespace !== undefined && !isLike('name', namespace)) {
    return `(${kind} ${name}) has a metadata.namespace that cannot be`;
  }
  if (kind === clusterPivots.kind && groupOf(apiVersion) === clusterPivots.group) {
    return `is ClusterPivot ${name}, which a pivot does not apply`;
  }
  return undefined;
}

function isLike(shape: keyof typeof shapes, value: unknown): value is string {
  return typeof value === 'string' && shapes[shape].test(value);
}
