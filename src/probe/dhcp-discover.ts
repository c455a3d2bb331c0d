/** Asks the network for DHCP servers. Only asks: what they answer is seen by whoever listens to the wire, all probes included. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

function macBytes(mac: string): Buffer {
  return Buffer.from(mac.replaceAll(':', ''), 'hex');
}

/** RFC 2131: a DHCPDISCOVER that wants its answers broadcast, since we have no socket to receive them. */
export function buildDiscover(mac: string, id: number): Buffer {
  const packet = Buffer.alloc(300);
  packet.set([1, 1, 6, 0]);
  packet.writeUInt32BE(id, 4);
  packet.writeUInt16BE(0x80_00, 10);
  macBytes(mac).copy(packet, 28);
  packet.writeUInt32BE(0x63_82_53_63, 236);
  // Message type DISCOVER, parameter list, end.
  packet.set([53, 1, 1, 55, 2, 1, 3, 255], 240);
  return packet;
}

/** RFC 8415: a SOLICIT with a client ID made of the MAC address, for one address. */
export function buildSolicit(mac: string, id: number): Buffer {
  const option = (code: number, body: Buffer) => {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(code, 0);
    head.writeUInt16BE(body.length, 2);
    return Buffer.concat([head, body]);
  };
  const head = Buffer.alloc(4);
  head.writeUInt32BE((1 << 24) | (id & 0xff_ff_ff), 0);
  const clientId = Buffer.concat([Buffer.from([0, 3, 0, 1]), macBytes(mac)]);
  const identityAssociation = Buffer.concat([macBytes(mac).subarray(2), Buffer.alloc(8)]);
  return Buffer.concat([head, option(1, clientId), option(8, Buffer.alloc(2)), option(3, identityAssociation)]);
}

export interface Discovery {
  readonly family: 4 | 6;
  readonly interface: string;
  readonly mac: string;
  /** IPv4: an address on the interface. Bound to it, a limited broadcast leaves by its interface. */
  readonly from: string | undefined;
}

/** False when there is nothing to send from. */
export async function askForDhcpServers({ family, interface: name, mac, from }: Discovery): Promise<boolean> {
  const id = Math.floor(Math.random() * 2 ** 31);
  if (family === 6) {
    await send(createSocket('udp6'), { packet: buildSolicit(mac, id), port: 547, to: `ff02::1:2%${name}` });
    return true;
  }
  if (from === undefined) return false;
  await send(createSocket('udp4'), { packet: buildDiscover(mac, id), port: 67, to: '255.255.255.255', from });
  return true;
}

interface Datagram {
  readonly packet: Buffer;
  readonly port: number;
  readonly to: string;
  readonly from?: string;
}

async function send(socket: Socket, { packet, port, to, from }: Datagram): Promise<void> {
  try {
    socket.bind({ port: 0, ...(from === undefined ? {} : { address: from }) });
    await once(socket, 'listening');
    if (from !== undefined) socket.setBroadcast(true);
    await new Promise<void>((resolve, reject) => {
      socket.send(packet, port, to, (error) => (error === null ? resolve() : reject(error)));
    });
  } finally {
    socket.close();
  }
}
