/** For how long the endpoint has been released or held without a gap, and that it is never both, nor twice at once. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { probeLeaseName, probeReportAnnotation } from '../../../src/api/probe-lease.ts';
import type { ProbeReport } from '../../../src/api/probe-report.ts';
import { followHold } from '../../../src/pivot/endpoint/held.ts';
import { followRelease } from '../../../src/pivot/endpoint/released.ts';
import { type Sightings, seeLeases, seenReports } from '../../../src/pivot/endpoint/see-leases.ts';
import type { Streak } from '../../../src/pivot/endpoint/streak.ts';
import type { EndpointView } from '../../../src/pivot/endpoint/view.ts';
import {
  closed,
  expectation,
  heldView,
  holding,
  macOf,
  now,
  openApi,
  openImage,
  releasedView,
  report,
  seen,
  side,
  watching,
} from './given.ts';

type Numbers = Partial<Pick<ProbeReport, 'sequence' | 'sameSince' | 'incarnation' | 'heldChanges'>>;

/** new-1 holds, the others watch, with these numbers in the report of new-1. */
function holdAt(seconds: number, is: Numbers, view: Partial<EndpointView> = {}): EndpointView {
  const at = now + seconds * 1000;
  const fresh = (given: ProbeReport) => seen(given, at - 500);
  const sequence = is.sequence ?? 10;
  return heldView({
    now: at,
    source: {
      cluster: 'source',
      nodes: ['old-1'],
      reports: [fresh(report('old-1', { ...watching('new-1'), sequence }))],
    },
    target: { cluster: 'target', nodes: ['new-1'], reports: [fresh(report('new-1', { ...holding, ...is }))] },
    ...view,
  });
}

function hold(...views: readonly EndpointView[]) {
  let followed: ReturnType<typeof followHold> = { streak: undefined, violation: undefined };
  for (const view of views) followed = followHold(followed.streak, view);
  return followed;
}

const young = (seconds: number) => ({
  reason: 'HoldNotSteady',
  message: `target node new-1 has held and served 172.22.0.2 for ${seconds} s; waiting until it has been so for 15 s without a gap`,
});

describe('the hold', () => {
  it('begins when it is first seen, and is met after holdSeconds', () => {
    const views = [0, 5, 10].map((second, index) => holdAt(second, { sequence: 10 + index }));
    expect(hold(...views.slice(0, 1)).violation).toEqual(young(0));
    expect(hold(...views).violation).toEqual(young(10));
    expect(hold(...views, holdAt(15, { sequence: 13 })).violation).toBeUndefined();
  });

  it('goes on across reports that the reader missed, when nothing was different in them', () => {
    expect(
      hold(holdAt(0, { sequence: 10 }), holdAt(14, { sequence: 13 }), holdAt(15, { sequence: 13 })).violation,
    ).toBeUndefined();
  });

  it.each<[string, EndpointView]>([
    ['something was different in a report that the reader missed', holdAt(10, { sequence: 13, sameSince: 12 })],
    ['the address came and went between two rounds', holdAt(10, { sequence: 11, heldChanges: 3 })],
    ['the probe was started anew', holdAt(10, { sequence: 11, incarnation: 'new-1-b' })],
  ])('begins anew when %s', (_, gap) => {
    expect(hold(holdAt(0, { sequence: 10 }), gap).violation).toEqual(young(0));
  });

  it('begins anew when nobody looked for longer than a report counts', () => {
    expect(hold(holdAt(0, { sequence: 10 }), holdAt(15.1, { sequence: 11 })).violation).toEqual(young(0));
  });

  it('does not begin anew when the last of the missed reports was the first that is as now', () => {
    expect(hold(holdAt(0, { sequence: 10 }), holdAt(10, { sequence: 12, sameSince: 11 })).violation).toEqual(young(10));
  });

  it('ends with a violation', () => {
    const broken = holdAt(5, { sequence: 11 }, { ironicNode: 'new-2' });
    const followed = hold(holdAt(0, { sequence: 10 }), broken);
    expect(followed.streak).toBeUndefined();
    expect(followed.violation?.reason).toBe('AddressHeldElsewhere');
    expect(hold(holdAt(0, { sequence: 10 }), broken, holdAt(8, { sequence: 12 })).violation).toEqual(young(0));
  });
});

it('takes a release that lasts for releaseSeconds', () => {
  const at = (seconds: number) => {
    const reports = (['old-1', 'new-1'] as const).map((node) =>
      seen(report(node, { sequence: 10 + seconds }), now + seconds * 1000),
    );
    const [source, target] = reports.map((one) => [one]);
    return releasedView({
      now: now + seconds * 1000,
      source: { cluster: 'source', nodes: ['old-1'], reports: source ?? [] },
      target: { cluster: 'target', nodes: ['new-1'], reports: target ?? [] },
    });
  };
  const first = followRelease(undefined, at(0));
  expect(first.violation).toEqual({
    reason: 'ReleaseNotSteady',
    message: 'nobody has held 172.22.0.2 for 0 s; waiting until it has been so for 6 s without a gap',
  });
  expect(followRelease(first.streak, at(6)).violation).toBeUndefined();
});

