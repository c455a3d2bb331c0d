/** Makes the probes of a pivot and all that they need on one side, or makes them be as they are wanted now. */
import type { KubeObject, Resource } from '../api/kube-object.ts';
import { daemonSets, namespaces, roleBindings, roles, secrets, serviceAccounts } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import type { Side } from '../pivot/observation.ts';
import { probeNamespaceObject } from '../pivot/probe-objects.ts';
import { createOrReplace } from './create-or-replace.ts';
import { type Surroundings, wantedProbes } from './probe-parts.ts';
import type { World } from './world.ts';

const resources = new Map<string, Resource>(
  [serviceAccounts, roles, roleBindings, secrets, daemonSets].map((resource) => [resource.kind, resource]),
);

/** `client` is that of the side. Throws an Error that says what is missing, or what is not ours. */
export async function installProbe(
  world: World,
  around: Surroundings,
  { side, client }: { readonly side: Side; readonly client: ClusterClient },
): Promise<void> {
  const wanted = (await wantedProbes(world, around))(side);
  if ('missing' in wanted) throw new Error(wanted.missing);
  const { objects, ironicNamespace } = wanted;
  if (side === 'target') await ensureNamespace(client);
  if (ironicNamespace !== undefined && (await exists(client, ironicNamespace))) {
    await makeAll(client, objects.besideIronic);
  }
  await makeAll(client, objects.own);
}

/** In their order: who sees the last one finds the others. */
async function makeAll(client: ClusterClient, objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) {
    const resource = resources.get(object.kind);
    if (resource === undefined) throw new Error(`no probe needs a ${object.kind}`);
    await createOrReplace(client, resource, object);
  }
}

/** One that is there already is used as it is. */
async function ensureNamespace(client: ClusterClient): Promise<void> {
  const wanted = probeNamespaceObject();
  if (!(await exists(client, wanted.metadata.name))) await client.create(namespaces, wanted);
}

async function exists(client: ClusterClient, namespace: string): Promise<boolean> {
  return (await client.get(namespaces, { name: namespace })) !== undefined;
}
