import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { draw } from '../../../src/plugin/watch/draw.ts';
import type { Pace } from '../../../src/plugin/watch/pace.ts';
import { nothingYet, sceneOf } from '../../../src/plugin/watch/scene.ts';
import { completed, copying, host, hostsWhileCopying, now, pivot, rolledBack, stalled } from '../given-pivot.ts';

const noHosts = { source: undefined, target: undefined };
const quiet = { now, hosts: noHosts, pace: undefined, notes: [] };
const pace: Pace = { label: 'copied', done: 94, total: 204, from: { done: 14, at: now - 8000 } };
const busy = sceneOf(pivot(copying), {
  now,
  hosts: hostsWhileCopying(),
  pace,
  notes: ['https://api:6443 does not answer'],
});

const screen = (columns: number, colours = false, frame = 0) => ({ columns, colours, frame });

it('shows everything side by side where there is room', () => {
  expect(draw(busy, screen(120)).join('\n')).toBe(`\
ClusterPivot metal3/prod of Cluster prod  1:25

  ✔ Preflight       7 s
  ✔ Preparing      31 s
  ✔ Quiescing      12 s
  ✔ HandingOver    22 s
  ⠋ Copying        13 s  94 of 204 objects are in the target; waiting for Job cpv-dc73e694-32ed-copy-1
  · Verifying
  · Committing
  · Activating
  · Soaking
  · Completed

  copied  █████████████░░░░░░░░░░░░░░░░░  94 of 204 objects, 11 s left
  endpoint 172.22.0.2  target node cp-1, for 20 s

  host                      in the source        in the target
  host-00 ... host-11 (12)  provisioned, paused  copy, paused
  host-12, host-13          available, paused    copy, paused

  https://api:6443 does not answer`);
});

it('wraps the message beside its phase at 80 columns', () => {
  expect(draw(busy, screen(80)).slice(6, 8)).toEqual([
    '  ⠋ Copying        13 s  94 of 204 objects are in the target; waiting for Job',
    '                         cpv-dc73e694-32ed-copy-1',
  ]);
});

it('puts things below each other at 40 columns', () => {
  expect(draw(busy, screen(40)).join('\n')).toBe(`\
ClusterPivot metal3/prod of Clust…  1:25

  ✔ Preflight       7 s
  ✔ Preparing      31 s
  ✔ Quiescing      12 s
  ✔ HandingOver    22 s
  ⠋ Copying        13 s
    94 of 204 objects are in the target;
    waiting for Job
    cpv-dc73e694-32ed-copy-1
  · Verifying
  · Committing
  · Activating
  · Soaking
  · Completed

  copied  94 of 204 objects, 11 s left
  endpoint 172.22.0.2  target node cp-1…

  host-00 ... host-11 (12)
    source  provisioned, paused
    target  copy, paused
  host-12, host-13
    source  available, paused
    target  copy, paused

  https://api:6443 does not answer`);
});

describe.each([30, 40, 80, 120, 200])('at %i columns', (columns) => {
  it.each([
    ['copying', busy],
    ['stalled', sceneOf(pivot(stalled), quiet)],
    ['completed', sceneOf(pivot(completed), quiet)],
    ['rolled back', sceneOf(pivot(rolledBack), quiet)],
    ['not looked at', sceneOf(pivot({}), quiet)],
    ['nothing yet', nothingYet('ClusterPivot metal3/prod', 3, ['https://api:6443 does not answer'])],
  ])('no line is wider, and none has colours: %s', (_, scene) => {
    const lines = draw(scene, screen(columns));
    expect(lines.filter((line) => line.length > columns || line.includes('\u001B'))).toEqual([]);
  });
});

it('turns a wheel with every drawing, so that one sees it live', () => {
  const marks = [0, 1, 2].map((frame) => draw(busy, screen(80, false, frame))[6]?.slice(2, 3));
  expect(new Set(marks).size).toBe(3);
});

it('marks what stopped, and says every line of why', () => {
  const lines = draw(sceneOf(pivot(stalled), quiet), screen(120));
  expect(lines.slice(2, 4)).toEqual([
    '  ✘ Preflight       5 s  BareMetalHost metal3/host-03 is paused by metal3.io/other; waiting until nobody pauses it',
    '                         Cluster metal3/other is in the namespace, too',
  ]);
});

it.each([
  ['nothing yet', nothingYet('ClusterPivot metal3/prod', 3, []), 'waiting for the first answer'],
  ['not looked at', sceneOf(pivot({}), quiet), 'the operator has not looked at it yet'],
])('says what it waits for where no phase does: %s', (_, scene, words) => {
  expect(draw(scene, screen(80))).toContain(`  ${words}`);
});

it('says how many lines it leaves out of a very long message', () => {
  const message = Array.from({ length: 30 }, (_, index) => `finding ${index}`).join('\n');
  const lines = draw(sceneOf(pivot({ ...stalled, message }), quiet), screen(120)).map((line) => line.trim());
  expect(lines).toContain('… and 19 more lines');
  expect(lines).not.toContain('finding 12');
});

it('paints hosts red that something is done to, and only those', () => {
  const hosts = { source: [host('host-0', 'provisioned'), host('host-1', 'deprovisioning')], target: [] };
  const lines = draw(sceneOf(pivot(copying), { ...quiet, hosts }), screen(120, true));
  const line = (name: string) => lines.find((text) => text.includes(name)) ?? '';
  expect(line('host-1')).toContain('\u001B[31m');
  expect(line('host-0')).not.toContain('\u001B[31m');
});

it('is the same text with colours and without', () => {
  const coloured = draw(busy, screen(120, true));
  expect(coloured).not.toEqual(draw(busy, screen(120)));
  expect(coloured.map((line) => stripVTControlCharacters(line).trimEnd())).toEqual(draw(busy, screen(120)));
});

it('counts hosts where it may not look at them', () => {
  expect(draw(sceneOf(pivot(copying), quiet), screen(80))).toContain('  hosts  14 of 14 steady or restored');
});

it('shows a side that nobody could look at as such', () => {
  const hosts = { source: [host('host-0', 'provisioned')], target: undefined };
  expect(draw(sceneOf(pivot(copying), { ...quiet, hosts }), screen(80))).toContain(
    '  host-0  provisioned    not looked at',
  );
});