describe('Leases of probes', () => {
  const lease = (given: ProbeReport, renewTime: string, node: string = given.node): KubeObject => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: probeLeaseName('probe', node),
      uid: 'uid',
      annotations: { [probeReportAnnotation]: JSON.stringify(given) },
    },
    spec: { renewTime },
  });
  const see = (...rounds: readonly (readonly KubeObject[])[]) => {
    let sightings: Sightings = {};
    for (const [index, leases] of rounds.entries())
      sightings = seeLeases(sightings, leases, { probe: 'probe', now: index * 1000 });
    return seenReports(sightings);
  };

  it('count once they were seen to be renewed, from the moment that was seen', () => {
    const one = report('new-1');
    expect(see([lease(one, '2026')])).toEqual([{ node: 'new-1', report: one, seenAt: undefined }]);
    expect(see([lease(one, '2026')], [lease(one, '2026')])).toEqual([
      { node: 'new-1', report: one, seenAt: undefined },
    ]);
    // A clock that was set back is a renewal like any other.
    expect(see([lease(one, '2026')], [lease(one, '1999')], [lease(one, '1999')])).toEqual([
      { node: 'new-1', report: one, seenAt: 1000 },
    ]);
    expect(see([lease(one, '2026')], [])).toEqual([]);
  });

  it('cannot speak for another node, nor say what cannot be read', () => {
    expect(see([lease(report('new-1'), '2026', 'new-2')])).toEqual([
      { node: 'new-2', report: undefined, seenAt: undefined },
    ]);
    const broken = lease({ ...report('new-1'), version: 2 as 1 }, '2026');
    expect(see([broken])).toEqual([{ node: 'new-1', report: undefined, seenAt: undefined }]);
  });
});

/** What is true on the wire at one moment: who has the address, and whose Ironic runs. */
const truth = fc.record({
  sourceHolds: fc.boolean(),
  targetHolds: fc.boolean(),
  /** Which probes have reported since the moment before. */
  sourceReports: fc.boolean(),
  targetReports: fc.boolean(),
  sourceIronicGone: fc.boolean(),
  stepSeconds: fc.integer({ min: 1, max: 9 }),
  /** For how many rounds: long enough for a gate to pass now and then. */
  rounds: fc.integer({ min: 1, max: 8 }),
});

it('no sequence of reports passes a gate while both sides hold the address', () => {
  fc.assert(
    fc.property(fc.array(truth, { minLength: 1, maxLength: 12 }), (moments) => {
      let [release, holds]: (Streak | undefined)[] = [undefined, undefined];
      let at = now;
      let sequence = 0;
      let last: { source: ProbeReport; target: ProbeReport; sourceAt: number; targetAt: number } | undefined;
      for (const moment of moments.flatMap((one) => Array.from({ length: one.rounds }, () => one))) {
        at += moment.stepSeconds * 1000;
        sequence += 1;
        const numbers = { sequence, sameSince: 1, heldChanges: 0 };
        const { sourceHolds, targetHolds } = moment;
        const answers = (seenBy: 'old-1' | 'new-1') => [
          ...(sourceHolds && seenBy !== 'old-1' ? [macOf('old-1')] : []),
          ...(targetHolds && seenBy !== 'new-1' ? [macOf('new-1')] : []),
        ];
        const served = sourceHolds || targetHolds;
        const service = { api: served ? openApi : closed, image: served ? openImage : closed };
        const facts = (node: 'old-1' | 'new-1', has: boolean) =>
          report(node, { ...numbers, ...service, held: has ? (holding.held ?? []) : [], answers: answers(node) });
        const source = last === undefined || moment.sourceReports ? facts('old-1', sourceHolds) : last.source;
        const target = last === undefined || moment.targetReports ? facts('new-1', targetHolds) : last.target;
        const sourceAt = source === last?.source ? last.sourceAt : at;
        const targetAt = target === last?.target ? last.targetAt : at;
        last = { source, target, sourceAt, targetAt };
        const view: EndpointView = {
          now: at,
          expectation,
          source: { cluster: 'source', nodes: ['old-1'], reports: [seen(source, sourceAt)] },
          target: { cluster: 'target', nodes: ['new-1'], reports: [seen(target, targetAt)] },
          sourceIronicGone: moment.sourceIronicGone,
          ironicNode: 'new-1',
        };
        const released = followRelease(release, view);
        const held = followHold(holds, view);
        [release, holds] = [released.streak, held.streak];
        const passed = [released, held].filter(({ violation }) => violation === undefined).length;
        const bothSay = (source.held ?? []).length > 0 && (target.held ?? []).length > 0;
        // One fresh look at the wire from the target is enough, even where the source's report is an old one.
        const bothAre = moment.targetReports && sourceHolds && targetHolds;
        expect(passed).toBeLessThanOrEqual(bothSay || bothAre ? 0 : 1);
      }
    }),
    { numRuns: 300 },
  );
});

it('passes both gates, one after the other, in a handover that goes well', () => {
  const run = (views: readonly EndpointView[], follower: typeof followHold) => {
    let followed: ReturnType<typeof followHold> = { streak: undefined, violation: undefined };
    for (const view of views) followed = follower(followed.streak, view);
    return followed.violation;
  };
  const rounds = [0, 5, 10, 15];
  const released = rounds.map((second, index) =>
    releasedView({
      now: now + second * 1000,
      source: {
        ...side('source'),
        nodes: ['old-1'],
        reports: [seen(report('old-1', { sequence: 10 + index }), now + second * 1000)],
      },
      target: {
        ...side('target'),
        nodes: ['new-1'],
        reports: [seen(report('new-1', { sequence: 10 + index }), now + second * 1000)],
      },
    }),
  );
  expect(run(released, followRelease)).toBeUndefined();
  expect(
    run(
      rounds.map((second, index) => holdAt(second, { sequence: 20 + index })),
      followHold,
    ),
  ).toBeUndefined();
});
