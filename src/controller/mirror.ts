/**
 * The journal beside the inventory: in the source and in the target, so that either cluster alone can tell what happened
 * once the other is gone.
 */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import { configMaps } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import type { Inventory } from '../pivot/inventory.ts';
import { backupLabels, ownName } from '../pivot/jobs.ts';
import type { MirrorStage } from '../pivot/observation.ts';
import { createOrReplace } from './create-or-replace.ts';
import { storeInventory } from './inventory-store.ts';

const hashKey = 'inventoryHash';
const stages: readonly MirrorStage[] = ['copying', 'committing'];

function mirrorName(pivot: ClusterPivot): string {
  return `${ownName(pivot)}-journal`;
}

/** undefined when the target has none, or one of another inventory. */
export async function readMirrorStage(
  target: ClusterClient,
  namespace: string,
  pivot: ClusterPivot,
): Promise<MirrorStage | undefined> {
  const { journal } = pivot.status;
  if (journal?.inventory === undefined) return undefined;
  const found = await target.get(configMaps, { namespace, name: mirrorName(pivot) });
  const data = (found?.['data'] ?? {}) as Readonly<Record<string, string>>;
  return data[hashKey] === journal.inventory.hash ? stages.find((stage) => stage === data['stage']) : undefined;
}

export interface Mirror {
  readonly pivot: ClusterPivot;
  readonly inventory: Inventory;
  readonly stage: MirrorStage;
}

/** The journal last: its presence says that the inventory beside it is whole. */
export async function writeMirror(target: ClusterClient, namespace: string, mirror: Mirror): Promise<void> {
  await storeInventory(target, namespace, mirror.pivot, mirror.inventory);
  await writeJournal(target, namespace, mirror);
}

/** Beside an inventory that is there. */
export async function writeJournal(
  client: ClusterClient,
  namespace: string,
  { pivot, stage }: Omit<Mirror, 'inventory'>,
): Promise<void> {
  await createOrReplace(client, configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: mirrorName(pivot), namespace, labels: backupLabels(pivot) },
    data: {
      clusterPivot: `${pivot.metadata.namespace}/${pivot.metadata.name}`,
      stage,
      [hashKey]: pivot.status.journal?.inventory?.hash ?? '',
      journal: JSON.stringify(pivot.status.journal),
    },
  });
}
