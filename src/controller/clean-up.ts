/** Removes what is ours and only ours on both sides. A failed Job stays for its log until its time to live ends. */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import type { KubeObject } from '../api/kube-object.ts';
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
import { deleteAll } from './delete-all.ts';
import { removeProbes } from './remove-probes.ts';
import { pinnedName } from './target.ts';
import type { ConnectedWorld } from './world.ts';

export async function cleanUp({ source, target, namespace }: ConnectedWorld, pivot: ClusterPivot): Promise<void> {
  const labelSelector = `${pivotUidLabel}=${pivot.metadata.uid ?? ''}`;
  if (target !== undefined) {
    await removeProbes(target, pivot, 'target');
    for (const resource of [clusterRoleBindings, clusterRoles]) await deleteAll(target, resource, { labelSelector });
    for (const resource of [serviceAccounts, secrets, configMaps])
      await deleteAll(target, resource, { labelSelector, namespace });
    await deleteAll(target, namespaces, { labelSelector });
  }
  await removeProbes(source, pivot, 'source');
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
