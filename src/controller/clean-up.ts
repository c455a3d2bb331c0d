/** Removes what is ours and only ours on both sides. A failed Job stays for its log until its time to live ends. */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import { type KubeObject, type Resource, refOf } from '../api/kube-object.ts';
import { pivotUidLabel } from '../api/marks.ts';
import {
  clusterRoleBindings,
  clusterRoles,
  configMaps,
  jobs,
  namespaces,
  secrets,
  serviceAccounts,
} from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { listOrNone } from './read-lists.ts';
import { pinnedName } from './target.ts';
import type { ConnectedWorld } from './world.ts';

export async function cleanUp({ source, target, namespace }: ConnectedWorld, pivot: ClusterPivot): Promise<void> {
  const labelSelector = `${pivotUidLabel}=${pivot.metadata.uid ?? ''}`;
  if (target !== undefined) {
    for (const resource of [clusterRoleBindings, clusterRoles]) await deleteAll(target, resource, { labelSelector });
    for (const resource of [serviceAccounts, secrets, configMaps])
      await deleteAll(target, resource, { labelSelector, namespace });
    await deleteAll(target, namespaces, { labelSelector });
  }
  await deleteAll(source, jobs, { labelSelector, namespace }, hasNotFailed);
  const pinned = pinnedName(pivot);
  for (const resource of [configMaps, secrets]) {
    await deleteAll(source, resource, { labelSelector, namespace }, ({ metadata }) => metadata.name !== pinned);
  }
  // Last: while it is there, not everything is cleaned up, and the target can still be reached.
  await source.delete(secrets, { namespace, name: pinned });
}

function hasNotFailed(job: KubeObject): boolean {
  return ((job['status'] as { failed?: number } | undefined)?.failed ?? 0) === 0;
}

async function deleteAll(
  client: ClusterClient,
  resource: Resource,
  options: { readonly labelSelector: string; readonly namespace?: string },
  which: (object: KubeObject) => boolean = () => true,
): Promise<void> {
  const found = (await listOrNone(client, resource, options)).filter(which);
  await Promise.all(
    found.map((object) => {
      const { uid } = object.metadata;
      return client.delete(resource, refOf(object), {
        propagationPolicy: 'Background',
        ...(uid === undefined ? {} : { uid }),
      });
    }),
  );
}
