/** Is a pivot by hand shown as it goes, in the picture and in the lines of watch? */
import { describe, expect, test } from 'vitest';
import { draw } from '../../../src/plugin/watch/draw.ts';
import { tell } from '../../../src/plugin/watch/tell.ts';
import { type HandMoment, type HandTask, handScene } from '../../../testbed/demo/hand-scene.ts';
import { host, pausedMark } from '../witness/given.ts';

const tasks: readonly HandTask[] = [
  { name: 'stop Ironic', says: 'kubectl scale', begunAt: 1000, endedAt: 3000 },
  { name: 'move all objects', says: 'clusterctl move', begunAt: 3000 },
  { name: 'watch them', says: 'for 20 s' },
];
const sightings = [
  { at: 1000, holders: ['source'], end: false },
  { at: 2000, holders: [], end: false },
  { at: 8200, holders: ['target'], end: false },
];
const moment: HandMoment = {
  now: 10_000,
  startedAt: 1000,
  hosts: { source: [host('b', { annotations: pausedMark }), host('a')], target: [] },
  endpoint: { address: '172.22.0.2', sightings },
};

test('a picture has commands, the one that runs, the address, and hosts', () => {
  expect(draw(handScene(tasks, moment), { columns: 80, colours: false, frame: 0 })).toEqual([
    'A pivot by hand, as the book describes it  9 s',
    '',
    '  ✔ stop Ironic          2 s',
    '  ⠋ move all objects     7 s  clusterctl move',
    '  · watch them',
    '',
    '  endpoint 172.22.0.2  the target, for 1 s',
    '',
    '  host  in the source        in the target',
    '  a     provisioned',
    '  b     provisioned, paused',
  ]);
});

test('lines tell what a command was that failed, and that the others were not run', () => {
  const failed = tasks.map((task) => (task.endedAt === undefined && task.begunAt ? { ...task, failed: true } : task));
  const [before, after] = [handScene(tasks, moment), handScene(failed, moment)];
  expect(tell(before, after)).toEqual(['move all objects, stopped: clusterctl move']);
  expect(after.steps.at(-1)).toEqual({ name: 'watch them', state: 'waiting' });
});

test('lines end when all is done', () => {
  const done = tasks.map((task) => ({ ...task, begunAt: 3000, endedAt: 9000 }));
  expect(tell(handScene(tasks, moment), handScene(done, moment))).toEqual([
    'move all objects: done after 6 s',
    'watch them: done after 6 s',
  ]);
});

describe('the address', () => {
  const endpoint = (seen: typeof sightings) =>
    handScene(tasks, { ...moment, endpoint: { address: '172.22.0.2', sightings: seen } }).endpoint;

  test.each([
    ['not seen yet', [], undefined],
    ['held', sightings.slice(0, 1), { holder: 'the source', seconds: 9 }],
    ['held by nobody', sightings.slice(0, 2), { holder: undefined, seconds: 8 }],
    [
      'held by two',
      [{ at: 9000, holders: ['source', 'target'], end: false }],
      { holder: 'the source and the target', seconds: 1 },
    ],
  ])('%s', (_what, seen, expected) => {
    expect(endpoint(seen)).toEqual(expected === undefined ? undefined : { address: '172.22.0.2', ...expected });
  });

  test('is not shown without a real Ironic', () => {
    expect(handScene(tasks, { ...moment, endpoint: undefined })).not.toHaveProperty('endpoint');
  });
});
