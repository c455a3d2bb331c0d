/** A ClusterPivot in the very cluster that it would lead to: complete by the report of the pivot that ended there, or stalled. */
import { describe, expect, it, test } from 'vitest';
import { conditionsOf, statusSchema } from '../../src/api/clusterpivot.ts';
import type { Journal } from '../../src/api/journal.ts';
import { pivotFinalizer } from '../../src/api/marks.ts';
import { parseReport } from '../../src/api/report.ts';
import { buildReport } from '../../src/controller/write-report.ts';
import { announcements } from '../../src/pivot/announcements.ts';
import { decide } from '../../src/pivot/decide.ts';
import { targetNotAccessible } from '../../src/pivot/gates/access.ts';
import { act, met, record } from '../../src/pivot/result.ts';
import { statusAfter } from '../../src/pivot/status.ts';
import { at, observation, ownedObjects, pivot, targetView, view } from './given.ts';
import { inTheTarget, reported, reportWith } from './given-report.ts';

const believed = { phase: 'Completed', result: record(reported, 'believing the report') };

describe('a pivot that ended here', () => {
  it('is complete at once', () => {
    expect(decide(inTheTarget())).toEqual(believed);
  });

  it.each([
    ['by an attempt that is not the first', inTheTarget({ journal: { attempt: 2 }, spec: { attempt: 2 } })],
    ['with a finalizer that came with a copied manifest', inTheTarget({ metadata: { finalizers: [pivotFinalizer] } })],
    ['whether it is held, or called off', inTheTarget({ spec: { suspend: true, rollback: true, approval: 'Manual' } })],
    ['whatever else would speak against a pivot', inTheTarget({ source: view(ownedObjects(), { providers: [] }) })],
  ])('%s', (_, observed) => {
    expect(decide(observed)).toEqual(believed);
  });

  it('is told by the report that the operator writes', () => {
    const journal: Journal = {
      startedTime: at(-3600),
      sourceUid: reported.sourceUid,
      targetUid: 'uid-of-source',
      committedTime: at(-2700),
      inventory: { secrets: ['s'], hash: 'h', objects: 21 },
    };
    const target = targetView(ownedObjects());
    const written = buildReport(observation({ now: Date.parse(at(-2400)), journal, target, source: view([]) }));
    expect(decide(inTheTarget({ report: parseReport(JSON.stringify(written)) }))).toEqual(believed);
  });
});

type Told = Parameters<typeof inTheTarget>[0];
const refused: Readonly<Record<string, readonly [Told, why: string]>> = {
  'that is no JSON': [{ report: parseReport('{') }, 'it is not understood (report.json is not JSON)'],
  'without its key': [{ report: parseReport(undefined) }, 'it is not understood (it has no key report.json)'],
  'that lacks what counts': [
    { report: reportWith({ completed: undefined }) },
    'it is not understood (completed: Invalid input: expected string, received undefined)',
  ],
  'whose times are none': [
    { report: reportWith({ completed: 'yesterday' }) },
    'it is not understood (completed: Invalid ISO datetime)',
  ],
  'whose numbers are none': [
    { report: reportWith({ objects: -1 }) },
    'it is not understood (objects: Too small: expected number to be >=0)',
  ],
  'whose words would change what a terminal shows': [
    { report: reportWith({ cluster: 'prod\u001B[2J' }) },
    'it is not understood (cluster: Invalid string: must match pattern /^[!-~]{1,320}$/)',
  ],
  'of another ClusterPivot': [
    { report: reportWith({ clusterPivot: 'metal3/other' }) },
    'it is of ClusterPivot metal3/other, not of metal3/prod',
  ],
  'of another Cluster': [{ report: reportWith({ cluster: 'other' }) }, 'it is of Cluster other, not of prod'],
  'of another target': [
    { report: reportWith({ target: 'uid-of-another' }) },
    'its target is the cluster with kube-system UID uid-of-another, not this one (uid-of-source)',
  ],
  'of a pivot from here to here': [
    { report: reportWith({ source: 'uid-of-source' }) },
    'its source and its target are one cluster',
  ],
  'that was committed before it began': [
    { report: reportWith({ committed: at(-3601) }) },
    'its times are not in the order of a pivot',
  ],
  'that was complete before it was committed': [
    { report: reportWith({ completed: at(-2701) }) },
    'its times are not in the order of a pivot',
  ],
  'of long ago: the Cluster has moved on': [{ source: view([]) }, 'Cluster metal3/prod is not here any more'],
  'where only a plan is wanted': [{ spec: { mode: 'Plan' } }, 'spec.mode is Plan, with which no pivot is completed'],
  'where something was kept for another target': [
    { targetPinned: true },
    'this ClusterPivot was about to begin with another target',
  ],
};

const itself =
  "the kubeconfig in Secret metal3/prod-kubeconfig leads to the source cluster itself (both have kube-system UID uid-of-source); put the workload cluster's kubeconfig into the Secret";

test.each(Object.entries(refused))('no report %s makes a pivot complete, and why not is said', (_, [is, why]) => {
  const observed = inTheTarget(is);
  const message = `${itself}. ConfigMap metal3/prod-report does not make this pivot complete: ${why}`;
  expect(targetNotAccessible(observed)).toEqual({ reason: 'SourceIsTarget', message });
  const { phase, result } = decide(observed);
  expect(phase).toBe('Preflight');
  expect(result).toMatchObject({ kind: 'stall', violation: { reason: 'SourceIsTarget' } });
  expect(result.kind === 'stall' && result.violation.message).toContain(message);
});

