import { describe, expect, it } from 'vitest';
import type { PivotStatus } from '../../src/api/clusterpivot.ts';
import type { Condition } from '../../src/api/conditions.ts';
import type { Journal } from '../../src/api/journal.ts';
import type { PivotFamily } from '../../src/metrics/pivot-families.ts';
import { pivotSamples, type ShownPivot } from '../../src/metrics/pivot-samples.ts';
import { type Seen, seenIn } from '../../src/metrics/seen.ts';
import { at, now, observation, pivot, started } from '../pivot/given.ts';

const copy: NonNullable<Journal['copy']> = { attempt: 2, job: 'cpv-copy-2', clusters: ['prod'] };
const inventory = { secrets: ['inventory'], hash: 'h', objects: 40 };

function condition(type: string, status: Condition['status'], reason = 'Met'): Condition {
  return { type, status, reason, message: '', lastTransitionTime: at(0) };
}

interface Given extends Partial<Omit<ShownPivot, 'pivot'>> {
  readonly status?: Partial<PivotStatus>;
  readonly spec?: object;
}

/** `label=value,...` → value, of one metric. */
function told(name: PivotFamily, { status = {}, spec = {}, ...shown }: Given = {}): Readonly<Record<string, number>> {
  const samples = pivotSamples({
    pivot: pivot({ spec, status }),
    seen: undefined,
    credentials: { source: undefined, target: undefined },
    retries: 0,
    ...shown,
  });
  return Object.fromEntries(
    samples
      .filter((sample) => sample.name === name)
      .map(({ labels, value }) => {
        const { namespace, name: of, ...rest } = labels;
        expect([namespace, of]).toEqual(['metal3', 'prod']);
        return [
          Object.entries(rest)
            .map((pair) => pair.join('='))
            .join(),
          value,
        ];
      }),
  );
}

const seconds = (offset: number) => now / 1000 + offset;

describe('the phase', () => {
  it('is 1, and each other 0', () => {
    const samples = told('clusterpivot_phase', { status: { phase: 'Copying' } });
    expect(Object.keys(samples)).toHaveLength(13);
    expect(Object.entries(samples).filter(([, value]) => value !== 0)).toEqual([['phase=Copying', 1]]);
  });

  it('is not told before the first look', () => {
    expect(told('clusterpivot_phase')).toEqual({});
  });
});

it('conditions come with their status and reason as they are', () => {
  const conditions = [condition('Ready', 'False', 'HostNotSteady'), condition('Stalled', 'False')];
  expect(told('clusterpivot_condition', { status: { conditions } })).toEqual({
    'condition=Ready,status=False,reason=HostNotSteady': 1,
    'condition=Stalled,status=False,reason=Met': 1,
  });
});

describe('times', () => {
  const phases = [
    { name: 'Preflight', startTime: at(-100), endTime: at(-90) },
    { name: 'Preparing', startTime: at(-90) },
  ];
  const status: Partial<PivotStatus> = { phase: 'Preparing', phases, journal: started };

  it('of the phase and of its end, which progress moves on', () => {
    expect(told('clusterpivot_phase_start_time_seconds', { status })).toEqual({ '': seconds(-90) });
    expect(told('clusterpivot_phase_deadline_time_seconds', { status })).toEqual({ '': seconds(1710) });
    const progress = { planned: 9, copied: 1, deleted: 0, percent: 20, lastTime: at(-5) };
    const later = { status: { ...status, progress } };
    expect(told('clusterpivot_phase_deadline_time_seconds', later)).toEqual({ '': seconds(1795) });
    expect(told('clusterpivot_last_progress_time_seconds', later)).toEqual({ '': seconds(-5) });
    expect(told('clusterpivot_last_progress_time_seconds', { status })).toEqual({ '': seconds(-90) });
  });

  it.each<[string, Partial<PivotStatus>]>([
    ['before anything is written', { journal: {} }],
    ['after the commit', { journal: { ...started, committedTime: at(-1) } }],
    ['on the way back', { journal: { ...started, rollback: { startedTime: at(-1), cause: 'x' } } }],
    ['while it is suspended', { conditions: [condition('Ready', 'False', 'Suspended')] }],
    ['in a phase without a budget', { phase: 'Preflight' }],
  ])('there is no deadline %s', (_, is) => {
    expect(told('clusterpivot_phase_deadline_time_seconds', { status: { ...status, ...is } })).toEqual({});
  });
});

