/** The backups in the operator's namespace of a cluster: how they are read, and how it is noted that one is restored. */
import { backupLabel } from '../api/marks.ts';
import { configMaps, secrets } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { type Backup, findBackups, pivotOf } from './backup.ts';

export async function readBackups(client: ClusterClient, namespace: string): Promise<readonly Backup[]> {
  const labelled = { namespace, labelSelector: backupLabel };
  const lists = await Promise.all([secrets, configMaps].map((resource) => client.list(resource, labelled)));
  return findBackups(lists.flatMap(({ items }) => items));
}

/** So that finish knows. Where the journal is lost, a ConfigMap without one takes its place. */
export async function noteRestored(client: ClusterClient, namespace: string, backup: Backup): Promise<void> {
  const name = `${backup.name}-journal`;
  const data = { stage: 'restored' };
  if (backup.journalUid !== undefined) {
    const body = { metadata: { uid: backup.journalUid }, data };
    await client.patch(configMaps, { namespace, name }, { type: 'merge', body });
    return;
  }
  const inventoryHash = backup.content.ok ? backup.content.hash : '';
  await client.create(configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels: backup.labels },
    data: { ...data, clusterPivot: pivotOf(backup), inventoryHash },
  });
}
