/** A namespace of the source in the middle of a pivot, paused and backed up in both clusters as the operator does it. */
import type { ClusterPivot } from '../../src/api/clusterpivot.ts';
import { type KubeObject, refOf } from '../../src/api/kube-object.ts';
import { bareMetalHosts, clusters, namespaces } from '../../src/api/resources.ts';
import { specSchema } from '../../src/api/spec.ts';
import { ensureTargetNamespace } from '../../src/controller/accounts.ts';
import { storeInventory } from '../../src/controller/inventory-store.ts';
import { writeJournal, writeMirror } from '../../src/controller/mirror.ts';
import { readInventory } from '../../src/controller/read-inventory.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { isClaimed, statusToSave } from '../../src/pivot/hosts.ts';
import { type Inventory, identity } from '../../src/pivot/inventory.ts';
import { createWorld } from '../controller/create-world.ts';
import { objectOf } from '../controller/minimal-crds.ts';
import { ownNamespace, type Stage } from '../controller/stage.ts';

export interface BackedUp {
  readonly name: string;
  readonly inventory: Inventory;
  /** Writes what the target has of the backup once more, as of another stage. */
  readonly reach: (stage: 'copying' | 'committing') => Promise<void>;
}

/** Nothing of it is copied; the target has an empty namespace. */
export async function backUp(stage: Stage, namespace: string): Promise<BackedUp> {
  const [source, target] = [stage.source.admin, stage.target.admin];
  await createWorld(stage, namespace);
  await target.create(namespaces, objectOf(namespaces, { name: namespace }));
  await pause(source, namespace);
  const inventory = await readInventory(source, target, namespace);
  const uid = `${namespace}-0a1b2c3d4e5f`.slice(0, 13);
  const ref = await storeInventory(source, ownNamespace, pivotOf(namespace, uid, {}), inventory);
  const journal = {
    sourceUid: await uidOf(source),
    targetUid: await uidOf(target),
    inventory: ref,
    releasedTime: '2026-03-02T08:59:30Z',
  };
  const pivot = pivotOf(namespace, uid, { journal });
  await writeJournal(source, ownNamespace, { pivot, stage: 'copying' });
  const reach: BackedUp['reach'] = (stage) => writeMirror(target, ownNamespace, { pivot, inventory, stage });
  await ensureTargetNamespace(target, ownNamespace, pivot);
  await reach('copying');
  return { name: `cpv-${uid}`, inventory, reach };
}

function pivotOf(namespace: string, uid: string, status: ClusterPivot['status']): ClusterPivot {
  const spec = specSchema.parse({ clusterName: 'prod' });
  const metadata = { name: 'prod', namespace, uid };
  return { apiVersion: 'pivot.metal3.io/v1alpha1', kind: 'ClusterPivot', metadata, spec, status };
}

async function uidOf(client: ClusterClient): Promise<string> {
  return (await client.get(namespaces, { name: 'kube-system' }))?.metadata.uid ?? '';
}

/** As clusterctl, CAPM3 and the operator do it between them. */
async function pause(source: ClusterClient, namespace: string): Promise<void> {
  for (const cluster of (await source.list(clusters, { namespace })).items) {
    await source.patch(clusters, refOf(cluster), { type: 'merge', body: { spec: { paused: true } } });
  }
  for (const host of (await source.list(bareMetalHosts, { namespace })).items) {
    const annotations = {
      'baremetalhost.metal3.io/paused': isClaimed(host) ? 'metal3.io/capm3' : 'pivot.metal3.io',
      'baremetalhost.metal3.io/status': statusToSave(host),
    };
    await source.patch(bareMetalHosts, refOf(host), { type: 'merge', body: { metadata: { annotations } } });
  }
}

/** What a cluster has of an inventory, by identity. */
export async function objectsOf(
  client: ClusterClient,
  { entries }: Inventory,
): Promise<ReadonlyMap<string, KubeObject>> {
  const found = await Promise.all(entries.map(({ resource, object }) => client.get(resource, refOf(object))));
  return new Map(found.flatMap((object) => (object === undefined ? [] : [[identity(object), object] as const])));
}

const byServer = ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields'];

/** An object without what the API server and controllers write, its owners by identity; one that does not exist shows. */
export function asWritten(object: KubeObject, all: Iterable<KubeObject>): unknown {
  const { status: _, metadata, ...rest } = object;
  const { ownerReferences = [], ...others } = metadata;
  const named = new Map([...all].map((one) => [one.metadata.uid, identity(one)]));
  const owners = ownerReferences.map(({ uid, ...owner }) => ({ ...owner, is: named.get(uid) ?? `nothing: ${uid}` }));
  const own = Object.fromEntries(Object.entries(others).filter(([field]) => !byServer.includes(field)));
  return { ...rest, metadata: own, owners };
}
