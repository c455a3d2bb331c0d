/** Which recorded times can be measured from by the clock as it is, and what the others become. */
import { describe, expect, it, test } from 'vitest';
import type { PivotStatus } from '../../src/api/clusterpivot.ts';
import type { Journal } from '../../src/api/journal.ts';
import { isOnClock, ontoClock, secondsSince } from '../../src/pivot/elapsed.ts';
import { at, now, observation, prepared } from './given.ts';

const steady: Journal = { ...prepared, steadySince: at(-20) };
const hour = 3600;

const statuses: readonly (readonly [what: string, status: PivotStatus, jumpedSeconds: number, onClock: boolean])[] = [
  ['nothing is recorded yet', {}, 0, true],
  ['everything recorded is over', { journal: steady, phases: [{ name: 'Quiescing', startTime: at(-30) }] }, 0, true],
  ['a time of just now', { journal: { ...steady, endpointReadySince: at(0) } }, 0, true],
  ['the clock has jumped', { journal: steady }, hour, false],
  ['the clock has jumped back', { journal: steady }, -hour, false],
  ['a window is yet to begin', { journal: { ...steady, activatedTime: at(1) } }, 0, false],
  ['a phase is yet to begin', { phases: [{ name: 'Copying', startTime: at(1) }] }, 0, false],
  ['a phase is yet to end', { phases: [{ name: 'Copying', startTime: at(-9), endTime: at(1) }] }, 0, false],
  [
    'progress is yet to be made',
    { progress: { planned: 1, copied: 1, deleted: 0, percent: 50, lastTime: at(1) } },
    0,
    false,
  ],
  ['what is recorded is no time, which no move would mend', { journal: { ...steady, steadySince: 'x' } }, 0, true],
  ['nothing of a pivot that is over is measured', { journal: { ...steady, completedTime: at(1) } }, hour, true],
];

test.each(statuses)('%s', (_, status, jumpedSeconds, onClock) => {
  expect(isOnClock(status, { now, jumpedMs: jumpedSeconds * 1000 })).toBe(onClock);
});

describe('onto the clock as it is', () => {
  const status: PivotStatus = {
    phase: 'Copying',
    journal: { ...steady, fencedTime: at(-15), endpointReadySince: at(-10) },
    phases: [
      { name: 'HandingOver', startTime: at(-18), endTime: at(-8) },
      { name: 'Copying', startTime: at(-8) },
    ],
    progress: { planned: 9, copied: 4, deleted: 0, percent: 60, lastTime: at(-2) },
  };
  const expected = (by: number) => ({
    phase: 'Copying',
    journal: {
      ...prepared,
      preparedTime: at(-300 + by),
      steadySince: at(-20 + by),
      // Nothing is measured from it.
      fencedTime: at(-15),
      endpointReadySince: at(-10 + by),
    },
    phases: [
      { name: 'HandingOver', startTime: at(-18 + by), endTime: at(-8 + by) },
      { name: 'Copying', startTime: at(-8 + by) },
    ],
    progress: { planned: 9, copied: 4, deleted: 0, percent: 60, lastTime: at(-2 + by) },
  });

  it.each([
    ['forward', hour],
    ['back', -hour],
  ])('times move along with a jump %s', (_, by) => {
    const after = { now: now + by * 1000, jumpedMs: by * 1000 };
    const moved = ontoClock(status, after);
    expect(moved).toEqual(expected(by));
    expect(isOnClock(moved, { ...after, jumpedMs: 0 })).toBe(true);
  });

  it('what is yet to come begins anew, and the rest stays', () => {
    const behind = { now: now - 9000, jumpedMs: 0 };
    expect(ontoClock(status, behind)).toEqual({
      ...expected(0),
      phases: [
        { name: 'HandingOver', startTime: at(-18), endTime: at(-9) },
        { name: 'Copying', startTime: at(-9) },
      ],
      progress: { ...status.progress, lastTime: at(-9) },
    });
  });

  it('a status without times stays as it is, and so does what is no time', () => {
    expect(ontoClock({ phase: 'Preflight' }, { now, jumpedMs: 1000 })).toEqual({ phase: 'Preflight' });
    const odd: PivotStatus = { journal: { steadySince: 'yesterday' } };
    expect(ontoClock(odd, { now, jumpedMs: 1000 })).toEqual(odd);
  });
});

it('what is not recorded was just now', () => {
  expect(secondsSince(observation({ journal: steady }), 'steadySince')).toBe(20);
  expect(secondsSince(observation({ journal: steady }), 'activatedTime')).toBe(0);
});