it('objects are counted from the plan to their deletion', () => {
  const progress = { planned: 40, copied: 40, deleted: 7, percent: 70 };
  const conditions = [condition('CopyVerified', 'True')];
  const status = { progress, conditions, journal: { ...started, inventory } };
  const counts = { 'state=planned': 40, 'state=copied': 40, 'state=verified': 40, 'state=deleted': 7 };
  expect(told('clusterpivot_objects', { status })).toEqual(counts);
  const unverified = { ...status, conditions: [condition('CopyVerified', 'False')] };
  expect(told('clusterpivot_objects', { status: unverified })).toEqual({ ...counts, 'state=verified': 0 });
});

it('of a pivot that was carried out before everything is told as done', () => {
  const done = { planned: 40, copied: 40, deleted: 40, percent: 100 };
  const journal = { ...started, committedTime: at(-9), completedTime: at(-5), pivotedHere: { objects: 40, hosts: 4 } };
  const conditions = [condition('CopyVerified', 'True', 'AlreadyPivoted')];
  const status = { phase: 'Completed', progress: done, hosts: { total: 4, ready: 4 }, conditions, journal };
  const counts = { 'state=planned': 40, 'state=copied': 40, 'state=verified': 40, 'state=deleted': 40 };
  expect(told('clusterpivot_objects', { status })).toEqual(counts);
  expect(told('clusterpivot_hosts_not_restored', { status })).toEqual({ '': 0 });
  expect(told('clusterpivot_copies_total', { status })).toEqual({ '': 0 });
  expect(told('clusterpivot_left_paused', { status })).toEqual({ '': 0 });
});

it('hosts that are not back are told from the commit on', () => {
  const hosts = { total: 14, ready: 12 };
  expect(told('clusterpivot_hosts_not_restored', { status: { hosts, journal: started } })).toEqual({});
  const committed = { hosts, journal: { ...started, committedTime: at(0) } };
  expect(told('clusterpivot_hosts_not_restored', { status: committed })).toEqual({ '': 2 });
});

it('hosts are told by what was seen of each cluster', () => {
  const seen = seenIn(observation({ target: undefined }));
  const samples = told('clusterpivot_hosts', { seen });
  expect(samples).toMatchObject({ 'cluster=source,state=provisioned': 2, 'cluster=source,state=available': 2 });
  expect(samples['cluster=source,state=deprovisioning']).toBe(0);
  expect(Object.keys(samples).filter((key) => key.startsWith('cluster=target'))).toEqual([]);
});

describe('left paused', () => {
  const paused = { hosts: seenIn(observation()).hosts, holder: undefined, paused: true } satisfies Seen;
  const idle = [condition('Reconciling', 'False')];
  const leftPaused = (status: Partial<PivotStatus>, seen: Seen | undefined = paused) =>
    told('clusterpivot_left_paused', { status, seen })[''];

  it('is a pivot that nobody works on, with pauses of its own', () => {
    expect(leftPaused({ conditions: idle, journal: { ...started, copy } })).toBe(1);
    // Until the first look this process believes the journal.
    expect(leftPaused({ conditions: idle, journal: { ...started, copy } }, undefined)).toBe(1);
  });

  it.each<[string, Partial<PivotStatus>, Seen]>([
    ['that goes on', { conditions: [condition('Reconciling', 'True')], journal: { ...started, copy } }, paused],
    ['whose pauses were seen lifted', { conditions: idle, journal: { copy } }, { ...paused, paused: false }],
    ['that paused nothing', { conditions: idle, journal: started }, paused],
    ['whose target is active', { conditions: idle, journal: { copy, activatedTime: at(0) } }, paused],
    [
      'that was rolled back',
      { conditions: idle, journal: { copy, rollback: { startedTime: at(-9), cause: 'x', finishedTime: at(0) } } },
      paused,
    ],
  ])('is not a pivot %s', (_, status, seen) => {
    expect(leftPaused(status, seen)).toBe(0);
  });
});

it('copies are counted by the journal, and failed looks by this process', () => {
  expect(told('clusterpivot_copies_total')).toEqual({ '': 0 });
  expect(told('clusterpivot_copies_total', { status: { journal: { copy } } })).toEqual({ '': 2 });
  expect(told('clusterpivot_retries_total', { retries: 3 })).toEqual({ '': 3 });
});

it('credentials are told until the pivot is over', () => {
  const source = { serverCertificate: now + 5000, clientCertificate: undefined, token: undefined };
  const target = { serverCertificate: undefined, clientCertificate: now + 6000, token: now + 7000 };
  const credentials = { source, target };
  expect(told('clusterpivot_credential_expiry_time_seconds', { credentials })).toEqual({
    'credential=source-server-certificate': seconds(5),
    'credential=target-client-certificate': seconds(6),
    'credential=target-token': seconds(7),
  });
  const status = { journal: { completedTime: at(0) } };
  expect(told('clusterpivot_credential_expiry_time_seconds', { credentials, status })).toEqual({});
});
