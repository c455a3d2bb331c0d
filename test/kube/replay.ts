/** Takes a story of changes as a consumer would who knows nothing else, and refuses one that makes no sense. */
import type { KubeObject } from '../../src/api/kube-object.ts';
import type { Change } from '../../src/kube/store.ts';

/** `objects` by name, after `changes`; throws when something is added twice, or changed or deleted as what it isn't. */
export function replay(objects: Map<string, KubeObject>, changes: readonly Change[]): Map<string, KubeObject> {
  for (const { type, object } of changes) {
    const { name, uid } = object.metadata;
    const present = objects.get(name)?.metadata.uid;
    const expected = type === 'ADDED' ? undefined : uid;
    if (present !== expected) throw new Error(`${type} ${name} ${uid} makes no sense: present is ${present}`);
    if (type === 'DELETED') objects.delete(name);
    else objects.set(name, object);
  }
  return objects;
}