describe('a report counts for nothing', () => {
  it('where there is none, which is not worth a word', () => {
    expect(targetNotAccessible(inTheTarget({ report: undefined }))?.message).toBe(itself);
  });

  it('where the kubeconfig leads elsewhere, as on the way back under the same name', () => {
    const back = observation({ report: reportWith() });
    expect(decide(back)).toEqual(decide(observation()));
    expect(targetNotAccessible(back)).toBeUndefined();
  });

  it('for a pivot that has begun', () => {
    const journal = { startedTime: at(-60), sourceUid: 'uid-of-source', targetUid: 'uid-of-target' };
    expect(decide(inTheTarget({ journal, targetPinned: true })).result).toMatchObject({
      kind: 'wait',
      violation: { reason: 'SourceIsTarget', message: itself },
    });
  });

  it('for one that is being deleted', () => {
    const metadata = { finalizers: [], deletionTimestamp: at(-1) };
    expect(decide(inTheTarget({ metadata }))).toEqual({ phase: 'Preflight', result: met });
  });
});

it('who only asks is told that it would be complete', () => {
  expect(targetNotAccessible(inTheTarget())?.message).toBe(
    `${itself}, unless this cluster is the target: ConfigMap metal3/prod-report says that this pivot is complete, and a ClusterPivot here is so at once`,
  );
});

describe('once it is complete', () => {
  const endpoint = { address: '172.22.0.2', interface: 'ironicendpoint' };
  const stalled = inTheTarget({ report: undefined, spec: { ironic: { endpoint } } });
  const before = statusAfter(stalled, decide(stalled), {});
  const observed = inTheTarget({
    pivot: pivot({ spec: { ironic: { endpoint } }, status: before, metadata: { finalizers: [] } }),
  });
  const status = statusAfter(observed, decide(observed), reported);
  const said = (type: string) => {
    const found = conditionsOf(status).find((condition) => condition.type === type);
    return [found?.status, found?.reason, found?.message];
  };
  const end = `nothing to do: ConfigMap metal3/prod-report says that this pivot was completed at ${at(-2400)} with this cluster as its target; 21 objects and 4 hosts moved`;

  it('says so with one write, and where it knows it from', () => {
    expect(statusSchema.parse(status)).toEqual(status);
    expect(status).toMatchObject({ phase: 'Completed', message: end, journal: reported });
    expect(said('Ready')).toEqual(['True', 'AlreadyPivoted', end]);
    expect(said('Reconciling')).toEqual(['False', 'Met', end]);
    expect(said('Stalled')).toEqual(['False', 'Met', '']);
    expect(said('Committed')).toEqual(['True', 'AlreadyPivoted', '']);
    expect(status.hosts).toEqual({ total: 4, ready: 4 });
    expect(status.progress).toEqual({ planned: 21, copied: 21, deleted: 21, percent: 100 });
    expect(status.phases?.at(-1)).toEqual({ name: 'Completed', startTime: at(0), endTime: at(0) });
  });

  it('never says that a cluster may be deleted, since that would be read of this one', () => {
    expect(said('SourceDisposable')).toEqual([
      'False',
      'TargetMustStay',
      `keep this cluster: it is the target. The source, which was left, is the cluster with kube-system UID ${reported.sourceUid}; whether that may be deleted is said by the ClusterPivot there`,
    ]);
    expect(JSON.stringify(status)).not.toContain('cluster may be deleted');
    const { pivotedHere: _, ...unmarked } = reported;
    const told = conditionsOf(statusAfter(inTheTarget({ journal: unmarked }), { phase: 'Completed', result: met }, {}));
    expect(told.find(({ type }) => type === 'SourceDisposable')?.status).toBe('False');
  });

  it('keeps nothing of the pivot that it was thought to be', () => {
    expect(before.checks?.failed).toBeGreaterThan(0);
    expect(Object.keys(status)).not.toEqual(expect.arrayContaining(['checks']));
    expect(Object.keys(status)).not.toEqual(expect.arrayContaining(['plan']));
    expect(said('EndpointHeld')).toEqual([undefined, undefined, undefined]);
  });

  it('announces that, and none of the goals that were reached elsewhere', () => {
    expect(announcements(before, status)).toEqual([
      { type: 'Normal', reason: 'AlreadyPivoted', action: 'Completed', note: end },
    ]);
    expect(announcements({ observedGeneration: -1 }, status)).toHaveLength(1);
  });

  it('does nothing more, and takes nothing back when it is deleted, whatever is there', () => {
    const over = (metadata: object) => inTheTarget({ journal: reported, metadata, targetPinned: true });
    expect(decide(over({ finalizers: [] }))).toEqual({ phase: 'Completed', result: met });
    const leaving = { deletionTimestamp: at(-1) };
    expect(decide(over({ ...leaving, finalizers: [] }))).toEqual({ phase: 'Completed', result: met });
    expect(decide(over({ ...leaving, finalizers: [pivotFinalizer] }))).toEqual({
      phase: 'Completed',
      result: act([{ kind: 'removeFinalizer' }], 'letting the ClusterPivot go'),
    });
  });
});
