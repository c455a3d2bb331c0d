import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { Metrics } from '../../src/metrics/metrics.ts';
import { FakeClock } from '../kube/fake-clock.ts';
import { line } from '../kube/stub-client.ts';
import { at, observation, pivot, started } from '../pivot/given.ts';

function given(leads = true) {
  const state = { leads };
  const clock = new FakeClock();
  const metrics = new Metrics({ clock, leads: () => state.leads, lease: 'operator' });
  /** The value of each series that begins so. */
  const series = async (start: string) => {
    const { text } = await metrics.render();
    const lines = text.split('\n').filter((entry) => entry.startsWith(start));
    return Object.fromEntries(lines.map((entry) => [entry.replace(/ \S+$/, ''), Number(entry.split(' ').at(-1))]));
  };
  return { state, clock, metrics, series };
}

const copying = pivot({ status: { phase: 'Copying', journal: started } });
const inCopying = 'clusterpivot_phase{namespace="metal3",name="prod",phase="Copying"}';

describe('series of a ClusterPivot', () => {
  it('follow it, and are gone with it', async () => {
    const { metrics, series } = given();
    metrics.look(observation(), { source: (await line(() => ({ body: {} }))).client, target: undefined });
    metrics.show(pivot({ status: { phase: 'Preparing' } }));
    metrics.show(copying);
    metrics.retried(copying.metadata);
    const phases = await series('clusterpivot_phase{');
    expect(Object.entries(phases).filter(([, value]) => value === 1)).toEqual([[inCopying, 1]]);
    expect(await series('clusterpivot_retries_total')).toEqual({
      'clusterpivot_retries_total{namespace="metal3",name="prod"}': 1,
    });
    expect(await series('clusterpivot_hosts{')).not.toEqual({});
    metrics.forget(copying.metadata);
    const { text } = await metrics.render();
    expect(text).not.toContain('name="prod"');
  });

  it('are those of who leads', async () => {
    const { metrics, series, state } = given();
    metrics.show(copying);
    state.leads = false;
    expect(await series('clusterpivot_phase{')).toEqual({});
    expect(await series('leader_election')).toEqual({ 'leader_election_master_status{name="operator"}': 0 });
    state.leads = true;
    expect(await series(inCopying)).toEqual({ [inCopying]: 1 });
    expect(await series('leader_election')).toEqual({ 'leader_election_master_status{name="operator"}': 1 });
  });

  it('tell nothing of the clusters once it is over', async () => {
    const { metrics, series } = given();
    metrics.look(observation(), { source: (await line(() => ({ body: {} }))).client, target: undefined });
    metrics.show(pivot({ status: { phase: 'Completed', journal: { ...started, completedTime: at(0) } } }));
    expect(await series('clusterpivot_hosts{')).toEqual({});
    expect(await series('clusterpivot_phase{')).not.toEqual({});
  });

  it('have the credentials of both clusters, asked for once in a while', async () => {
    const { metrics, series, clock } = given();
    const { client: source } = await line(() => ({ body: {} }));
    const asked = vi.spyOn(source, 'expiries');
    metrics.show(copying);
    for (let looks = 0; looks < 3; looks += 1) metrics.look(observation(), { source, target: undefined });
    const name = 'clusterpivot_credential_expiry_time_seconds';
    await expect.poll(async () => Object.keys(await series(name))).toHaveLength(1);
    expect(asked).toHaveBeenCalledTimes(1);
    await clock.advance(11 * 60_000);
    metrics.look(observation(), { source, target: undefined });
    expect(asked).toHaveBeenCalledTimes(2);
  });
});

it('phases are timed when they end, and once', async () => {
  const { metrics, series } = given();
  const begun = { phases: [{ name: 'Copying', startTime: at(-45) }] };
  const ended = {
    phases: [
      { name: 'Copying', startTime: at(-45), endTime: at(0) },
      { name: 'Completed', startTime: at(0), endTime: at(0) },
    ],
  };
  metrics.changed({}, begun);
  metrics.changed(begun, ended);
  metrics.changed(ended, { ...ended, message: 'done' });
  expect(await series('clusterpivot_phase_duration_seconds_count')).toEqual({
    'clusterpivot_phase_duration_seconds_count{phase="Copying"}': 1,
  });
  expect(await series('clusterpivot_phase_duration_seconds_sum')).toEqual({
    'clusterpivot_phase_duration_seconds_sum{phase="Copying"}': 45,
  });
});

it('looks are counted by how they end', async () => {
  const { metrics, series } = given();
  metrics.reconciles.haveWorkers(4);
  await metrics.reconciles.time(async () => ({}));
  await metrics.reconciles.time(async () => ({ requeueAfterMs: 0 }));
  await metrics.reconciles.time(async () => {
    expect(Object.values(await series('controller_runtime_active_workers'))).toEqual([1]);
    return { requeueAfterMs: 5 };
  });
  const refused = metrics.reconciles.time(async () => Promise.reject(new Error('refused')));
  await expect(refused).rejects.toThrow('refused');
  const total = 'controller_runtime_reconcile_total';
  expect(await series(total)).toEqual({
    [`${total}{controller="clusterpivot",result="success"}`]: 1,
    [`${total}{controller="clusterpivot",result="error"}`]: 1,
    [`${total}{controller="clusterpivot",result="requeue"}`]: 1,
    [`${total}{controller="clusterpivot",result="requeue_after"}`]: 1,
  });
  expect(Object.values(await series('controller_runtime_reconcile_errors_total'))).toEqual([1]);
  expect(Object.values(await series('controller_runtime_reconcile_time_seconds_count'))).toEqual([4]);
  expect(Object.values(await series('controller_runtime_active_workers'))).toEqual([0]);
  expect(Object.values(await series('controller_runtime_max_concurrent_reconciles'))).toEqual([4]);
});

it('a registry has what docs/metrics.md has, with type and labels', async () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/metrics.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\w+) \|/gm)].map(([, name, type]) => `${name} ${type}`);
  const { text } = await given().metrics.render();
  const types = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => `${name} ${type}`);
  expect(types.filter((entry) => !/^(process|nodejs)_/.test(entry)).toSorted()).toEqual(rows.toSorted());
});
