/** What is about to be moved, as both clusters have it now: the originals, and what the target has of the same name. */
import { nodes } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { settleAll } from '../kube/settle-all.ts';
import { isDeleted, moveSet } from '../pivot/graph.ts';
import { buildInventory, byIdentity, type Inventory, identity } from '../pivot/inventory.ts';
import { moveKinds } from '../pivot/move-kinds.ts';
import { listCrds } from './list-crds.ts';
import { listMoveObjects } from './list-move-objects.ts';
import { listInventoryObjects } from './read-lists.ts';

export async function readInventory(
  source: ClusterClient,
  target: ClusterClient,
  namespace: string,
): Promise<Inventory> {
  const crds = await listCrds(source);
  const { groups } = moveSet(moveKinds(crds), await listMoveObjects(source, { crds, namespace }));
  // Of all the others Preflight found none. Taken in a rollback, when copies may be there, these are rather left than deleted.
  const kept = groups.map((group) => group.filter((object) => !isDeleted(object)));
  const [present, targetNodes] = await settleAll([
    listInventoryObjects(target, buildInventory(kept, []), namespace),
    target.list(nodes),
  ]);
  const names = new Set(kept.flat().map(({ object }) => identity(object)));
  const keptThere = present.map(({ object }) => object).filter((object) => names.has(identity(object)));
  return buildInventory(groups, targetNodes.items, byIdentity(keptThere));
}
