import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { isInPrefix, isSameIp, parseIp } from '../../src/api/ip-address.ts';
import { type Facts, parseProbeReport } from '../../src/api/probe-report.ts';
import { judge } from '../../src/probe/judge.ts';
import { buildReport, notNumbered, number } from '../../src/probe/numbering.ts';
import { renderTable } from '../../src/probe/table.ts';

const subject = { address: '172.22.0.2', interface: 'br0', apiPort: 6385, imagePort: 6180 };
const own = { address: '172.22.0.9', prefix: 24, permanent: true };
const vip = { address: '172.22.0.2', prefix: 32, permanent: true, interface: 'br0' };
const mac = '02:00:00:00:00:0b';
/** A node that could take the endpoint over. */
const able: Facts = {
  link: { present: true, up: true, carrier: true },
  addresses: [own],
  held: [],
  answers: [],
  wire: { listeningSeconds: 60, vrrp: [], dhcp: [] },
  listeners: [],
  api: { connection: 'unreachable' },
  image: { connection: 'unreachable' },
  problems: {},
};
const holding: Facts = {
  ...able,
  held: [vip],
  api: { connection: 'open', status: 200, version: '1.95', drivers: 2 },
  image: { connection: 'open', status: 200 },
};

it.each<[string, Facts, 'able' | 'held' | 'released', string, readonly string[]]>([
  ['able', able, 'able', 'ready', []],
  ['holding', holding, 'held', 'ready', []],
  ['released', able, 'released', 'ready', []],
  [
    'without interface',
    { ...able, link: { present: false, up: false, carrier: false } },
    'able',
    'notReady',
    ['interface br0 does not exist'],
  ],
  [
    'with the interface down',
    { ...able, link: { present: true, up: false, carrier: false } },
    'able',
    'notReady',
    ['interface br0 is down'],
  ],
  [
    'with a leased address only',
    { ...able, addresses: [{ ...own, permanent: false, validSeconds: 60 }] },
    'able',
    'notReady',
    ['interface br0 has no static address in a network with 172.22.0.2; 172.22.0.9/24 is only leased'],
  ],
  ['beside another holder', { ...able, answers: [mac] }, 'released', 'notReady', [`${mac} answers for 172.22.0.2`]],
  [
    'holding what another holds as well',
    { ...holding, answers: [mac] },
    'held',
    'notReady',
    [`172.22.0.2 is on this host, and ${mac} answers for it too`],
  ],
  [
    'beside another DHCP server',
    { ...able, wire: { listeningSeconds: 60, vrrp: [], dhcp: [{ source: '172.22.0.1', mac, ageSeconds: 1 }] } },
    'able',
    'notReady',
    [`another DHCP server answers: 172.22.0.1 (${mac})`],
  ],
  [
    'holding without a conductor',
    { ...holding, api: { connection: 'open', status: 200, drivers: 0 } },
    'held',
    'notReady',
    ['no conductor is alive: the API has no drivers'],
  ],
  [
    'that could not ask',
    { ...able, answers: undefined, problems: { answers: 'arping: No such device' } },
    'released',
    'unknown',
    ['answers is not known: arping: No such device'],
  ],
])('judges a host %s', (...[, facts, expected, verdict, reasons]) => {
  const judgement = judge(facts, subject, expected);
  expect(judgement).toEqual({ verdict, expected, reasons });
  const table = renderTable(facts, subject, judgement);
  for (const reason of reasons) expect(table).toContain(`- ${reason}`);
});

it('numbers rounds, and says since when they look the same', () => {
  const first = number(notNumbered, able);
  const aged = { ...able, wire: { listeningSeconds: 65, vrrp: [], dhcp: [] } };
  const second = number(first, aged);
  const third = number(second, holding);
  expect([first, second, third].map(({ sequence, sameSince }) => [sequence, sameSince])).toEqual([
    [1, 1],
    [2, 1],
    [3, 3],
  ]);
});

it('writes reports that are read back whole, and reads no others', () => {
  const origin = { node: 'node-1', incarnation: 'a', intervalSeconds: 5, subject, nowMs: 0 };
  const report = buildReport(holding, number(notNumbered, holding), origin);
  expect(parseProbeReport(JSON.stringify(report))).toEqual(report);
  expect(parseProbeReport(JSON.stringify({ ...report, version: 2 }))).toBeUndefined();
  expect(parseProbeReport(JSON.stringify({ ...report, link: 'odd' }))?.link).toBeUndefined();
  expect(parseProbeReport('{')).toBeUndefined();
});

it('knows every spelling of an address', () => {
  expect(isSameIp('fd00::2', 'FD00:0:0:0:0:0:0:2')).toBe(true);
  expect(isSameIp('::ffff:10.0.0.1', '::ffff:a00:1')).toBe(true);
  for (const no of ['', '1.2.3', '1.2.3.256', ':::', 'fd00::1::2', 'fd00', '1:2:3:4:5:6:7:8:9']) {
    expect(parseIp(no), no).toBeUndefined();
  }
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV6(), (four, six) => {
      expect(isSameIp(four, four) && isInPrefix(four, { local: four, prefix: 32 })).toBe(true);
      expect(isInPrefix(six, { local: six, prefix: 64 })).toBe(true);
      expect(isSameIp(four, six)).toBe(false);
    }),
  );
});
