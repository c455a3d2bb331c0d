/** Makes an object of ours be as given, and refuses to take over somebody else's of the same name. */
import { type KubeObject, type Resource, refOf } from '../api/kube-object.ts';
import { pivotUidLabel } from '../api/marks.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { isKubeError } from '../kube/errors.ts';

/** Throws an Error that names the object when one of this name belongs to somebody else. */
export async function createOrReplace(
  client: ClusterClient,
  resource: Resource,
  object: KubeObject,
): Promise<KubeObject> {
  const { name, namespace, labels } = object.metadata;
  try {
    return await client.create(resource, object);
  } catch (error) {
    if (!isKubeError(error, 'conflict')) throw error;
  }
  const existing = await client.get(resource, refOf(object));
  if (existing === undefined) return client.create(resource, object);
  if (existing.metadata.labels?.[pivotUidLabel] !== labels?.[pivotUidLabel]) {
    throw new Error(`${object.kind} ${namespace ?? ''}/${name} exists and is not ours; delete it or rename it`);
  }
  const { resourceVersion } = existing.metadata;
  return client.replace(resource, {
    ...object,
    metadata: { ...object.metadata, ...(resourceVersion === undefined ? {} : { resourceVersion }) },
  });
}
