import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { KubeError } from '../../src/kube/errors.ts';
import { LeaderElector, type LeaderElectorOptions } from '../../src/kube/leader.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeCluster } from './fake-cluster.ts';

const lease = { namespace: 'ours', name: 'operator' };

interface Candidate {
  readonly elector: LeaderElector;
  readonly log: string[];
}

function candidate(
  identity: string,
  options: Pick<LeaderElectorOptions, 'client' | 'clock'> & Partial<LeaderElectorOptions>,
): Candidate {
  const log: string[] = [];
  const elector = new LeaderElector({
    lease,
    identity,
    random: () => 0.5,
    onStartedLeading: ({ transitions }) => log.push(`leads ${transitions}`),
    onStoppedLeading: () => log.push('stopped'),
    ...options,
  });
  return { elector, log };
}

const spec = (cluster: FakeCluster) => cluster.objects[0]?.['spec'] as Record<string, unknown> | undefined;

describe('LeaderElector', () => {
  it('creates the Lease, and keeps renewing it', async () => {
    const cluster = new FakeCluster();
    const clock = new FakeClock();
    const { elector, log } = candidate('a', { client: cluster.client(), clock });
    elector.start();
    await clock.advance(0);
    expect(elector.term()).toEqual({ transitions: 0, identity: 'a' });
    expect(spec(cluster)).toEqual({
      holderIdentity: 'a',
      leaseDurationSeconds: 15,
      leaseTransitions: 0,
      acquireTime: '2026-01-02T03:04:05.000000Z',
      renewTime: '2026-01-02T03:04:05.000000Z',
    });
    await clock.advance(60_000);
    expect(spec(cluster)).toMatchObject({
      acquireTime: '2026-01-02T03:04:05.000000Z',
      renewTime: '2026-01-02T03:05:05.000000Z',
    });
    expect(log).toEqual(['leads 0']);
  });

  it('hands over at once when stopped, with a higher term', async () => {
    const cluster = new FakeCluster();
    const clock = new FakeClock();
    const first = candidate('a', { client: cluster.client(), clock });
    const second = candidate('b', { client: cluster.client(), clock });
    first.elector.start();
    await clock.advance(100);
    second.elector.start();
    await clock.advance(100);
    expect([first.elector.isLeader(), second.elector.isLeader()]).toEqual([true, false]);
    await first.elector.stop();
    expect(first.log).toEqual(['leads 0', 'stopped']);
    await clock.advance(2500);
    expect(second.elector.term()).toEqual({ transitions: 1, identity: 'b' });
    await second.elector.stop();
    expect(clock.pending).toEqual([]);
  });

  it('does not wait for a process of its own Pod, which has ended, and no longer than usual for any other', async () => {
    for (const [dead, seconds] of [
      ['pod-1_first', 0],
      ['pod-10_first', 15],
    ] as const) {
      const cluster = new FakeCluster();
      const clock = new FakeClock();
      const alive = { now: true };
      const killed = candidate(dead, {
        client: cluster.client(() => (alive.now ? Promise.resolve() : clock.sleep(1e9))),
        clock,
      });
      killed.elector.start();
      await clock.advance(100);
      alive.now = false;
      const next = candidate('pod-1_second', { client: cluster.client(), clock, predecessors: 'pod-1_' });
      next.elector.start();
      await clock.advance(seconds * 1000);
      expect(next.elector.isLeader()).toBe(seconds === 0);
      await clock.advance(5000);
      expect(next.elector.term()).toEqual({ transitions: 1, identity: 'pod-1_second' });
    }
  });

  it('takes over from a leader that died 15 s after the Lease last changed, whatever its clock said', async () => {
    for (const skew of [-3_600_000, 0, 3_600_000]) {
      const cluster = new FakeCluster();
      const clock = new FakeClock();
      const alive = { now: true };
      const dying = candidate('a', {
        client: cluster.client(() => (alive.now ? Promise.resolve() : clock.sleep(1e9))),
        clock: clock.skewed(skew),
      });
      const heir = candidate('b', { client: cluster.client(), clock });
      dying.elector.start();
      heir.elector.start();
      await clock.advance(20_000);
      alive.now = false;
      await clock.advance(14_000);
      expect(heir.elector.isLeader()).toBe(false);
      await clock.advance(8000);
      expect(heir.elector.term()).toEqual({ transitions: 1, identity: 'b' });
    }
  });

  it('stops leading 10 s after the last renewal that worked was sent, also while a request hangs', async () => {
    const cluster = new FakeCluster();
    const clock = new FakeClock();
    const hang = { now: false };
    const { elector, log } = candidate('a', {
      client: cluster.client(() => (hang.now ? clock.sleep(1e9) : Promise.resolve())),
      clock,
    });
    elector.start();
    await clock.advance(1000);
    hang.now = true;
    await clock.advance(8999);
    expect(elector.isLeader()).toBe(true);
    await clock.advance(1);
    expect(elector.isLeader()).toBe(false);
    expect(log).toEqual(['leads 0', 'stopped']);
  });

  it('does not lead again by a renewal that was under way when it was told to stop, and leaves the Lease free', async () => {
    const cluster = new FakeCluster();
    const clock = new FakeClock();
    const latency = { ms: 0 };
    const log: string[] = [];
    const { elector } = candidate('a', {
      client: cluster.client(async () => (latency.ms === 0 ? undefined : clock.sleep(latency.ms))),
      clock,
      onStartedLeading: () => log.push('leads'),
      onStoppedLeading: () => {
        log.push('stopped');
        void elector.stop();
      },
    });
    elector.start();
    await clock.advance(1000);
    latency.ms = 9_500;
    await clock.advance(10_000);
    expect(log).toEqual(['leads', 'stopped']);
    latency.ms = 0;
    await clock.advance(10_000);
    expect(log).toEqual(['leads', 'stopped']);
    expect(elector.isLeader()).toBe(false);
    expect(spec(cluster)).toMatchObject({ holderIdentity: '' });
  });

  it('gets over failures, and tells of them', async () => {
    const cluster = new FakeCluster();
    const clock = new FakeClock();
    const problems: unknown[] = [];
    const { elector, log } = candidate('a', {
      client: cluster.client(),
      clock,
      onProblem: (problem) => problems.push(problem),
    });
    elector.start();
    await clock.advance(1000);
    cluster.down = new KubeError('down', { kind: 'network' });
    await clock.advance(5000);
    cluster.down = undefined;
    await clock.advance(20_000);
    expect(elector.isLeader()).toBe(true);
    expect(log).toEqual(['leads 0']);
    expect(problems.length).toBeGreaterThan(1);
  });

  it('stops leading when somebody else took the Lease by hand', async () => {
    const cluster = new FakeCluster();
    const clock = new FakeClock();
    const { elector, log } = candidate('a', { client: cluster.client(), clock });
    elector.start();
    await clock.advance(1000);
    const taken = cluster.objects[0] as KubeObject;
    cluster.replace({ ...taken, spec: { ...(taken['spec'] as object), holderIdentity: 'hand' } });
    await clock.advance(2000);
    expect(log).toEqual(['leads 0', 'stopped']);
  });

  it('survives callbacks that throw', async () => {
    const cluster = new FakeCluster();
    const clock = new FakeClock();
    const fail = () => {
      throw new Error('callback');
    };
    const { elector } = candidate('a', {
      client: cluster.client(),
      clock,
      onStartedLeading: fail,
      onStoppedLeading: fail,
      onProblem: fail,
    });
    elector.start();
    await clock.advance(30_000);
    expect(elector.isLeader()).toBe(true);
    await elector.stop();
    expect(spec(cluster)).toMatchObject({ holderIdentity: '' });
  });
});

