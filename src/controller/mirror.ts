/** The journal and the inventory in the target, so that it alone can tell what happened once the source is gone. */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import { configMaps } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import type { Inventory } from '../pivot/inventory.ts';
import { ownLabels, ownName } from '../pivot/jobs.ts';
import { createOrReplace } from './create-or-replace.ts';
import { storeInventory } from './inventory-store.ts';

const hashKey = 'inventoryHash';

function mirrorName(pivot: ClusterPivot): string {
  return `${ownName(pivot)}-journal`;
}

export async function isMirrored(target: ClusterClient, namespace: string, pivot: ClusterPivot): Promise<boolean> {
  const { journal } = pivot.status;
  if (journal?.inventory === undefined || journal.releasedTime === undefined) return false;
  const found = await target.get(configMaps, { namespace, name: mirrorName(pivot) });
  return (found?.['data'] as Record<string, string> | undefined)?.[hashKey] === journal.inventory.hash;
}

/** The journal last: its presence says that the inventory beside it is whole. */
export async function writeMirror(
  target: ClusterClient,
  namespace: string,
  pivot: ClusterPivot,
  inventory: Inventory,
): Promise<void> {
  await storeInventory(target, namespace, pivot, inventory);
  await createOrReplace(target, configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: mirrorName(pivot), namespace, labels: ownLabels(pivot) },
    data: {
      clusterPivot: `${pivot.metadata.namespace}/${pivot.metadata.name}`,
      [hashKey]: pivot.status.journal?.inventory?.hash ?? '',
      journal: JSON.stringify(pivot.status.journal),
    },
  });
}
