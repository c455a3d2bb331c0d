/** Metal3Data: claims an address from each pool that the template names and renders the machine's Secrets. */
import type { ObjectRef } from '../../../src/api/kube-object.ts';
import { clusterNameLabel } from '../../../src/api/marks.ts';
import { secrets } from '../../../src/api/resources.ts';
import type { BareMetalHost } from '../bare-metal-host.ts';
import type { IpAddress, IpClaim } from '../decide/address-allocation.ts';
import {
  type DataTemplate,
  type MachineData,
  poolsOf,
  renderMetaData,
  renderNetworkData,
} from '../decide/machine-data.ts';
import { ownerReference } from '../decide/ownership.ts';
import { isPaused } from '../decide/paused.ts';
import { finalizers, infrastructureSecretType } from '../marks.ts';
import type { Metal3Machine } from '../metal3-machine.ts';
import { ipAddresses, ipClaims, metal3Datas, metal3DataTemplates, metal3Machines } from '../resources.ts';
import { clusterNamed, dropFinalizer, type Outcome, refOf, type World, writeStatus } from '../world.ts';
import { createOnce } from './create-once.ts';
import { hostOf } from './host-of-machine.ts';

function claimName(data: MachineData, pool: string): string {
  return `${data.metadata.name}-${pool}`;
}

async function addressFrom(world: World, data: MachineData, pool: string): Promise<IpAddress | undefined> {
  const { namespace } = refOf(data);
  const claim = await createOnce<IpClaim>(world, ipClaims, {
    apiVersion: 'ipam.metal3.io/v1alpha1',
    kind: 'IPClaim',
    metadata: {
      name: claimName(data, pool),
      namespace,
      labels: { [clusterNameLabel]: data.metadata.labels?.[clusterNameLabel] ?? '' },
      ownerReferences: [ownerReference(data, true)],
      finalizers: [finalizers.ipClaim],
    },
    spec: { pool: { apiVersion: 'ipam.metal3.io/v1alpha1', kind: 'IPPool', name: pool, namespace } },
  });
  const name = claim.status?.address?.name;
  return name === undefined ? undefined : world.client.get<IpAddress>(ipAddresses, { namespace, name });
}

async function addressesOf(
  world: World,
  data: MachineData,
  template: DataTemplate,
): Promise<ReadonlyMap<string, IpAddress> | undefined> {
  const pools = poolsOf(template);
  const found = new Map<string, IpAddress>();
  for (const pool of pools) {
    const address = await addressFrom(world, data, pool);
    if (address !== undefined) found.set(pool, address);
  }
  return found.size === pools.length ? found : undefined;
}

interface SecretInput {
  readonly data: MachineData;
  readonly name: string;
  readonly key: string;
  readonly content: string | undefined;
}

async function ensureSecret(
  world: World,
  { data, name, key, content }: SecretInput,
): Promise<Required<ObjectRef> | undefined> {
  if (content === undefined) return undefined;
  const { namespace } = refOf(data);
  await createOnce(world, secrets, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      namespace,
      labels: { [clusterNameLabel]: data.metadata.labels?.[clusterNameLabel] ?? '' },
      ownerReferences: [ownerReference(data, true)],
    },
    type: infrastructureSecretType,
    data: { [key]: Buffer.from(content).toString('base64') },
  });
  return { name, namespace };
}

async function remove(world: World, data: MachineData, template: DataTemplate | undefined): Promise<Outcome> {
  const { namespace } = refOf(data);
  const claims =
    template === undefined ? [] : poolsOf(template).map((pool) => ({ namespace, name: claimName(data, pool) }));
  const deleted = await Promise.all(claims.map(async (claim) => world.client.delete(ipClaims, claim)));
  if (deleted.includes(true)) return { againMs: 1000 };
  await dropFinalizer(world, metal3Datas, data, finalizers.metal3Data);
  return 'done';
}

/** The machine of a Metal3Data has the name of its claim, as CAPM3 names it. */
async function hostOfData(world: World, data: MachineData): Promise<BareMetalHost | undefined> {
  const name = data.spec?.claim?.name;
  if (name === undefined) return undefined;
  const machine = await world.client.get<Metal3Machine>(metal3Machines, { namespace: refOf(data).namespace, name });
  return machine && hostOf(world, machine);
}

async function render(world: World, data: MachineData, template: DataTemplate): Promise<Outcome> {
  const addresses = await addressesOf(world, data, template);
  const host = await hostOfData(world, data);
  if (addresses === undefined || host === undefined) return { againMs: 5000 };
  const machineName = data.spec?.claim?.name ?? '';
  const input = { template, index: data.spec?.index ?? 0, machineName, host, addresses };
  const metaData = await ensureSecret(world, {
    data,
    name: `${machineName}-metadata`,
    key: 'metaData',
    content: renderMetaData(input),
  });
  const networkData = await ensureSecret(world, {
    data,
    name: `${machineName}-networkdata`,
    key: 'networkData',
    content: renderNetworkData(input),
  });
  const spec = { ...(metaData && { metaData }), ...(networkData && { networkData }) };
  const rendered = await world.client.patch<MachineData>(metal3Datas, refOf(data), { type: 'merge', body: { spec } });
  await writeStatus(world, metal3Datas, rendered, { ready: true });
  return 'done';
}

export async function reconcileMetal3Data(world: World, ref: Required<ObjectRef>): Promise<Outcome> {
  const data = await world.client.get<MachineData>(metal3Datas, ref);
  if (data === undefined) return 'done';
  const cluster = await clusterNamed(world, ref.namespace, data.metadata.labels?.[clusterNameLabel]);
  if (cluster === undefined || isPaused(cluster, data)) return 'done';
  const templateRef = { namespace: ref.namespace, name: data.spec?.template?.name ?? '' };
  const template = await world.client.get<DataTemplate>(metal3DataTemplates, templateRef);
  if (data.metadata.deletionTimestamp !== undefined) return remove(world, data, template);
  if (template === undefined || data.status?.ready === true) return 'done';
  return render(world, data, template);
}
