/** How the two nodes are brought up and taken down. */
import { mkdir } from 'node:fs/promises';
import { removeBmcs } from './bmcs.ts';
import { contentKey } from './cache.ts';
import { type ClusterName, clusterNames, findCluster, type TestbedCluster } from './cluster.ts';
import type { Engine } from './engine.ts';
import { archiveFolder } from './image-archive.ts';
import { addressIn, apiNetwork, ensureNetworks, provisioningNetwork, removeNetworks } from './network.ts';
import { nodeFiles } from './node-config.ts';
import { containerName, startNode } from './node-container.ts';
import { type Progress, timed } from './progress.ts';

/** Of the node that may join a cluster; its identity is known there from the start. */
export function secondNodeName(cluster: ClusterName): string {
  return `${cluster}-2`;
}

const settings = {
  source: { name: 'source', podSubnet: '10.88.0.0/24', provisioningIndex: 11 },
  target: { name: 'target', podSubnet: '10.89.0.0/24', provisioningIndex: 12 },
} as const;

function generation(image: string, name: ClusterName): string {
  return contentKey([image, ...Object.values(nodeFiles(settings[name]))]);
}

/** Makes sure that the node of `name` runs from `image`; one of another image or configuration is replaced. */
async function ensureNode(engine: Engine, name: ClusterName, image: string, subnet: string): Promise<TestbedCluster> {
  const wanted = generation(image, name);
  const running = await findCluster(engine, name);
  if (running?.generation === wanted) return running;
  await removeNode(engine, name);
  const { podSubnet, provisioningIndex } = settings[name];
  await startNode(engine, {
    name,
    podSubnet,
    image,
    apiNetwork,
    provisioningNetwork,
    provisioningAddress: addressIn(subnet, provisioningIndex),
    generation: wanted,
  });
  const started = await findCluster(engine, name);
  if (started === undefined)
    throw new Error(`node ${name} ended right after it was Ready; see docker logs ${containerName(name)}`);
  return started;
}

/** Nothing happens when there is none of that name. */
export async function removeNode(engine: Engine, name: string): Promise<void> {
  const container = engine.getContainer(containerName(name));
  const exists = await container.inspect().then(
    () => true,
    () => false,
  );
  if (!exists) return;
  await container.stop({ t: 5 }).catch(() => undefined);
  await container.remove({ force: true, v: true });
}

/** Both nodes Ready, side by side. */
export async function ensureNodes(
  engine: Engine,
  image: string,
  progress: Progress,
): Promise<Readonly<Record<ClusterName, TestbedCluster>>> {
  await mkdir(archiveFolder(), { recursive: true });
  const subnet = await ensureNetworks(engine);
  return timed(progress, 'starting both clusters', '20 s', async () => {
    const [source, target] = await Promise.all(clusterNames.map((name) => ensureNode(engine, name, image, subnet)));
    if (source === undefined || target === undefined) throw new Error('a cluster did not start');
    return { source, target };
  });
}

/** Removes both nodes with their volumes, the BMCs, and the networks. */
export async function removeNodes(engine: Engine): Promise<void> {
  const names = clusterNames.flatMap((name) => [name, secondNodeName(name)]);
  await Promise.all([...names.map((name) => removeNode(engine, name)), removeBmcs(engine)]);
  await removeNetworks(engine);
}
