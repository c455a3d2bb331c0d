import { expect, it } from 'vitest';
import { sceneOf } from '../../../src/plugin/watch/scene.ts';
import { openStage } from '../../../src/plugin/watch/stage.ts';
import { stillThere, tell } from '../../../src/plugin/watch/tell.ts';
import { FakeClock } from '../../kube/fake-clock.ts';
import { completed, copying, hostsWhileCopying, now, pivot, stalled } from '../given-pivot.ts';
import { testShell } from '../test-shell.ts';

const noHosts = { source: undefined, target: undefined };
const sceneAt = (status: Parameters<typeof pivot>[0], notes: readonly string[] = []) =>
  sceneOf(pivot(status), { now, hosts: noHosts, pace: undefined, notes });

it('tells everything at first', () => {
  const pace = { label: 'copied', done: 94, total: 204, from: { done: 94, at: now } };
  expect(tell(undefined, sceneOf(pivot(copying), { now, hosts: hostsWhileCopying(), pace, notes: [] }))).toEqual([
    'ClusterPivot metal3/prod of Cluster prod',
    'Preflight: done after 7 s',
    'Preparing: done after 31 s',
    'Quiescing: done after 12 s',
    'HandingOver: done after 22 s',
    'Copying: 94 of 204 objects are in the target; waiting for Job cpv-dc73e694-32ed-copy-1',
    'copied: 94 of 204 objects',
    'endpoint 172.22.0.2: target node cp-1',
    'hosts: host-00 ... host-11 (12): provisioned, paused in the source, copy, paused in the target; host-12, host-13: available, paused in the source, copy, paused in the target',
  ]);
});

it('then tells what changed, and nothing when nothing did', () => {
  expect(tell(sceneAt(copying), sceneAt(copying))).toEqual([]);
  expect(tell(sceneAt(copying), sceneAt(completed))).toEqual([
    'Copying: done after 13 s',
    'Verifying: done',
    'Committing: done',
    'Activating: done',
    'Soaking: done',
    'Completed: done',
    'over: 204 objects and 14 hosts moved; the source cluster may be deleted',
  ]);
  expect(tell(undefined, sceneAt(stalled))).toContain(
    'Preflight, stopped: Cluster metal3/other is in the namespace, too',
  );
});

it('names no phase before there is one', () => {
  expect(tell(undefined, sceneAt({}))).toContain('the operator has not looked at it yet');
});

it('tells of an API server that does not answer, and when it does again', () => {
  const silent = sceneAt(copying, ['https://api:6443 does not answer']);
  expect(tell(sceneAt(copying), silent)).toEqual(['https://api:6443 does not answer']);
  expect(tell(silent, silent)).toEqual([]);
  expect(stillThere(silent)).toBe('https://api:6443 does not answer');
  expect(tell(silent, sceneAt(copying))).toEqual(['everything answers again']);
});

it('a log is never silent for 5 s, and tells a new phase within a second', async () => {
  const clock = new FakeClock();
  const shell = testShell([], { clock });
  const stage = openStage(shell);
  const told: { readonly at: number; readonly lines: number }[] = [];
  for (let at = 0; at <= 20_000; at += 250) {
    const before = shell.printed().out.length;
    stage.show(at < 12_250 ? sceneAt(copying) : sceneAt(completed));
    if (shell.printed().out.length > before)
      told.push({ at, lines: shell.printed().out.slice(before).split('\n').length });
    await clock.advance(250);
  }
  const gaps = told.map(({ at }, index) => at - (told[index - 1]?.at ?? 0));
  expect(Math.max(...gaps)).toBeLessThan(5000);
  expect(told.map(({ at }) => at)).toContain(12_250);
  expect(shell.printed().out).toContain(
    '2026-01-02T03:04:09Z still Copying (13 s): 94 of 204 objects are in the target',
  );
});

it('a log does not count every object', async () => {
  const clock = new FakeClock();
  const shell = testShell([], { clock });
  const stage = openStage(shell);
  for (let done = 0; done < 30; done += 1) {
    const pace = { label: 'copied', done, total: 204, from: { done: 0, at: now } };
    stage.show(sceneOf(pivot(copying), { now, hosts: noHosts, pace, notes: [] }));
    await clock.advance(100);
  }
  expect(
    shell
      .printed()
      .out.split('\n')
      .filter((line) => line.includes('copied:')),
  ).toHaveLength(5);
});
