/** A cluster of the testbed, as others use it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ensureBinaries } from './binaries.ts';
import { cacheRoot } from './cache.ts';
import { run } from './command.ts';
import type { Engine } from './engine.ts';
import { saveImage } from './image-archive.ts';
import { apiNetwork, provisioningNetwork } from './network.ts';
import { containerName, generationLabel } from './node-container.ts';
import { execInNode } from './node-exec.ts';

export const clusterNames = ['source', 'target'] as const;
export type ClusterName = (typeof clusterNames)[number];

export interface TestbedCluster {
  readonly name: ClusterName;
  readonly containerId: string;
  /** Address of the API server (port 6443), for this machine and for Pods of the other cluster. */
  readonly ip: string;
  /** Address on the provisioning network. */
  readonly provisioningIp: string;
  /** File with the credentials of an administrator. */
  readonly kubeconfigPath: string;
  /** What the node was started from; testbeds of other sources have another. */
  readonly generation: string;
  /** Every write that the API server was asked for since the start (or reset), oldest first: audit.k8s.io/v1 Events as JSON lines. */
  auditLog(): Promise<readonly string[]>;
  /** Runs a program in the node, as root. */
  exec(argv: readonly string[]): Promise<string>;
  /** Runs kubectl against the cluster as administrator. */
  kubectl(argv: readonly string[], input?: string): Promise<string>;
  /** Gives the node's containerd an image of the Docker engine; nothing happens when it has the same already. */
  loadImage(image: string): Promise<void>;
}

/** Where the kubeconfig of a cluster is written. */
function kubeconfigPath(name: ClusterName): string {
  return join(cacheRoot(), 'testbed', `${name}.kubeconfig`);
}

const loadedFolder = '/var/lib/containerd/clusterpivot-loaded';

/** Gives a node's containerd an image of the Docker engine; nothing happens when it has the same already. */
export async function loadImage(engine: Engine, containerId: string, image: string): Promise<void> {
  const { id, path } = await saveImage(engine, image);
  // A file per image name, beside the images, remembers which content the node has.
  const marker = `${loadedFolder}/${image.replaceAll('/', '_')}`;
  const exec = (argv: readonly string[]): Promise<string> => execInNode(engine, containerId, argv);
  const has = await exec(['cat', marker]).catch(() => '');
  if (has.trim() === id) return;
  await exec(['ctr', '--namespace', 'k8s.io', 'images', 'import', `/images/${basename(path)}`]);
  await exec(['sh', '-c', 'mkdir -p "$(dirname "$1")" && echo "$2" > "$1"', 'sh', marker, id]);
}

/** The cluster behind a running node; undefined when the node does not run. Writes its kubeconfig. */
export async function findCluster(engine: Engine, name: ClusterName): Promise<TestbedCluster | undefined> {
  const details = await engine
    .getContainer(containerName(name))
    .inspect()
    .catch(() => undefined);
  if (details === undefined || !details.State.Running) return undefined;
  const containerId = details.Id;
  const networks = details.NetworkSettings.Networks;
  const exec = (argv: readonly string[]): Promise<string> => execInNode(engine, containerId, argv);
  const path = kubeconfigPath(name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, await exec(['cat', '/var/lib/kubernetes/admin.kubeconfig']), { mode: 0o600 });
  const { kubectl } = await ensureBinaries(['kubectl']);
  return {
    name,
    containerId,
    ip: networks[apiNetwork]?.IPAddress ?? '',
    provisioningIp: networks[provisioningNetwork]?.IPAddress ?? '',
    kubeconfigPath: path,
    generation: details.Config.Labels[generationLabel] ?? '',
    exec,
    auditLog: async () =>
      (await exec(['cat', '/var/log/kubernetes/audit.log'])).split('\n').filter((line) => line !== ''),
    kubectl: async (argv, input) => run([kubectl, '--kubeconfig', path, ...argv], input === undefined ? {} : { input }),
    loadImage: async (image) => loadImage(engine, containerId, image),
  };
}
