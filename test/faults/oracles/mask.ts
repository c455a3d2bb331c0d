/** An object as two runs that went the same way have it alike: without what is another one each time. */
import type { KubeObject } from '../../../src/api/kube-object.ts';

/** Of the API server, of whoever wrote last, and of when. */
const dropped = new Set([
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'generation',
  'managedFields',
  'observedGeneration',
  'selfLink',
  'credentialsVersion',
  'deployment.kubernetes.io/revision',
]);

const patterns: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uid>'],
  [/\bcpv-[0-9a-f]{8}-[0-9a-f]{4}\b/g, 'cpv-<uid>'],
];

export function maskedText(text: string): string {
  return patterns.reduce((masked, [pattern, replacement]) => masked.replace(pattern, replacement), text);
}

function masked(value: unknown): unknown {
  if (typeof value === 'string') return maskedText(value);
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !dropped.has(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, masked(inner)]).toSorted(byName));
}

function byName([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1;
}

/** Of a Secret only the keys: tokens are others each time, and that a copy has the content of its original is asked elsewhere. */
function hidden(object: KubeObject): KubeObject {
  return object.kind === 'Secret' ? { ...object, data: Object.keys(object['data'] ?? {}) } : object;
}

/** Owners come in any order: clusterctl takes them out of a map. */
function ordered(object: KubeObject): KubeObject {
  const { ownerReferences } = object.metadata;
  if (ownerReferences === undefined) return object;
  const inOrder = ownerReferences.toSorted((a, b) => (`${a.kind} ${a.name}` < `${b.kind} ${b.name}` ? -1 : 1));
  return { ...object, metadata: { ...object.metadata, ownerReferences: inOrder } };
}

export function maskedObject(object: KubeObject): Readonly<Record<string, unknown>> {
  return masked(ordered(hidden(object))) as Readonly<Record<string, unknown>>;
}
