/** What a Metal3DataTemplate renders for one machine: cloud-init metadata and OpenStack network data. */
import { stringify } from 'yaml';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import type { BareMetalHost, NamespacedName } from '../bare-metal-host.ts';
import type { IpAddress } from './address-allocation.ts';

interface FromPool {
  readonly key: string;
  readonly name: string;
}

interface Ethernet {
  readonly id: string;
  readonly type?: string;
  readonly macAddress?: { readonly string?: string; readonly fromHostInterface?: string };
}

interface Ipv4Network {
  readonly id: string;
  readonly link: string;
  readonly ipAddressFromIPPool?: string;
}

export interface DataTemplate extends KubeObject {
  readonly spec?: {
    readonly clusterName?: string;
    readonly templateReference?: string;
    readonly metaData?: {
      readonly strings?: readonly { readonly key: string; readonly value: string }[];
      readonly objectNames?: readonly { readonly key: string; readonly object: string }[];
      readonly indexes?: readonly { readonly key: string; readonly offset?: number; readonly step?: number }[];
      readonly ipAddressesFromIPPool?: readonly FromPool[];
      readonly prefixesFromIPPool?: readonly FromPool[];
      readonly gatewaysFromIPPool?: readonly FromPool[];
    };
    readonly networkData?: {
      readonly links?: { readonly ethernets?: readonly Ethernet[] };
      readonly networks?: { readonly ipv4?: readonly Ipv4Network[] };
      readonly services?: { readonly dns?: readonly string[] };
    };
  };
  readonly status?: { readonly indexes?: Readonly<Record<string, number>> };
}

export interface DataClaim extends KubeObject {
  readonly spec?: { readonly template?: NamespacedName };
  readonly status?: { readonly renderedData?: NamespacedName };
}

export interface MachineData extends KubeObject {
  readonly spec?: {
    readonly claim?: NamespacedName;
    readonly template?: NamespacedName;
    readonly index?: number;
    readonly metaData?: NamespacedName;
    readonly networkData?: NamespacedName;
  };
  readonly status?: { readonly ready?: boolean };
}

/** Every IPPool that the template names, once each. */
export function poolsOf(template: DataTemplate): readonly string[] {
  const meta = template.spec?.metaData;
  const named = [
    ...(meta?.ipAddressesFromIPPool ?? []),
    ...(meta?.prefixesFromIPPool ?? []),
    ...(meta?.gatewaysFromIPPool ?? []),
  ].map((entry) => entry.name);
  const networks = (template.spec?.networkData?.networks?.ipv4 ?? []).flatMap(
    (network) => network.ipAddressFromIPPool ?? [],
  );
  return [...new Set([...named, ...networks])];
}

/** The lowest index that no Metal3Data of the template has. */
export function freeIndex(datas: readonly MachineData[]): number {
  const taken = new Set(datas.map((data) => data.spec?.index));
  let index = 0;
  while (taken.has(index)) index += 1;
  return index;
}

export interface RenderInput {
  readonly template: DataTemplate;
  readonly index: number;
  readonly machineName: string;
  readonly host: BareMetalHost;
  /** By name of the IPPool; all that `poolsOf` names. */
  readonly addresses: ReadonlyMap<string, IpAddress>;
}

export function renderMetaData({ template, index, machineName, host, addresses }: RenderInput): string | undefined {
  const meta = template.spec?.metaData;
  if (meta === undefined) return undefined;
  const objects: Readonly<Record<string, string>> = {
    machine: machineName,
    metal3machine: machineName,
    baremetalhost: host.metadata.name,
  };
  const of = (name: string) => addresses.get(name)?.spec;
  const entries: readonly (readonly [string, string])[] = [
    ...(meta.strings ?? []).map(({ key, value }) => [key, value] as const),
    ...(meta.objectNames ?? []).map(({ key, object }) => [key, objects[object] ?? ''] as const),
    ...(meta.indexes ?? []).map(({ key, offset = 0, step = 1 }) => [key, String(offset + index * step)] as const),
    ...(meta.ipAddressesFromIPPool ?? []).map(({ key, name }) => [key, of(name)?.address ?? ''] as const),
    ...(meta.prefixesFromIPPool ?? []).map(({ key, name }) => [key, String(of(name)?.prefix ?? '')] as const),
    ...(meta.gatewaysFromIPPool ?? []).map(({ key, name }) => [key, of(name)?.gateway ?? ''] as const),
  ];
  const providerid = `${host.metadata.namespace}/${host.metadata.name}/${machineName}`;
  return stringify({ ...Object.fromEntries(entries), providerid });
}

export function renderNetworkData({ template, host, addresses }: RenderInput): string | undefined {
  const network = template.spec?.networkData;
  if (network === undefined) return undefined;
  const links = (network.links?.ethernets ?? []).map(({ id, type = 'phy', macAddress }) => ({
    id,
    type,
    ethernet_mac_address: macAddress?.string ?? host.spec?.bootMACAddress ?? '',
  }));
  const networks = (network.networks?.ipv4 ?? []).map(({ id, link, ipAddressFromIPPool = '' }) => {
    const address = addresses.get(ipAddressFromIPPool)?.spec;
    return { id, link, type: 'ipv4', ip_address: address?.address ?? '', netmask: String(address?.prefix ?? '') };
  });
  const services = (network.services?.dns ?? []).map((address) => ({ type: 'dns', address }));
  return stringify({ links, networks, services });
}
