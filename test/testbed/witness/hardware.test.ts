/** Do BMCs, Ironics and the wire bear witness, for and against a pivot? */
import { describe, expect, test } from 'vitest';
import type { IronicNode } from '../../../testbed/ironic-nodes.ts';
import { endpointFindings, parseSighting, type Sighting, unheldFor } from '../../../testbed/witness/endpoint.ts';
import { type HardwareEvidence, hardwareFindings, summarize } from '../../../testbed/witness/hardware.ts';
import { verdictLine } from '../../../testbed/witness/line.ts';
import { parsePowerLog } from '../../../testbed/witness/power-log.ts';
import { judge } from '../../../testbed/witness/verdict.ts';
import { cleanPivot } from './given.ts';

const startAt = cleanPivot().before.takenAt;

function seen(seconds: number, ...holders: readonly string[]): Sighting {
  return { at: startAt + seconds * 1000, holders, end: false };
}

const handedOver = [seen(-1, 'source'), seen(3), seen(9.2, 'target'), { ...seen(60, 'target'), end: true }];

function node(rest: Partial<IronicNode> = {}): IronicNode {
  const name = 'metal3~host-00';
  return { name, provision_state: 'active', power_state: 'power on', maintenance: false, last_error: null, ...rest };
}

function hardware(rest: Partial<HardwareEvidence> = {}): HardwareEvidence {
  return {
    ironic: { before: [node()], after: [node()] },
    power: [],
    endpoint: { address: '172.22.0.2', sightings: handedOver },
    ...rest,
  };
}

function findings(rest: Partial<HardwareEvidence> = {}) {
  return hardwareFindings(hardware(rest), cleanPivot().before).map(({ kind, subject, evidence }) => [
    kind,
    subject,
    ...evidence,
  ]);
}

test('a pivot that handed the endpoint over and switched nothing is a good one, and says for how long nobody held it', () => {
  const verdict = judge({ ...cleanPivot(), hardware: hardware() }, { boundaries: true });
  expect(verdict.findings).toEqual([]);
  expect(verdictLine(verdict, 52)).toMatch(/, 0 rebooted, 0 power commands, VIP unheld for 6\.2 s, 52 s$/);
});

describe('power commands', () => {
  const host = cleanPivot().before.source.objects[0]?.object;
  const before = {
    ...cleanPivot().before,
    source: {
      ...cleanPivot().before.source,
      objects: [
        { resource: 'baremetalhosts', object: { ...host, spec: { bmc: { address: 'http://bmcs/Systems/u-0' } } } },
      ],
    },
  } as ReturnType<typeof cleanPivot>['before'];
  const log = (seconds: number, system: string) =>
    JSON.stringify({ at: startAt + seconds * 1000, system, kind: 'ForceOff' });

  test('are found with their host, or their BMC where no host is known', () => {
    const power = parsePowerLog([log(5, 'u-0'), log(6, 'u-1')]);
    expect(hardwareFindings(hardware({ power }), before)).toEqual([
      {
        kind: 'power command',
        subject: 'BareMetalHost metal3/host-00',
        evidence: [expect.stringMatching(/ForceOff$/)],
      },
      { kind: 'power command', subject: 'BMC u-1', evidence: [expect.stringMatching(/ForceOff$/)] },
    ]);
    expect(summarize(hardware({ power }), startAt).powerCommands).toBe(2);
  });

  test('of before the pivot are none of it', () => {
    const power = parsePowerLog([log(-5, 'u-0')]);
    expect(hardwareFindings(hardware({ power }), before)).toEqual([]);
    expect(summarize(hardware({ power }), startAt).powerCommands).toBe(0);
  });
});

describe("the target's Ironic", () => {
  const subject = 'BareMetalHost metal3/host-00';
  test.each<[string, readonly IronicNode[], string]>([
    ['lacks a host', [], 'it is not registered in Ironic'],
    ['has not adopted it', [node({ provision_state: 'manageable' })], 'it is manageable in Ironic'],
    ['has it in maintenance', [node({ maintenance: true })], 'it is in maintenance in Ironic'],
    ['has an error', [node({ last_error: 'no BMC' })], 'it has an error in Ironic: no BMC'],
    ['sees it off', [node({ power_state: 'power off' })], 'Ironic knows its power as power off'],
  ])('%s', (_what, after, why) => {
    expect(findings({ ironic: { before: [node()], after } })).toEqual([['not as it was in Ironic', subject, why]]);
  });

  test('has it otherwise than the source had it', () => {
    expect(findings({ ironic: { before: [], after: [node()] } })).toEqual([
      ['not as it was in Ironic', subject, 'it was not registered, it is active'],
    ]);
  });

  test('does not answer', () => {
    expect(findings({ ironic: { before: [node()], after: undefined } })).toEqual([
      ['not proven', 'Ironic of the target', 'it does not answer'],
    ]);
  });
});

describe('the endpoint', () => {
  const address = '172.22.0.2';
  test('is named by cluster, and a stranger by its MAC address', () => {
    const sides = { source: '02:00', target: '02:01' };
    expect(parseSighting('{"at": 5, "holders": ["02:01", "aa:aa"]}', sides)).toEqual({
      at: 5,
      holders: ['target', 'aa:aa'],
      end: false,
    });
  });

  test('counts as unheld between holders and after the last, not before the first', () => {
    const now = startAt + 30_000;
    expect(unheldFor([], now)).toBe(0);
    expect(unheldFor([seen(0)], now)).toBe(0);
    expect(unheldFor([seen(0), seen(5, 'source'), seen(10)], now)).toBe(20_000);
    expect(unheldFor([seen(0, 'source'), seen(10), seen(12, 'source'), seen(20), seen(21, 'target')], now)).toBe(3000);
  });

  test.each<[string, readonly Sighting[], string]>([
    [
      'held by both',
      [...handedOver.slice(0, 3), seen(10, 'source', 'target'), ...handedOver.slice(3)],
      'endpoint disputed',
    ],
    ['held by a stranger', [seen(1, 'aa:aa'), ...handedOver.slice(3)], 'endpoint disputed'],
    ['held by nobody in the end', [...handedOver.slice(0, 2), { ...seen(60), end: true }], 'endpoint not handed over'],
    ['held by the source in the end', [{ ...seen(60, 'source'), end: true }], 'endpoint not handed over'],
    ['not watched to the end', handedOver.slice(0, 3), 'not proven'],
  ])('%s', (_what, sightings, kind) => {
    expect(endpointFindings({ address, sightings }).map((finding) => finding.kind)).toEqual([kind]);
  });
});
