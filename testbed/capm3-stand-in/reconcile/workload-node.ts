/** Makes the Node of a provisioned host appear in the workload cluster, or finds the one that is there. */
import { nodes } from '../../../src/api/resources.ts';
import type { BareMetalHost } from '../bare-metal-host.ts';
import { decideNode, type Node, newNode } from '../decide/node-appearance.ts';
import type { Machine, Metal3Machine } from '../metal3-machine.ts';
import { refOf, type World } from '../world.ts';

export interface NodeInput {
  readonly cluster: string;
  readonly host: BareMetalHost;
  readonly machine: Machine;
  readonly metal3Machine: Metal3Machine;
}

/** undefined when the Node is there with its provider ID; otherwise what it waits for. */
export async function ensureNode(
  world: World,
  { cluster, host, machine, metal3Machine }: NodeInput,
): Promise<string | undefined> {
  const { namespace } = refOf(machine);
  const workload = await world.workload({ namespace, name: cluster });
  const known = await workload.list<Node>(nodes);
  const decision = decideNode(known.items, host, machine, metal3Machine);
  switch (decision.do) {
    case 'nothing':
      break;
    case 'wait':
      return decision.why;
    case 'adopt':
      await workload.patch(nodes, { name: decision.node.metadata.name }, { type: 'merge', body: decision.patch });
      world.log('adopted node', { node: decision.node.metadata.name, host: host.metadata.name });
      break;
    case 'reboot': {
      const { name } = decision.node.metadata;
      await workload.patch(nodes, { name }, { type: 'merge', subresource: 'status', body: decision.statusPatch });
      world.log('node came back from a new installation of its host', { node: name, host: host.metadata.name });
      break;
    }
    case 'create': {
      const address = host.status?.hardware?.nics?.find((nic) => (nic.ip ?? '') !== '')?.ip;
      await workload.create(nodes, newNode({ host, machine, metal3Machine, address, now: world.now() }));
      world.log('created node', { node: metal3Machine.metadata.name, host: host.metadata.name });
      break;
    }
  }
  return undefined;
}
