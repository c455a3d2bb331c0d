import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { usualStateFile } from '../../src/probe/config.ts';
import { buildDiscover, buildSolicit } from '../../src/probe/dhcp-discover.ts';
import { addressEvent, readHolders, readInterface } from '../../src/probe/ip-addresses.ts';
import { countOf, readCredentials, versionOf } from '../../src/probe/ironic-api.ts';
import { networkBootPorts, readSocketTable } from '../../src/probe/listeners.ts';
import { readNeighbours } from '../../src/probe/neighbours.ts';
import { checkState, unready, writeState } from '../../src/probe/state-file.ts';
import { readWireLine } from '../../src/probe/wire.ts';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'clusterpivot-probe-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

const forever = 4_294_967_295;
const addr = (local: string, prefixlen: number, more: object = {}) => ({
  family: 'inet',
  local,
  prefixlen,
  scope: 'global',
  valid_life_time: forever,
  ...more,
});
const link = (...addresses: readonly object[]) =>
  JSON.stringify([
    { ifname: 'br0', flags: ['BROADCAST', 'UP', 'LOWER_UP'], address: '02:00:00:00:00:0A', addr_info: addresses },
  ]);

it('tells static addresses from leased ones', () => {
  expect(
    readInterface(link(addr('172.22.0.9', 24), addr('172.22.0.77', 24, { dynamic: true, valid_life_time: 119 }))),
  ).toEqual({
    link: { present: true, up: true, carrier: true, mac: '02:00:00:00:00:0a' },
    addresses: [
      { address: '172.22.0.9', prefix: 24, permanent: true },
      { address: '172.22.0.77', prefix: 24, permanent: false, validSeconds: 119 },
    ],
  });
});

it('finds the endpoint wherever it is, in whatever spelling', () => {
  expect(readHolders(link(addr('fd00::2', 128, { tentative: true })), 'fd00:0:0::0002')).toEqual([
    { interface: 'br0', address: 'fd00::2', prefix: 128, permanent: true, tentative: true },
  ]);
  expect(readHolders(link(addr('172.22.0.9', 24)), '172.22.0.2')).toEqual([]);
});

it.each([
  ['3: br0    inet 172.22.0.2/32 scope global br0', 'came'],
  ['Deleted 3: br0    inet 172.22.0.2/32 scope global br0', 'went'],
  ['3: br0    inet 172.22.0.3/32 scope global br0', undefined],
])('reads an event of the kernel: %s', (line, event) => {
  expect(addressEvent(line, '172.22.0.2')).toBe(event);
});

it.each([
  ['an answer', { code: 0, stdout: '02:00:00:00:00:0B\n02:00:00:00:00:0b\n', stderr: '' }, ['02:00:00:00:00:0b']],
  ['no answer to arping', { code: 1, stdout: '', stderr: '' }, []],
  ['no answer to ndisc6', { code: 2, stdout: '', stderr: 'No response.' }, []],
  ['a tool that could not ask', { code: 1, stdout: '', stderr: 'arping: No such device' }, undefined],
])('reads who answers: %s', (_, output, macs) => {
  expect(readNeighbours(output)).toEqual(macs);
});

it.each([
  [
    '10:00:00.1 02:00:00:00:00:0b > 01:00:5e:00:00:12, ethertype IPv4 (0x0800), length 54: 172.22.0.8 > 224.0.0.18: VRRPv2, Advertisement, vrid 1, prio 101, authtype none, intvl 1s, length 20',
    { kind: 'vrrp', mac: '02:00:00:00:00:0b', source: '172.22.0.8', routerId: 1, priority: 101 },
  ],
  [
    '10:00:00.1 02:00:00:00:00:0c > ff:ff:ff:ff:ff:ff, ethertype IPv4 (0x0800), length 342: 172.22.0.1.67 > 255.255.255.255.68: BOOTP/DHCP, Reply, length 300',
    { kind: 'dhcp', mac: '02:00:00:00:00:0c', source: '172.22.0.1' },
  ],
  ['listening on br0, link-type EN10MB (Ethernet), snapshot length 512 bytes', undefined],
])('reads what is heard on the wire: %s', (line, heard) => {
  expect(readWireLine(line)).toEqual(heard);
});

it('finds who listens on the ports of network boot', () => {
  const row = (n: number, local: string, state: string) =>
    `   ${n}: ${local} 00000000:0000 ${state} 00000000:00000000 00`;
  const table = ['  sl  local_address rem_address   st', row(0, '0100A8C0:0043', '07'), row(1, '00000000:0016', '07')];
  expect(readSocketTable(table.join('\n'), 'udp', networkBootPorts)).toEqual([
    { protocol: 'udp', address: '192.168.0.1', port: 67 },
  ]);
});

it('asks for DHCP servers as the RFCs say', () => {
  const discover = buildDiscover('02:00:00:00:00:0a', 7);
  expect(discover).toHaveLength(300);
  expect(discover.subarray(28, 34).toString('hex')).toBe('02000000000a');
  expect(discover.subarray(236, 243).toString('hex')).toBe('63825363350101');
  expect(buildSolicit('02:00:00:00:00:0a', 7).subarray(0, 4).toString('hex')).toBe('01000007');
});

it('reads what the API says of itself, and nothing that is not the API', () => {
  expect(versionOf('{"id":"v1","version":{"version":"1.95"}}')).toBe('1.95');
  expect(versionOf('{"id":"v2","version":{"version":"1.95"}}')).toBeUndefined();
  expect(versionOf('<html>')).toBeUndefined();
  expect(countOf({ connection: 'open', status: 200, body: '{"drivers":[{},{}]}' }, 'drivers')).toBe(2);
  expect(countOf({ connection: 'open', status: 401, body: '{"drivers":[]}' }, 'drivers')).toBeUndefined();
});

it('takes credentials from a mounted Secret, and from a file', async () => {
  const path = await folder();
  await writeFile(join(path, 'username'), 'admin\n');
  await writeFile(join(path, 'password'), 'secret\n');
  expect(await readCredentials(path)).toBe('admin:secret');
  await writeFile(join(path, 'file'), 'nonsense\n');
  await expect(readCredentials(join(path, 'file'))).rejects.toThrow('the first line must be username:password');
});

it('is ready only with fresh, published facts that do not contradict each other', async () => {
  const state = { intervalSeconds: 5, sampledAt: 100, publishedAt: 100, complaints: [] };
  expect(unready(state, 101)).toBeUndefined();
  expect(unready(state, 116)).toBe('the last round was 16 s ago');
  expect(unready({ ...state, publishedAt: undefined }, 101)).toBe('no report has been published yet');
  expect(unready({ ...state, sampledAt: 120 }, 121)).toBe('the last published report was 21 s ago');
  expect(unready({ ...state, complaints: ['two hosts answer'] }, 101)).toBe('two hosts answer');
  const file = join(await folder(), 'state', 'state.json');
  expect(checkState(file, 101)).toMatch(/^no round has ended yet: ENOENT/);
  writeState(file, state);
  expect(checkState(file, 101)).toBeUndefined();
  expect(usualStateFile).toBe('/run/clusterpivot-probe/state.json');
});
