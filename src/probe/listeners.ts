/** Which programs on this node listen on the ports of Ironic and of DHCP, by the kernel's tables of sockets. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { Facts } from '../api/probe-report.ts';

type Listener = NonNullable<Facts['listeners']>[number];

const tables = [
  { file: '/proc/net/tcp', protocol: 'tcp' },
  { file: '/proc/net/tcp6', protocol: 'tcp' },
  { file: '/proc/net/udp', protocol: 'udp' },
  { file: '/proc/net/udp6', protocol: 'udp' },
] as const;

const states = { tcp: '0A', udp: '07' } as const;
/** DHCP, TFTP and DHCPv6. */
export const networkBootPorts = [67, 69, 547] as const;

/** One table. Unconnected UDP sockets and listening TCP sockets on `ports`. */
export function readSocketTable(table: string, protocol: 'tcp' | 'udp', ports: readonly number[]): Listener[] {
  return table.split('\n').flatMap((line) => {
    const found = /^\s*\d+: ([0-9A-F]{8,32}):([0-9A-F]{4}) \S+ ([0-9A-F]{2}) /.exec(line);
    if (found === null) return [];
    const [, address = '', port = '', state = ''] = found;
    if (state !== states[protocol] || !ports.includes(Number.parseInt(port, 16))) return [];
    return [{ protocol, address: addressOf(address), port: Number.parseInt(port, 16) }];
  });
}

/** The kernel prints 32-bit words in the order of the machine, which is little-endian wherever we run. */
function addressOf(hex: string): string {
  const bytes = hex.match(/.{8}/g)?.flatMap((word) => word.match(/../g)?.toReversed() ?? []) ?? [];
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => `${bytes[2 * index]}${bytes[2 * index + 1]}`.toLowerCase());
  // Only the two that matter are spelled short: any other is compared as a number.
  const long = groups.join(':');
  if (/^[0:]+$/.test(long)) return '::';
  return long.replace(/\b0{1,3}(?=[0-9a-f])/g, '');
}

/** Listening sockets come first in the tables: a node with ten thousand connections costs no more than another. */
const longestRead = 64 * 1024;

/** At once: the kernel has it in memory, and a thread to wait for that costs more. */
function beginning(file: string): string {
  const handle = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(longestRead);
    let length = 0;
    while (length < longestRead) {
      const count = readSync(handle, buffer, length, longestRead - length, null);
      if (count === 0) break;
      length += count;
    }
    return buffer.toString('latin1', 0, length);
  } finally {
    closeSync(handle);
  }
}

/** On these TCP ports, and those that boot hosts from the network. */
export function observeListeners(tcp: readonly number[]): Listener[] {
  const ports = { tcp, udp: networkBootPorts };
  const found = tables.flatMap(({ file, protocol }) => {
    try {
      return readSocketTable(beginning(file), protocol, ports[protocol]);
    } catch (error) {
      // Without IPv6 in the kernel there is no table of it.
      if (file.endsWith('6')) return [];
      throw error;
    }
  });
  const seen = new Map(found.map((one) => [`${one.protocol} ${one.address} ${one.port}`, one]));
  return [...seen.keys()].toSorted().flatMap((key) => seen.get(key) ?? []);
}
