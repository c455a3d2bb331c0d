/** Is a cluster at rest: every host in the state that it shall have, also to Ironic, and every Machine running? */
import type { KubeObject } from '../src/api/kube-object.ts';
import { bareMetalHosts, machines } from '../src/api/resources.ts';
import { connect } from '../src/kube/connect.ts';
import type { TestbedCluster } from './cluster.ts';
import { disagreement, nodeName, readIronicNodes } from './ironic-nodes.ts';
import type { Progress } from './progress.ts';
import { hostStatus, stateOf } from './witness/host-status.ts';

const restful = new Set(['available', 'provisioned', 'externally provisioned', 'unmanaged']);

/** What keeps a host from being at rest, in words. */
export function unrest(host: KubeObject): string | undefined {
  const { name } = host.metadata;
  const { operationalStatus, poweredOn } = hostStatus(host);
  const online = (host['spec'] as { online?: boolean } | undefined)?.online === true;
  if (!restful.has(stateOf(host))) return `${name} is ${stateOf(host) === '' ? 'new' : stateOf(host)}`;
  if (operationalStatus !== 'OK') return `${name} is ${operationalStatus ?? 'not looked at'}`;
  return poweredOn === online ? undefined : `${name} is powered ${online ? 'off' : 'on'}`;
}

function notRunning(machine: KubeObject): string | undefined {
  const status = machine['status'] as { readonly phase?: string } | undefined;
  return status?.phase === 'Running' ? undefined : `Machine ${machine.metadata.name} is ${status?.phase ?? 'new'}`;
}

async function unrestInIronic({ provisioningIp }: TestbedCluster, hosts: readonly KubeObject[]) {
  const nodes = await readIronicNodes(provisioningIp);
  if (nodes === undefined) return ['Ironic does not answer'];
  const byName = new Map(nodes.map((node) => [node.name, node]));
  return hosts.map((host) => {
    const why = disagreement(host, byName.get(nodeName(host)));
    return why === undefined ? undefined : `${host.metadata.name}: ${why}`;
  });
}

export interface Resting {
  readonly cluster: TestbedCluster;
  readonly namespace: string;
  /** True where the cluster's Ironic is a placeholder, which is not asked. */
  readonly fixture: boolean;
}

const pollMs = 1000;
const patienceMs = 240_000;

/** After a reset the controllers look at everything anew; waits until nothing has been under way for two looks. */
export async function untilAtRest({ cluster, namespace, fixture }: Resting, progress: Progress): Promise<void> {
  const client = connect({ kubeconfigFile: cluster.kubeconfigPath });
  const deadline = performance.now() + patienceMs;
  let said = '';
  try {
    for (let quiet = 0; quiet < 2; ) {
      const [hosts, machineList] = await Promise.all([
        client.list(bareMetalHosts, { namespace }),
        client.list(machines, { namespace }),
      ]);
      const inIronic = fixture ? [] : await unrestInIronic(cluster, hosts.items);
      const troubles = [...hosts.items.map(unrest), ...machineList.items.map(notRunning), ...inIronic].filter(
        (one) => one !== undefined,
      );
      quiet = troubles.length === 0 ? quiet + 1 : 0;
      if (troubles.length > 0) {
        const line = `${troubles[0]}${troubles.length > 1 ? `, and ${troubles.length - 1} more` : ''}`;
        if (line !== said) progress(`waiting until the ${cluster.name} is at rest: ${line}`);
        said = line;
        if (performance.now() > deadline)
          throw new Error(`the ${cluster.name} did not come to rest: ${troubles.join(', ')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  } finally {
    await client.close();
  }
}
