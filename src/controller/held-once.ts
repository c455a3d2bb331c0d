/**
 * What is read of a cluster again and again is held once: an object that somebody still holds in the same version takes the
 * place of the one that was just read. Surveys hold thousands for a minute, while others look at both clusters.
 */
import { type KubeObject, withoutManagedFields } from '../api/kube-object.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';

type Held = Map<string, WeakRef<KubeObject>>;

const held = new WeakMap<ClusterClient, Held>();

/** Without this, the names of all objects that ever were would be kept. */
const dropped = new FinalizationRegistry<{ readonly objects: Held; readonly key: string }>(({ objects, key }) => {
  if (objects.get(key)?.deref() === undefined) objects.delete(key);
});

/** For lists of `client`. Who wrote which field is left out: nobody asks, and it is half of many objects. */
export function heldOnce(client: ClusterClient): (read: KubeObject) => KubeObject {
  const objects: Held = held.get(client) ?? new Map();
  held.set(client, objects);
  return (read) => {
    const { uid, resourceVersion } = read.metadata;
    if (uid === undefined || resourceVersion === undefined) return withoutManagedFields(read);
    const key = `${uid} ${resourceVersion} ${read.apiVersion}`;
    const before = objects.get(key)?.deref();
    if (before !== undefined) return before;
    const object = withoutManagedFields(read);
    objects.set(key, new WeakRef(object));
    dropped.register(object, { objects, key });
    return object;
  };
}
