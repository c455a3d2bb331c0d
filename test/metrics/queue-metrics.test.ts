import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { WorkQueue } from '../../src/kube/workqueue.ts';
import { QueueMetrics } from '../../src/metrics/queue-metrics.ts';
import { FakeClock } from '../kube/fake-clock.ts';

function given() {
  const clock = new FakeClock();
  const registry = new Registry();
  const queue = new WorkQueue({ clock, random: () => 0, observer: new QueueMetrics(registry, clock) });
  const value = async (name: string) => {
    const text = await registry.metrics();
    const found = text.split('\n').find((entry) => entry.startsWith(`workqueue_${name}{`));
    expect(found).toContain('{name="clusterpivot",controller="clusterpivot"}');
    return Number(found?.split(' ').at(-1));
  };
  return { clock, queue, value };
}

it('an empty queue shows zeros', async () => {
  const { value } = given();
  for (const name of [
    'depth',
    'adds_total',
    'retries_total',
    'unfinished_work_seconds',
    'queue_duration_seconds_count',
  ])
    expect(await value(name)).toBe(0);
});

it('a key is timed while it waits, and while it is worked on', async () => {
  const { clock, queue, value } = given();
  queue.add('a');
  queue.add('a');
  queue.add('b');
  expect([await value('depth'), await value('adds_total')]).toEqual([2, 2]);
  await clock.advance(3000);
  expect(await queue.take()).toBe('a');
  expect([await value('depth'), await value('queue_duration_seconds_sum')]).toEqual([1, 3]);
  await clock.advance(2000);
  expect(await queue.take()).toBe('b');
  await clock.advance(1000);
  expect(await value('unfinished_work_seconds')).toBe(4);
  expect(await value('longest_running_processor_seconds')).toBe(3);
  // It comes again, and counts as waiting only when a worker could take it.
  queue.add('a');
  expect([await value('depth'), await value('adds_total')]).toEqual([0, 3]);
  queue.done('a');
  queue.done('b');
  expect([await value('depth'), await value('unfinished_work_seconds')]).toEqual([1, 0]);
  expect([await value('work_duration_seconds_sum'), await value('work_duration_seconds_count')]).toEqual([4, 2]);
});

it('what failed comes again, and counts when that is decided', async () => {
  const { clock, queue, value } = given();
  queue.addRateLimited('a');
  expect([await value('retries_total'), await value('adds_total')]).toEqual([1, 0]);
  await clock.advance(1000);
  expect([await value('retries_total'), await value('adds_total')]).toEqual([1, 1]);
});
