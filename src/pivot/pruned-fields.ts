/** Which fields were sent to an API server, and are not in its answer? */
import type { KubeObject } from '../api/kube-object.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Paths such as `spec.image.url`. A schema that does not know a field drops it without a word (structural schemas prune
 * by default), and so may a mutating webhook. What is empty may be dropped, whatever is added or written in another way
 * is there; of the metadata only what is the user's counts.
 */
export function prunedFields(sent: KubeObject, answered: KubeObject): readonly string[] {
  const found: string[] = [];
  for (const [field, value] of Object.entries(sent)) {
    if (['apiVersion', 'kind', 'metadata', 'status'].includes(field)) continue;
    collect(field, value, answered[field], found);
  }
  for (const field of ['labels', 'annotations', 'finalizers'] as const) {
    collect(`metadata.${field}`, sent.metadata[field], answered.metadata[field], found);
  }
  return found;
}

function collect(path: string, sent: unknown, answered: unknown, found: string[]): void {
  if (isEmpty(sent)) return;
  if (answered === undefined || answered === null) {
    found.push(path);
    return;
  }
  if (typeof sent !== 'object' || sent === null || typeof answered !== 'object') return;
  if (Array.isArray(sent)) {
    const items = Array.isArray(answered) ? (answered as readonly unknown[]) : [];
    for (const [index, item] of sent.entries()) collect(`${path}[${index}]`, item, items[index], found);
    return;
  }
  for (const [key, value] of Object.entries(sent)) {
    collect(`${path}${step(key)}`, value, (answered as Fields)[key], found);
  }
}

/** Keys of labels and files have dots in them. */
function step(key: string): string {
  return /^[\w-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** null, {} and [] say nothing, at whatever depth. */
function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value !== 'object') return false;
  return Object.values(value).every(isEmpty);
}
