/** How a node's container is started, found and removed. */
import { GenericContainer, PullPolicy, Wait } from 'testcontainers';
import type { Engine } from './engine.ts';
import { archiveFolder } from './image-archive.ts';
import { type NodeSettings, nodeFiles } from './node-config.ts';

/** Marks containers and networks of the testbed; the value is the cluster's or network's name. */
export const testbedLabel = 'clusterpivot.local/testbed';
/** Names the image a node was started from, to tell a testbed of older sources. */
export const generationLabel = 'clusterpivot.local/generation';

const startTimeoutMilliseconds = 180_000;

export interface NodeStart extends NodeSettings {
  readonly image: string;
  /** Network of the API server. */
  readonly apiNetwork: string;
  readonly provisioningNetwork: string;
  /** The node's fixed address there. */
  readonly provisioningAddress: string;
  /** Tells testbeds of different sources apart. */
  readonly generation: string;
  /** For a node of a cluster that runs already: what it joins with. Content by absolute path. */
  readonly joinsWith?: Readonly<Record<string, string>>;
}

/** Container name of a cluster's node. */
export function containerName(cluster: string): string {
  return `clusterpivot-${cluster}`;
}

class NodeContainer extends GenericContainer {
  readonly #engine: Engine;
  readonly #start: NodeStart;

  constructor(engine: Engine, start: NodeStart) {
    super(start.image);
    this.#engine = engine;
    this.#start = start;
    // With the host's cgroup tree mounted, the paths the node's programs see must be the host's as well.
    // (The types of the engine's API lack the field.)
    Object.assign(this.hostConfig, { CgroupnsMode: 'host' });
    // The kubelet and kube-proxy set kernel parameters below /proc/sys.
    this.hostConfig.MaskedPaths = [];
    this.hostConfig.ReadonlyPaths = [];
  }

  /** The second network is there before the first program starts. */
  protected override async containerCreated(id: string): Promise<void> {
    await this.#engine.getNetwork(this.#start.provisioningNetwork).connect({
      Container: id,
      EndpointConfig: { IPAMConfig: { IPv4Address: this.#start.provisioningAddress } },
    });
  }
}

/** Starts the node and waits until it is Ready. Fails with the end of its log. */
export async function startNode(engine: Engine, start: NodeStart): Promise<void> {
  const files = { ...nodeFiles(start), ...start.joinsWith };
  const container = new NodeContainer(engine, start);
  if (start.joinsWith !== undefined) container.withEntrypoint(['/usr/local/bin/join.sh']);
  await container
    .withName(containerName(start.name))
    .withHostname(start.name)
    .withLabels({ [testbedLabel]: start.name, [generationLabel]: start.generation })
    .withPullPolicy(PullPolicy.neverPull())
    // Not --privileged: where the machine itself lacks CAP_SYS_RESOURCE the engine refuses that, and nothing here needs it.
    .withAddedCapabilities('ALL')
    .withDroppedCapabilities('SYS_RESOURCE')
    .withSecurityOpt('seccomp=unconfined', 'apparmor=unconfined')
    .withTmpFs({ '/tmp': 'rw,exec', '/run': 'rw,exec' })
    .withBindMounts([
      { source: '/sys/fs/cgroup', target: '/sys/fs/cgroup', mode: 'rw' },
      { source: archiveFolder(), target: '/images', mode: 'ro' },
    ])
    .withNetworkMode(start.apiNetwork)
    .withEnvironment({
      CLUSTER_NAME: start.name,
      POD_SUBNET: start.podSubnet,
      PROVISIONING_ADDRESS: start.provisioningAddress,
    })
    .withCopyContentToContainer(Object.entries(files).map(([target, content]) => ({ target, content, mode: 0o644 })))
    .withWaitStrategy(Wait.forLogMessage(/node \S+ is Ready/))
    .withStartupTimeout(startTimeoutMilliseconds)
    .withAutoRemove(false)
    .start();
}
