/**
 * Removes what is ours and only ours on both sides. A failed Job stays for its log until its time to live ends, and the
 * backup of a pivot that is complete stays until a human deletes it: in the source, with its ClusterPivot.
 */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import type { KubeObject } from '../api/kube-object.ts';
import { backupLabel, pivotUidLabel } from '../api/marks.ts';
import {
  clusterRoleBindings,
  clusterRoles,
  configMaps,
  jobs,
  namespaces,
  secrets,
  serviceAccounts,
} from '../api/resources.ts';
import { sourceClaim, targetClaim } from '../pivot/claim.ts';
import { releaseClaim } from './claims.ts';
import { deleteAll } from './delete-all.ts';
import { removeProbes } from './remove-probes.ts';
import { pinnedName } from './target.ts';
import type { ConnectedWorld } from './world.ts';

export async function cleanUp({ source, target, namespace }: ConnectedWorld, pivot: ClusterPivot): Promise<void> {
  const ours = `${pivotUidLabel}=${pivot.metadata.uid ?? ''}`;
  const completed = pivot.status.journal?.completedTime !== undefined;
  const butBackup = completed ? `${ours},!${backupLabel}` : ours;
  if (target !== undefined) {
    await removeProbes(target, pivot, 'target');
    await releaseClaim(target, targetClaim, pivot);
    for (const resource of [clusterRoleBindings, clusterRoles]) {
      await deleteAll(target, resource, { labelSelector: ours });
    }
    for (const resource of [serviceAccounts, secrets, configMaps]) {
      await deleteAll(target, resource, { labelSelector: butBackup, namespace });
    }
    if (!completed) await deleteAll(target, namespaces, { labelSelector: ours });
  }
  await removeProbes(source, pivot, 'source');
  await releaseClaim(source, sourceClaim(namespace, pivot), pivot);
  await deleteAll(source, jobs, { labelSelector: ours, namespace }, hasNotFailed);
  const pinned = pinnedName(pivot);
  const leaving = pivot.metadata.deletionTimestamp !== undefined;
  for (const resource of [configMaps, secrets]) {
    const labelSelector = leaving ? ours : butBackup;
    await deleteAll(source, resource, { labelSelector, namespace }, ({ metadata }) => metadata.name !== pinned);
  }
  // Last: while it is there, not everything is cleaned up, and the target can still be reached.
  await source.delete(secrets, { namespace, name: pinned });
}

function hasNotFailed(job: KubeObject): boolean {
  return ((job['status'] as { failed?: number } | undefined)?.failed ?? 0) === 0;
}