describe('several electors', () => {
  const latency = fc.array(fc.oneof({ weight: 4, arbitrary: fc.nat(300) }, { weight: 1, arbitrary: fc.nat(40_000) }), {
    minLength: 1,
    maxLength: 30,
  });
  const world = fc.record({
    skews: fc.array(fc.integer({ min: -600_000, max: 600_000 }), { minLength: 2, maxLength: 3 }),
    before: latency,
    after: latency,
    lost: fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
    jitter: fc.double({ min: 0, max: 0.999, noNaN: true }),
  });

  it('never lead at the same time, and terms only grow, with any latency, lost answers and clocks', async () => {
    const led = { times: 0 };
    await fc.assert(
      fc.asyncProperty(world, async ({ skews, before, after, lost, jitter }) => {
        const cluster = new FakeCluster();
        const clock = new FakeClock();
        const calls = { count: 0 };
        const wait = (delays: readonly number[]) => clock.sleep(delays[calls.count % delays.length] ?? 0);
        const client = cluster.client(
          () => {
            calls.count += 1;
            return wait(before);
          },
          async () => {
            await wait(after);
            if (lost[calls.count % lost.length] === true) throw new KubeError('lost', { kind: 'timeout' });
          },
        );
        const terms: number[] = [];
        const onStartedLeading = ({ transitions }: { transitions: number }) => terms.push(transitions);
        const electors = skews.map((skew, index) =>
          candidate(`e${index}`, { client, clock: clock.skewed(skew), random: () => jitter, onStartedLeading }),
        );
        for (const { elector } of electors) elector.start();
        for (let step = 0; step < 600; step += 1) {
          await clock.advance(200);
          const leaders = electors.filter(({ elector }) => elector.isLeader());
          expect(leaders.length).toBeLessThanOrEqual(1);
          led.times += leaders.length;
        }
        expect(terms).toEqual(terms.toSorted((one, other) => one - other));
        const stopped = Promise.all(electors.map(({ elector }) => elector.stop()));
        await clock.advance(1_000_000);
        await stopped;
      }),
      { numRuns: 60 },
    );
    // Without any leader at all the property would hold for a broken elector too.
    expect(led.times).toBeGreaterThan(1000);
  });
});
