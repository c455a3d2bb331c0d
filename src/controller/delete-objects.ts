/** Deletes exactly the incarnations given, and clears their finalizers: the controllers that would do it are stopped. */
import { refOf } from '../api/kube-object.ts';
import { deleteForMoveAnnotation } from '../api/marks.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { isKubeError } from '../kube/errors.ts';
import { settleAll } from '../kube/settle-all.ts';
import type { InventoryEntry } from '../pivot/inventory.ts';

/** How many objects are deleted at once; the API server's default lets one client do far more. */
const width = 8;

export async function deleteObjects(client: ClusterClient, entries: readonly InventoryEntry[]): Promise<void> {
  const pending = [...entries];
  const worker = async () => {
    for (let entry = pending.shift(); entry !== undefined; entry = pending.shift()) await deleteObject(client, entry);
  };
  await settleAll(Array.from({ length: width }, worker));
}

async function deleteObject(client: ClusterClient, { resource, object }: InventoryEntry): Promise<void> {
  const ref = refOf(object);
  const { uid } = object.metadata;
  if (uid === undefined) return;
  // Providers' webhooks ask for it; core types have none. Added to the annotations that are there, never in place of
  // them: a host must not lose its pause now.
  if (resource.group !== '') {
    const annotations = { [deleteForMoveAnnotation]: '' };
    await unlessGone(client.patch(resource, ref, { type: 'merge', body: { metadata: { uid, annotations } } }));
  }
  await client.delete(resource, ref, { uid, propagationPolicy: 'Background' });
  if ((object.metadata.finalizers ?? []).length === 0) return;
  await unlessGone(client.patch(resource, ref, { type: 'merge', body: { metadata: { uid, finalizers: null } } }));
}

async function unlessGone(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!isKubeError(error, 'notFound')) throw error;
  }
}
