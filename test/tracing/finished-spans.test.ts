import { describe, expect, it } from 'vitest';
import { endedJob, endedWith } from '../../src/tracing/finished-spans.ts';
import { jobSpanId, phaseSpanId, pivotSpanId, traceIdOf } from '../../src/tracing/span-ids.ts';
import { at, job, now, pivot, started } from '../pivot/given.ts';

const preflight = { name: 'Preflight', startTime: at(-90), endTime: at(-60) };
const preparing = { name: 'Preparing', startTime: at(-60) };
const before = pivot({ status: { phases: [preflight, preparing], journal: started } });

describe('ids', () => {
  it('are those of OpenTelemetry, and the same in every process', () => {
    expect(traceIdOf(before)).toMatch(/^[0-9a-f]{32}$/);
    expect(pivotSpanId(before)).toMatch(/^[0-9a-f]{16}$/);
    expect(traceIdOf(structuredClone(before))).toBe(traceIdOf(before));
  });

  it.each([
    ['another ClusterPivot of the name', pivot({ metadata: { uid: 'another' } })],
    ['another attempt', pivot({ journal: { attempt: 2 } })],
  ])('%s is another trace', (_, other) => {
    expect(traceIdOf(other)).not.toBe(traceIdOf(before));
    expect(pivotSpanId(other)).not.toBe(pivotSpanId(before));
  });

  it('a phase that is entered again is another span', () => {
    expect(phaseSpanId(before, { ...preparing, startTime: at(-5) })).not.toBe(phaseSpanId(before, preparing));
  });
});

it('a phase is told when it ends, under the pivot', () => {
  expect(endedWith(before, before.status)).toEqual([]);
  const after = { ...before.status, phases: [preflight, { ...preparing, endTime: at(0) }] };
  expect(endedWith(before, after)).toEqual([
    {
      name: 'Preparing',
      id: phaseSpanId(before, preparing),
      parentId: pivotSpanId(before),
      start: now - 60_000,
      end: now,
      attributes: { 'clusterpivot.phase': 'Preparing' },
      failure: undefined,
    },
  ]);
});

describe('the pivot', () => {
  const rollback = { startedTime: at(-9), cause: 'Preparing took longer than 30 s', finishedTime: at(0) };

  it.each([
    ['is complete', { completedTime: at(0) }, undefined],
    ['is rolled back', { rollback }, 'rolled back: Preparing took longer than 30 s'],
  ])('is told from its first phase on once it %s', (_, end, failure) => {
    const after = { ...before.status, journal: { ...started, ...end } };
    const [told] = endedWith(before, after);
    expect(told).toMatchObject({ name: 'pivot', id: pivotSpanId(before), start: now - 90_000, end: now });
    expect([told?.parentId, told?.failure]).toEqual([undefined, failure]);
    expect(endedWith(pivot({ status: after }), after)).toEqual([]);
  });
});

it('nothing is told of a pivot that was carried out before', () => {
  const journal = { ...started, completedTime: at(-300), pivotedHere: { objects: 19, hosts: 4 } };
  const phases = [{ ...preflight }, { name: 'Completed', startTime: at(0), endTime: at(0) }];
  expect(endedWith(pivot(), { phases, journal })).toEqual([]);
});

describe('a Job', () => {
  const ran = { start: now - 50_000, end: now - 20_000 };

  it('is told when it has ended, under the phase that it ran in', () => {
    expect(endedJob(before, job({ finished: true, succeeded: true, ran }))).toEqual({
      name: `Job ${job().name}`,
      id: jobSpanId(before, job().name),
      parentId: phaseSpanId(before, preparing),
      ...ran,
      attributes: { 'k8s.job.name': job().name },
      failure: undefined,
    });
  });

  it('fails with what its Pod or the Job controller said', () => {
    const failed = job({ finished: true, succeeded: false, problem: 'BackoffLimitExceeded', ran });
    expect(endedJob(before, failed)?.failure).toBe('BackoffLimitExceeded');
  });

  it.each([
    ['runs', job({ finished: false, ran })],
    ['does not say when it ran', job({ finished: true })],
  ])('is not told while it %s', (_, is) => {
    expect(endedJob(before, is)).toBeUndefined();
  });
});
