/** Which address of an IPPool a claim gets. Metal3 IPAM's order: the pre-allocated one, else the first free one. */
import type { KubeObject } from '../../../src/api/kube-object.ts';
import type { NamespacedName } from '../bare-metal-host.ts';

export interface AddressRange {
  readonly start?: string;
  readonly end?: string;
  readonly subnet?: string;
  readonly prefix?: number;
  readonly gateway?: string;
  readonly dnsServers?: readonly string[];
}

export interface IpPool extends KubeObject {
  readonly spec?: {
    readonly clusterName?: string;
    readonly namePrefix?: string;
    readonly pools?: readonly AddressRange[];
    readonly prefix?: number;
    readonly gateway?: string;
    readonly dnsServers?: readonly string[];
    readonly preAllocations?: Readonly<Record<string, string>>;
  };
  readonly status?: { readonly indexes?: Readonly<Record<string, string>> };
}

export interface IpClaim extends KubeObject {
  readonly spec?: { readonly pool?: NamespacedName };
  readonly status?: { readonly address?: NamespacedName; readonly errorMessage?: string };
}

export interface IpAddress extends KubeObject {
  readonly spec?: {
    readonly pool?: NamespacedName;
    readonly claim?: NamespacedName;
    readonly address?: string;
    readonly prefix?: number;
    readonly gateway?: string;
    readonly dnsServers?: readonly string[];
  };
}

export interface Allocation {
  readonly address: string;
  readonly prefix: number;
  readonly gateway?: string;
  readonly dnsServers?: readonly string[];
}

/** An IPv4 address as a number; NaN when it is none. */
function numberOf(address: string): number {
  const parts = address.split('.');
  if (parts.length !== 4) return Number.NaN;
  return parts.reduce(
    (sum, part) => (/^\d{1,3}$/.test(part) && Number(part) < 256 ? sum * 256 + Number(part) : Number.NaN),
    0,
  );
}

function addressOf(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

function bounds(range: AddressRange): { first: number; last: number } {
  const [network, length] = (range.subnet ?? '').split('/');
  const size = 2 ** (32 - Number(length));
  const base = network === undefined ? Number.NaN : Math.floor(numberOf(network) / size) * size;
  return {
    first: range.start === undefined ? base + 1 : numberOf(range.start),
    last: range.end === undefined ? base + size - 2 : numberOf(range.end),
  };
}

function allocationIn(pool: IpPool, range: AddressRange | undefined, address: string): Allocation {
  const spec = pool.spec;
  const gateway = range?.gateway ?? spec?.gateway;
  const dnsServers = range?.dnsServers ?? spec?.dnsServers;
  return {
    address,
    prefix: range?.prefix ?? spec?.prefix ?? 24,
    ...(gateway === undefined ? {} : { gateway }),
    ...(dnsServers === undefined ? {} : { dnsServers }),
  };
}

/** IPv4 only. The reason when there is no address left for the claim. */
export function allocate(
  pool: IpPool,
  claim: string,
  taken: ReadonlySet<string>,
): Allocation | { readonly exhausted: string } {
  const ranges = pool.spec?.pools ?? [];
  const reserved = pool.spec?.preAllocations ?? {};
  const own = reserved[claim];
  if (own !== undefined) {
    const number = numberOf(own);
    const range = ranges.find((candidate) => bounds(candidate).first <= number && number <= bounds(candidate).last);
    return allocationIn(pool, range, own);
  }
  const unavailable = new Set([...taken, ...Object.values(reserved)]);
  for (const range of ranges) {
    const { first, last } = bounds(range);
    for (let number = first; number <= last; number += 1) {
      const address = addressOf(number);
      if (!unavailable.has(address)) return allocationIn(pool, range, address);
    }
  }
  return { exhausted: `IPPool ${pool.metadata.name} has no free address for IPClaim ${claim}` };
}

/** The name of the IPAddress: the pool's prefix and the address with dashes. */
export function addressName(pool: IpPool, address: string): string {
  return `${pool.spec?.namePrefix ?? pool.metadata.name}-${address.replaceAll('.', '-')}`;
}
