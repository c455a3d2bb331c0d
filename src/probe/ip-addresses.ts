/** What the kernel says of interfaces and their addresses, read from iproute2's JSON and from its monitor's lines. */
import { isSameIp } from '../api/ip-address.ts';
import type { Facts, HeldAddress, ProbeAddress } from '../api/probe-report.ts';
import { familyOf } from './settings.ts';

interface IpAddressEntry {
  readonly local?: string;
  readonly prefixlen?: number;
  readonly scope?: string;
  readonly dynamic?: boolean;
  readonly tentative?: boolean;
  readonly dadfailed?: boolean;
  readonly valid_life_time?: number;
}

interface IpLinkEntry {
  readonly ifname?: string;
  readonly flags?: readonly string[];
  readonly operstate?: string;
  readonly address?: string;
  /** With a filter, what does not pass it is left as an empty object. */
  readonly addr_info?: readonly IpAddressEntry[];
}

/** How the kernel says "for ever". */
const forever = 4_294_967_295;

export function interfaceArguments(name: string): readonly string[] {
  return ['-j', 'addr', 'show', 'dev', name];
}

/** All interfaces that carry the address, whichever they are. */
export function holderArguments(address: string): readonly string[] {
  return ['-j', `-${familyOf(address)}`, 'addr', 'show', 'to', address];
}

/** Events rather than samples: an address that is gone for less than an interval was gone. */
export const monitorArguments = ['-o', 'monitor', 'link', 'address'] as const;

/** What iproute2 says, with exit code 1, of an interface that is not there. */
export function isMissingInterface(stderr: string): boolean {
  return /does not exist|Cannot find device/i.test(stderr);
}

function entries(json: string): readonly IpLinkEntry[] {
  const parsed: unknown = json.trim() === '' ? [] : JSON.parse(json);
  return Array.isArray(parsed) ? (parsed as readonly IpLinkEntry[]) : [];
}

function addressesOf(link: IpLinkEntry | undefined): readonly { found: ProbeAddress; scope: string }[] {
  return (link?.addr_info ?? []).flatMap((entry) => {
    const { local, prefixlen, scope = 'global', valid_life_time: valid = forever } = entry;
    if (local === undefined || prefixlen === undefined) return [];
    const permanent = entry.dynamic !== true && valid === forever;
    const tentative = entry.tentative === true || entry.dadfailed === true;
    const found = {
      address: local,
      prefix: prefixlen,
      permanent,
      ...(valid === forever ? {} : { validSeconds: valid }),
      ...(tentative ? { tentative } : {}),
    };
    return [{ found, scope }];
  });
}

/** `ip -j addr show dev NAME`. */
export function readInterface(json: string): Required<Pick<Facts, 'link' | 'addresses'>> {
  const link = entries(json)[0];
  const flags = link?.flags ?? [];
  return {
    link: {
      present: link !== undefined,
      up: flags.includes('UP'),
      carrier: flags.includes('LOWER_UP'),
      ...(link?.address === undefined ? {} : { mac: link.address.toLowerCase() }),
    },
    addresses: addressesOf(link)
      .filter(({ scope }) => scope !== 'link' && scope !== 'host')
      .map(({ found }) => found),
  };
}

/** `ip -j addr show to ADDRESS`. */
export function readHolders(json: string, address: string): HeldAddress[] {
  return entries(json).flatMap((link) =>
    addressesOf(link)
      .filter(({ found }) => isSameIp(found.address, address))
      .map(({ found }) => ({ ...found, interface: link.ifname ?? '' })),
  );
}

/** What DHCP servers can be asked from: an address on the interface that is not the endpoint's. */
export function sourceAddress({ addresses }: Facts, address: string): string | undefined {
  return addresses?.find((found) => found.address.includes('.') && !isSameIp(found.address, address))?.address;
}

/**
 * Whether a line of `ip -o monitor link address` says that the address came or went. A tentative IPv6 address is announced
 * a second time once it is usable, which is no coming.
 */
export function addressEvent(line: string, address: string): 'came' | 'went' | undefined {
  const found = /^(Deleted )?\d+:\s+\S+\s+inet6?\s+([0-9a-fA-F.:]+)/.exec(line);
  if (found === null || !isSameIp(found[2] ?? '', address)) return undefined;
  return found[1] === undefined ? 'came' : 'went';
}
