/** Changes the very object that was seen, and no other that has taken its name. */
import { type KubeObject, type Resource, refOf } from '../api/kube-object.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';

/** A merge patch; the UID in it makes it fail on another incarnation. */
export async function patchIncarnation(
  client: ClusterClient,
  resource: Resource,
  object: KubeObject,
  body: Readonly<Record<string, object>>,
): Promise<void> {
  const metadata = { ...body['metadata'], uid: object.metadata.uid };
  await client.patch(resource, refOf(object), { type: 'merge', body: { ...body, metadata } });
}
