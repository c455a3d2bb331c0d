/** IP addresses as numbers: are two texts the same address, and does a prefix contain one? */

export interface IpAddress {
  readonly family: 4 | 6;
  readonly value: bigint;
}

const bitsOf = { 4: 32, 6: 128 } as const;

/** undefined for what is no address. A zone (`%eth0`) is not part of an address here. */
export function parseIp(text: string): IpAddress | undefined {
  return text.includes(':') ? parseIp6(text) : parseIp4(text);
}

function parseIp4(text: string): IpAddress | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return { family: 4, value: parts.reduce((value, part) => value * 256n + BigInt(part), 0n) };
}

function parseIp6(text: string): IpAddress | undefined {
  const embedded = /^(.*:)([\d.]+)$/.exec(text);
  const tail = embedded?.[2]?.includes('.') === true ? parseIp4(embedded[2]) : undefined;
  const hex =
    tail === undefined
      ? text
      : `${embedded?.[1] ?? ''}${(tail.value >> 16n).toString(16)}:${(tail.value & 0xffffn).toString(16)}`;
  const halves = hex.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const [head = [], end] = halves;
  const missing = 8 - halves.flat().length;
  if (halves.length > 2 || (end === undefined ? missing !== 0 : missing < 1)) return undefined;
  const groups = end === undefined ? head : [...head, ...Array.from({ length: missing }, () => '0'), ...end];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { family: 6, value: groups.reduce((value, group) => value * 65_536n + BigInt(`0x${group}`), 0n) };
}

/** IPv6 has many spellings of one address. */
export function isSameIp(one: string, other: string): boolean {
  const [left, right] = [parseIp(one), parseIp(other)];
  if (left === undefined || right === undefined) return one === other;
  return left.family === right.family && left.value === right.value;
}

/** Whether `address` is in the network that `local`/`prefix` is in. */
export function isInPrefix(address: string, { local, prefix }: { local: string; prefix: number }): boolean {
  const [one, network] = [parseIp(address), parseIp(local)];
  if (one === undefined || network === undefined || one.family !== network.family) return false;
  const hostBits = BigInt(bitsOf[one.family] - prefix);
  return hostBits >= 0n && one.value >> hostBits === network.value >> hostBits;
}
