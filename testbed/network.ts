/** The two networks between the nodes: one for the API servers, one that stands for the provisioning network of the hosts. */
import type { Engine } from './engine.ts';
import { testbedLabel } from './node-container.ts';

export const apiNetwork = 'clusterpivot-api';
export const provisioningNetwork = 'clusterpivot-provisioning';

/** Metal3's customary provisioning network. Where it is taken already, the engine chooses another. */
const wantedProvisioningSubnet = '172.22.0.0/24';

async function existing(engine: Engine, name: string): Promise<string | undefined> {
  return engine
    .getNetwork(name)
    .inspect()
    .then(
      (network) => network.IPAM?.Config?.[0]?.Subnet,
      () => undefined,
    );
}

async function create(engine: Engine, name: string, subnet?: string): Promise<void> {
  await engine.createNetwork({
    Name: name,
    Driver: 'bridge',
    CheckDuplicate: true,
    Labels: { [testbedLabel]: name },
    ...(subnet === undefined ? {} : { IPAM: { Driver: 'default', Config: [{ Subnet: subnet }] } }),
  });
}

/** Makes sure that a network exists and gives its subnet. Addresses can be chosen only in a network made with an explicit one. */
async function ensureSubnet(engine: Engine, name: string, wanted: string): Promise<string> {
  const found = await existing(engine, name);
  if (found !== undefined) return found;
  try {
    await create(engine, name, wanted);
    return wanted;
  } catch {
    await create(engine, name);
    const chosen = await existing(engine, name);
    if (chosen === undefined) throw new Error(`network ${name} was created but has no subnet`);
    await engine.getNetwork(name).remove();
    await create(engine, name, chosen);
    return chosen;
  }
}

/** Makes sure that both networks exist. Gives the provisioning network's subnet. */
export async function ensureNetworks(engine: Engine): Promise<string> {
  if ((await existing(engine, apiNetwork)) === undefined) await create(engine, apiNetwork);
  return ensureSubnet(engine, provisioningNetwork, wantedProvisioningSubnet);
}

/** The `index`th address of an IPv4 subnet, counted from its network address. */
export function addressIn(subnet: string, index: number): string {
  const base = subnet.split('/')[0] ?? '';
  const bytes = base.split('.').map(Number);
  if (bytes.length !== 4 || bytes.some((byte) => !Number.isInteger(byte)))
    throw new Error(`not an IPv4 subnet: ${subnet}`);
  const number = bytes.reduce((sum, byte) => sum * 256 + byte, 0) + index;
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

/** Where things are on the provisioning network. */
export interface ProvisioningPlaces {
  /** In CIDR notation. */
  readonly subnet: string;
  /** Ironic's, wherever it runs: keepalived puts it on the node. */
  readonly endpoint: string;
  /** Of the emulated BMCs. */
  readonly bmcs: string;
  readonly dhcpRange: readonly [first: string, last: string];
}

/** undefined while there is no provisioning network. */
export async function findPlaces(engine: Engine): Promise<ProvisioningPlaces | undefined> {
  const subnet = await existing(engine, provisioningNetwork);
  return subnet === undefined ? undefined : provisioningPlaces(subnet);
}

/** The nodes have fixed addresses below the BMCs'. */
export function provisioningPlaces(subnet: string): ProvisioningPlaces {
  return {
    subnet,
    endpoint: addressIn(subnet, 2),
    bmcs: addressIn(subnet, 20),
    dhcpRange: [addressIn(subnet, 50), addressIn(subnet, 99)],
  };
}

export async function removeNetworks(engine: Engine): Promise<void> {
  for (const name of [apiNetwork, provisioningNetwork]) {
    if ((await existing(engine, name)) !== undefined) await engine.getNetwork(name).remove();
  }
}
