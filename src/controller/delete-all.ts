/** Deletes everything of a type that carries a label, and what of it `which` is about. */
import { type KubeObject, type Resource, refOf } from '../api/kube-object.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { settleAll } from '../kube/settle-all.ts';
import { listOrNone } from './read-lists.ts';

export async function deleteAll(
  client: ClusterClient,
  resource: Resource,
  options: { readonly labelSelector: string; readonly namespace?: string },
  which: (object: KubeObject) => boolean = () => true,
): Promise<void> {
  const found = (await listOrNone(client, resource, options)).filter(which);
  await settleAll(
    found.map((object) => {
      const { uid } = object.metadata;
      return client.delete(resource, refOf(object), {
        propagationPolicy: 'Background',
        ...(uid === undefined ? {} : { uid }),
      });
    }),
  );
}
