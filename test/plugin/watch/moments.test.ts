import { describe, expect, it } from 'vitest';
import { exitCodes } from '../../../src/plugin/exit-codes.ts';
import { codeOf, endingOf } from '../../../src/plugin/watch/ending.ts';
import { hostGroups, nameGroup } from '../../../src/plugin/watch/host-groups.ts';
import { type Pace, paceAfter, secondsLeft } from '../../../src/plugin/watch/pace.ts';
import { countOf, sceneOf } from '../../../src/plugin/watch/scene.ts';
import {
  awaitingApproval,
  completed,
  conditions,
  copying,
  failedBack,
  host,
  now,
  pivot,
  pivotedHere,
  rolledBack,
  stalled,
} from '../given-pivot.ts';

describe('a pivot', () => {
  it.each([
    ['that is being copied goes on', copying, undefined],
    ['that waits for an approval goes on', awaitingApproval, undefined],
    ['without a status goes on', {}, undefined],
    ['that is complete', completed, 'completed'],
    ['that was carried out before', pivotedHere, 'completed'],
    ['that was rolled back', rolledBack, 'rolledBack'],
    ['that failed and was rolled back', failedBack, 'rolledBack'],
    ['that is stalled', stalled, 'stalled'],
    [
      'with nothing but its plan to make',
      { ...awaitingApproval, conditions: conditions('working', 'PlanOnly') },
      'planned',
    ],
    ['whose status is of an older spec goes on', { ...stalled, observedGeneration: 0 }, undefined],
    ['that is complete stays so', { ...completed, observedGeneration: 0 }, 'completed'],
  ] as const)('%s', (_, status, ending) => {
    expect(endingOf(pivot(status))).toBe(ending);
  });
});

it.each([
  ['completed', 'completed', exitCodes.done],
  ['planned', 'completed', exitCodes.done],
  ['stalled', 'completed', exitCodes.stalled],
  ['rolledBack', 'completed', exitCodes.rolledBack],
  ['rolledBack', 'rolledBack', exitCodes.done],
  ['completed', 'rolledBack', exitCodes.failed],
  ['stalled', 'rolledBack', exitCodes.stalled],
] as const)('%s, where %s was wanted, ends with the right code', (ending, wanted, code) => {
  expect(codeOf(ending, wanted)).toBe(code);
});

describe('the pace', () => {
  const count = (done: number, label = 'copied') => ({ label, done, total: 100 });
  const after = (...counts: readonly (readonly [done: number, seconds: number])[]) =>
    counts.reduce<Pace | undefined>((pace, [done, at]) => paceAfter(pace, count(done), at * 1000), undefined);
  const left = (pace: Pace | undefined, at: number) => (pace === undefined ? undefined : secondsLeft(pace, at * 1000));

  it('is unknown before anything arrived', () => {
    expect(left(after([0, 0], [0, 5]), 5)).toBeUndefined();
  });
  it('does not count the wait for the first object', () => {
    expect(left(after([0, 0], [0, 100], [20, 102]), 102)).toBe(8);
  });
  it('is known for the rest, also while nothing comes', () => {
    expect(left(after([0, 0], [50, 10]), 10)).toBe(10);
    expect(left(after([0, 0], [50, 10], [50, 20]), 20)).toBe(20);
  });
  it('begins anew when the count fell, or something else is counted', () => {
    expect(left(after([0, 0], [50, 10], [0, 11]), 11)).toBeUndefined();
    expect(paceAfter(after([0, 0], [50, 10]), count(60, 'moved'), 11_000)?.from).toEqual({ done: 60, at: 11_000 });
  });
  it('has nothing left when all are there', () => {
    expect(left(after([0, 0], [100, 10]), 10)).toBeUndefined();
  });
});

it('counts copies before the commit, deletions after it, and all once the target is active', () => {
  const progress = { planned: 204, copied: 204, deleted: 60, percent: 70 };
  const committed = { startedTime: 'x', committedTime: 'x' };
  expect(countOf(pivot(copying))).toEqual({ label: 'copied', done: 94, total: 204 });
  expect(countOf(pivot({ ...copying, progress, journal: committed }))).toEqual({
    label: 'moved',
    done: 60,
    total: 204,
  });
  expect(countOf(pivot({ ...copying, progress, journal: { ...committed, activatedTime: 'x' } }))?.done).toBe(204);
  expect(countOf(pivot({}))).toBeUndefined();
});

describe('steps', () => {
  const steps = (status: Parameters<typeof pivot>[0], spec: object = {}) =>
    sceneOf(pivot(status, spec), { now, hosts: { source: [], target: [] }, pace: undefined, notes: [] }).steps;

  it('have the approval only when it is asked for', () => {
    expect(steps(copying).map(({ name }) => name)).not.toContain('AwaitingApproval');
    expect(steps(copying, { approval: 'Manual' }).map(({ name }) => name)).toContain('AwaitingApproval');
  });
  it('end with the way back when it was taken', () => {
    expect(steps(rolledBack).at(-1)).toEqual({ name: 'RolledBack', state: 'failed' });
    expect(steps({ ...rolledBack, phase: 'RollingBack', conditions: [] }).at(-1)?.state).toBe('running');
  });
  it('stop counting when the pivot is over', () => {
    const { journal, ...rest } = completed;
    const long = { ...rest, journal: { ...journal, completedTime: new Date(now - 1000).toISOString() } };
    expect(
      sceneOf(pivot(long), { now: now + 3_600_000, hosts: { source: [], target: [] }, pace: undefined, notes: [] })
        .seconds,
    ).toBe(84);
  });
  it('are all done, in the time that they took elsewhere, when the pivot was carried out before', () => {
    const moment = { now: now + 3_600_000, hosts: { source: [], target: [] }, pace: undefined, notes: [] };
    const scene = sceneOf(pivot(pivotedHere), moment);
    expect(new Set(scene.steps.map(({ state }) => state))).toEqual(new Set(['done']));
    expect(scene.seconds).toBe(78);
  });
});

describe('hosts', () => {
  it('are grouped by where they are and how they fare', () => {
    const groups = hostGroups({
      source: [host('b', 'provisioned'), host('a', 'provisioned'), host('c', 'available')],
      target: [host('c', '', { annotations: { 'baremetalhost.metal3.io/status': '{}' } })],
    });
    expect(groups).toEqual([
      { names: ['a', 'b'], source: 'provisioned', target: '', alarming: false },
      { names: ['c'], source: 'available', target: 'copy', alarming: false },
    ]);
  });
  it.each([
    [
      'an error',
      host('a', 'provisioned', { errorType: 'power management error' }),
      'provisioned, power management error',
    ],
    ['an inspection', host('a', 'inspecting'), 'inspecting'],
  ])('with %s are alarming', (_, object, words) => {
    expect(hostGroups({ source: undefined, target: [object] })).toEqual([
      { names: ['a'], source: undefined, target: words, alarming: true },
    ]);
  });
  it.each([
    [['a'], 'a'],
    [['a', 'b'], 'a, b'],
    [['a', 'b', 'c'], 'a ... c (3)'],
  ])('named %j are told as %s', (names, words) => {
    expect(nameGroup(names)).toBe(words);
  });
});
