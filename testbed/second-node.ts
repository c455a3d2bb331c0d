/** A second node that may hold the endpoint: joins a cluster of the testbed for a while. */
import { loadImage, type TestbedCluster } from './cluster.ts';
import { addressIn, apiNetwork, provisioningNetwork } from './network.ts';
import { containerName, startNode } from './node-container.ts';
import { execInNode } from './node-exec.ts';
import { removeNode, secondNodeName } from './nodes.ts';
import type { Testbed } from './testbed.ts';

const podSubnet = '10.90.0.0/24';
const provisioningIndex = 13;

export interface SecondNode extends AsyncDisposable {
  readonly name: string;
  /** Its address on the provisioning network. */
  readonly provisioningIp: string;
  /** Runs a program in the node, as root. */
  exec(argv: readonly string[]): Promise<string>;
}

/** What a joining node must know of the cluster; made there with its other identities. */
async function joiningFiles(cluster: TestbedCluster): Promise<Readonly<Record<string, string>>> {
  const state = '/var/lib/kubernetes';
  const read = (name: string) => cluster.exec(['cat', `${state}/${name}`]);
  return {
    [`${state}/pki/ca.crt`]: await read('pki/ca.crt'),
    [`${state}/kubelet.kubeconfig`]: await read('second-kubelet.kubeconfig'),
    [`${state}/proxy.kubeconfig`]: await read('second-proxy.kubeconfig'),
  };
}

/** Ready, a control-plane node by its label, with `images` loaded; only what tolerates its taint comes there. Its disposal takes it out of the cluster again. */
export async function joinSecondNode(
  { engine, places }: Pick<Testbed, 'engine' | 'places'>,
  cluster: TestbedCluster,
  images: readonly string[],
): Promise<SecondNode> {
  const name = secondNodeName(cluster.name);
  const provisioningIp = addressIn(places.subnet, provisioningIndex);
  await removeNode(engine, name);
  const { Image } = await engine.getContainer(cluster.containerId).inspect();
  await startNode(engine, {
    name,
    podSubnet,
    image: Image,
    apiNetwork,
    provisioningNetwork,
    provisioningAddress: provisioningIp,
    generation: cluster.generation,
    joinsWith: await joiningFiles(cluster),
  });
  const { Id } = await engine.getContainer(containerName(name)).inspect();
  for (const image of images) await loadImage(engine, Id, image);
  await cluster.kubectl(['label', 'node', name, 'node-role.kubernetes.io/control-plane=']);
  return {
    name,
    provisioningIp,
    exec: async (argv) => execInNode(engine, Id, argv),
    [Symbol.asyncDispose]: async () => {
      await removeNode(engine, name);
      await cluster.kubectl(['delete', 'node', name, '--ignore-not-found']);
    },
  };
}
