/** Are two live writers on one host found exactly when there are two? */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Side } from '../../../testbed/witness/audit-entry.ts';
import { liveWriters, mayRun } from '../../../testbed/witness/live-writers.ts';
import type { Version } from '../../../testbed/witness/object-history.ts';
import { host, operatorPod, pausedMark } from './given.ts';

type HostFate = 'unpaused' | 'paused' | 'gone';

function hostAt(at: number, side: Side, fate: HostFate, name = 'host-00'): Version {
  const object = fate === 'gone' ? undefined : host(name, { annotations: fate === 'paused' ? pausedMark : {} });
  return { at, side, name, object, uid: undefined, entry: undefined };
}

function podAt(at: number, side: Side, runs: boolean): Version {
  return { at, side, name: `pod-${side}`, object: runs ? operatorPod() : undefined, uid: undefined, entry: undefined };
}

const both = [podAt(0, 'source', true), podAt(0, 'target', true)];

test('the time that it lasted is told', () => {
  const versions = [
    hostAt(0, 'source', 'unpaused'),
    hostAt(1000, 'target', 'unpaused'),
    hostAt(3500, 'source', 'gone'),
  ];
  expect(liveWriters(versions, both, 9000)).toEqual([
    {
      kind: 'two live writers',
      subject: 'BareMetalHost metal3/host-00',
      evidence: [
        '00:00:01.000 to 00:00:03.500: host-00 was unpaused in both clusters, each with a running Bare Metal Operator',
      ],
    },
  ]);
});

test('one that still lasts ends with the watching', () => {
  const versions = [hostAt(0, 'source', 'unpaused'), hostAt(1000, 'target', 'unpaused')];
  expect(liveWriters(versions, both, 9000)[0]?.evidence[0]).toMatch(/^00:00:01.000 to 00:00:09.000/);
});

test('what changes at one instant has no order', () => {
  const handover = [hostAt(0, 'source', 'unpaused'), hostAt(5, 'target', 'unpaused'), hostAt(5, 'source', 'paused')];
  expect(liveWriters(handover, both, 9000)).toEqual([]);
});

test.each([
  ['one that waits for its container', { phase: 'Pending' }, true],
  ['one that runs', { phase: 'Running', containerStatuses: [{ state: { running: {} } }] }, true],
  ['one whose container ended', { phase: 'Running', containerStatuses: [{ state: { terminated: {} } }] }, false],
  [
    'one of whose containers one still runs',
    { phase: 'Running', containerStatuses: [{ state: { terminated: {} } }, { state: {} }] },
    true,
  ],
  ['one that failed', { phase: 'Failed' }, false],
])('a Pod may run: %s', (_what, status, expected) => {
  expect(mayRun(operatorPod('p', status))).toBe(expected);
});

interface Step {
  readonly side: Side;
  readonly fate: HostFate | boolean;
}

const side = fc.constantFrom<Side>('source', 'target');
const step: fc.Arbitrary<Step> = fc.record({
  side,
  fate: fc.oneof(fc.constantFrom<HostFate>('unpaused', 'paused', 'gone'), fc.boolean()),
});

test('against a model that looks at every moment', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const now = { source: { host: 'gone', pod: false }, target: { host: 'gone', pod: false } };
      let times = 0;
      let was = false;
      for (const { side, fate } of steps) {
        if (typeof fate === 'boolean') now[side].pod = fate;
        else now[side].host = fate;
        const is = [now.source, now.target].every(({ host, pod }) => host === 'unpaused' && pod);
        if (is && !was) times += 1;
        was = is;
      }
      const at = (index: number) => (index + 1) * 10;
      const hosts = steps.flatMap(({ side, fate }, index) =>
        typeof fate === 'boolean' ? [] : [hostAt(at(index), side, fate)],
      );
      const pods = steps.flatMap(({ side, fate }, index) =>
        typeof fate === 'boolean' ? [podAt(at(index), side, fate)] : [],
      );
      expect(liveWriters(hosts, pods, 10_000)).toHaveLength(times);
    }),
  );
});
