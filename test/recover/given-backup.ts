/** A backup as the operator stores it, in parts of which a test breaks one. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { configMaps, secrets } from '../../src/api/resources.ts';
import type { Inventory } from '../../src/pivot/inventory.ts';
import { at, inventoryOf, object, ownedObjects, started } from '../pivot/given.ts';

export const inventory: Inventory = inventoryOf(ownedObjects());

export interface Given {
  readonly name?: string;
  readonly pivot?: string;
  readonly chunks?: number;
  readonly stage?: string;
}

/** Its Secrets, then its ConfigMap. */
export function backupParts({
  name = 'cpv-1',
  pivot = 'metal3/prod',
  chunks = 1,
  stage = 'committing',
}: Given = {}): KubeObject[] {
  const bytes = gzipSync(JSON.stringify(inventory));
  const size = Math.ceil(bytes.length / chunks);
  const labels = { 'pivot.metal3.io/backup': pivot.replace('/', '.') };
  const hash = createHash('sha256').update(bytes).digest('hex');
  const stored = Array.from({ length: chunks }, (_, index) => {
    const data = bytes.subarray(index * size, (index + 1) * size).toString('base64');
    const metadata = { labels, creationTimestamp: at(-120) };
    return object(secrets, `${name}-inventory-${index}`, metadata, { data: { 'inventory.json.gz': data } });
  });
  const ref = { secrets: stored.map(({ metadata }) => metadata.name), hash, objects: inventory.entries.length };
  const journal = JSON.stringify({ ...started, inventory: ref, releasedTime: at(-30) });
  const data = { clusterPivot: pivot, stage, inventoryHash: hash, journal };
  return [...stored, object(configMaps, `${name}-journal`, { labels }, { data })];
}
