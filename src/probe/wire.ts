/** VRRP advertisements and DHCP answers in the lines of tcpdump. */

export type Heard =
  | {
      readonly kind: 'vrrp';
      readonly mac: string;
      readonly source: string;
      readonly routerId: number;
      /** 0: the sender gives the address up. */
      readonly priority: number;
    }
  | { readonly kind: 'dhcp'; readonly mac: string; readonly source: string };

/** Of both families, from others only: our own packets leave, they don't come in. */
export function captureArguments(name: string): readonly string[] {
  const filter = 'ip proto 112 or ip6 proto 112 or (udp and (src port 67 or src port 547))';
  // A line at a time, numbers only, link headers, small snapshots and buffer: we need the first words of few packets.
  return ['-l', '-n', '-e', '-Q', 'in', '-s', '512', '-B', '256', '--immediate-mode', '-i', name, filter];
}

export const listeningLine = /^listening on /;

const frame = /^\S+ ([0-9a-f]{2}(?::[0-9a-f]{2}){5}) > [^,]+, .*?length \d+: (\S+) > (\S+): (.*)$/;

/** undefined for every other line. */
export function readWireLine(line: string): Heard | undefined {
  const found = frame.exec(line);
  if (found === null) return undefined;
  const [, mac = '', from = '', , said = ''] = found;
  const vrrp = /^VRRPv\d, Advertisement, vrid (\d+), prio (\d+)/.exec(said);
  if (vrrp !== null) {
    return { kind: 'vrrp', mac, source: from, routerId: Number(vrrp[1]), priority: Number(vrrp[2]) };
  }
  // The port is after the last point, also behind an IPv6 address.
  if (/^BOOTP\/DHCP, Reply\b|^dhcp6 (?:advertise|reply)\b/.test(said)) {
    return { kind: 'dhcp', mac, source: from.replace(/\.\d+$/, '') };
  }
  return undefined;
}
