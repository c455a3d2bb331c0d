/** Keeps an inventory in Secrets: compressed, in chunks below the size that etcd takes, whole or not at all. */

import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { ClusterPivot } from '../api/clusterpivot.ts';
import type { Journal } from '../api/journal.ts';
import type { KubeObject } from '../api/kube-object.ts';
import { secrets } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { settleAll } from '../kube/settle-all.ts';
import { digest } from '../pivot/digest.ts';
import type { Inventory } from '../pivot/inventory.ts';
import { backupLabels, ownName } from '../pivot/jobs.ts';
import { createOrReplace } from './create-or-replace.ts';

type InventoryRef = NonNullable<Journal['inventory']>;

/** Bytes before base64; a Secret takes 1 MiB in all. */
const chunkBytes = 700_000;
const key = 'inventory.json.gz';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** Writes the inventory and answers with the reference that finds it again. Writing twice replaces. */
export async function storeInventory(
  client: ClusterClient,
  namespace: string,
  pivot: ClusterPivot,
  inventory: Inventory,
): Promise<InventoryRef> {
  const bytes = await compress(JSON.stringify(inventory));
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, index) =>
    bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes),
  );
  const names = chunks.map((_, index) => `${ownName(pivot)}-inventory-${index}`);
  for (const [index, chunk] of chunks.entries()) {
    await createOrReplace(client, secrets, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: names[index] ?? '', namespace, labels: backupLabels(pivot) },
      type: 'pivot.metal3.io/inventory',
      data: { [key]: chunk.toString('base64') },
    });
  }
  return { secrets: names, hash: digest(bytes), objects: inventory.entries.length };
}

/** undefined when a Secret is missing or the whole does not have the recorded hash: it has to be taken again. */
export async function loadInventory(
  client: ClusterClient,
  namespace: string,
  ref: InventoryRef,
): Promise<Inventory | undefined> {
  const found = await settleAll(ref.secrets.map((name) => client.get(secrets, { namespace, name })));
  const bytes = Buffer.concat(found.map(chunkOf));
  if (digest(bytes) !== ref.hash) return undefined;
  return JSON.parse((await expand(bytes)).toString('utf8')) as Inventory;
}

/** The bytes that a Secret holds; none where it is missing or holds none. Chunks together are a gzip of the inventory as JSON. */
export function chunkOf(secret: KubeObject | undefined): Buffer {
  return Buffer.from((secret?.['data'] as Record<string, string> | undefined)?.[key] ?? '', 'base64');
}
