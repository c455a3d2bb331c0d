/** Does the view show what is the case: in place on a terminal, in lines elsewhere? */
import { stripVTControlCharacters } from 'node:util';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameGroup } from '../../../src/plugin/watch/host-groups.ts';
import { bar, draw } from '../../../testbed/demo/draw.ts';
import { duration, type HostPlace, type Scene, type Step } from '../../../testbed/demo/scene.ts';
import { tell } from '../../../testbed/demo/tell.ts';

const hosts: readonly HostPlace[] = [
  { name: 'host-02', source: 'available', target: '' },
  { name: 'host-00', source: 'provisioned, paused', target: 'copy, paused' },
  { name: 'host-01', source: 'provisioned, paused', target: 'copy, paused' },
];

const scene: Scene = {
  title: 'ClusterPivot metal3/prod',
  seconds: 67,
  steps: [
    { name: 'Preflight', state: 'done', seconds: 0.4 },
    { name: 'Copying', state: 'running', seconds: 3.2, note: '87 objects\nare there' },
    { name: 'Verifying', state: 'waiting' },
  ],
  progress: { label: 'objects', done: 87, total: 214 },
  hosts,
};

const screen = { columns: 80, colours: false, frame: 0 };

test('a picture has title, steps, progress and hosts', () => {
  expect(draw(scene, screen)).toEqual([
    'ClusterPivot metal3/prod  1:07',
    '',
    '  ✔ Preflight    0 s',
    '  ⠋ Copying      3 s  87 objects; are there',
    '  · Verifying',
    '',
    '  objects  ████████████░░░░░░░░░░░░░░░░░░  87 of 214',
    '',
    '  host              in the source        in the target',
    '  host-00, host-01  provisioned, paused  copy, paused',
    '  host-02           available',
  ]);
});

test('colours change nothing but colours', () => {
  const plain = draw(scene, screen);
  const coloured = draw(scene, { ...screen, colours: true });
  expect(coloured).not.toEqual(plain);
  expect(coloured.map((line) => stripVTControlCharacters(line).trimEnd())).toEqual(plain);
});

test('a host that is being worked on stands out', () => {
  const alarm = { ...scene, hosts: [{ name: 'host-00', source: 'deprovisioning', target: '' }] };
  expect(draw(alarm, { ...screen, colours: true }).at(-1)).toContain('\u001B[31m');
  expect(draw(scene, { ...screen, colours: true }).at(-1)).not.toContain('\u001B[31m');
});

const text = fc.string({ minLength: 1, maxLength: 120 });
const step: fc.Arbitrary<Step> = fc.record(
  {
    name: fc.string({ minLength: 1, maxLength: 25 }),
    state: fc.constantFrom('waiting', 'running', 'done', 'failed'),
    seconds: fc.double({ min: 0, max: 1e5, noNaN: true }),
    note: text,
  },
  { requiredKeys: ['name', 'state'] },
);

test('no line is wider than the screen, so that the picture stays in place', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1 }), text, fc.integer({ min: 60, max: 200 }), (steps, title, columns) => {
      for (const line of draw({ ...scene, title, steps }, { ...screen, columns })) {
        expect(line.length).toBeLessThanOrEqual(columns);
        expect(line).not.toContain('\n');
      }
    }),
  );
});

test('a bar is as wide whatever it shows', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), (done, total) => {
      expect(bar(done, total, 30).indexOf('  ')).toBe(30);
    }),
  );
  expect(bar(1, 2, 4)).toBe('██░░  1 of 2');
});

test('lines tell the title once, then only what is new', () => {
  expect(tell(undefined, scene)).toEqual([
    'ClusterPivot metal3/prod',
    'Preflight is done (0.4 s)',
    'Copying begins: 87 objects; are there',
    'objects: 87 of 214',
    'hosts host-00, host-01: source provisioned, paused, target copy, paused',
    'hosts host-02: source available, target -',
  ]);
  expect(tell(scene, { ...scene, seconds: 70 })).toEqual([]);
  const steps: readonly Step[] = [
    { name: 'Preflight', state: 'done', seconds: 0.4 },
    { name: 'Copying', state: 'done', seconds: 5 },
    { name: 'Verifying', state: 'failed', note: 'Secret a differs' },
  ];
  expect(tell(scene, { ...scene, steps })).toEqual(['Copying is done (5.0 s)', 'Verifying failed: Secret a differs']);
});

test('progress is told in tenths', () => {
  const at = (done: number): Scene => ({ ...scene, progress: { label: 'objects', done, total: 100 } });
  expect(tell(at(11), at(19))).toEqual([]);
  expect(tell(at(19), at(20))).toEqual(['objects: 20 of 100']);
});

test('hosts are named shortly', () => {
  expect(nameGroup(['a', 'b'])).toBe('a, b');
  expect(nameGroup(['a', 'b', 'c'])).toBe('a ... c (3)');
});

test.each([
  [0.9, '0 s'],
  [59.9, '59 s'],
  [60, '1:00'],
  [3671, '61:11'],
])('%d seconds are %s', (seconds, expected) => {
  expect(duration(seconds)).toBe(expected);
});
