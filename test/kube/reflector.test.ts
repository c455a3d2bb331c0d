import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { configMaps } from '../../src/api/resources.ts';
import { KubeError } from '../../src/kube/errors.ts';
import { Reflector, type ReflectorOptions } from '../../src/kube/reflector.ts';
import type { Change } from '../../src/kube/store.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeCluster } from './fake-cluster.ts';
import { replay } from './replay.ts';

const reset = () => new KubeError('watch configmaps: no answer: ECONNRESET', { kind: 'network' });

interface Scene {
  readonly cluster: FakeCluster;
  readonly clock: FakeClock;
  readonly reflector: Reflector;
  readonly changes: Change[];
  readonly problems: unknown[];
}

function scene(options: Partial<ReflectorOptions> = {}): Scene {
  const cluster = new FakeCluster();
  const clock = new FakeClock();
  const changes: Change[] = [];
  const problems: unknown[] = [];
  const reflector = new Reflector({
    client: cluster.client(),
    resource: configMaps,
    onChange: (change) => changes.push(change),
    onProblem: (problem) => problems.push(problem),
    clock,
    random: () => 0.5,
    ...options,
  });
  return { cluster, clock, reflector, changes, problems };
}

const object = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
});
const told = (changes: readonly Change[]) =>
  changes.map(({ type, object: { metadata } }) => `${type} ${metadata.name} ${metadata.uid}`);

describe('Reflector', () => {
  it('has synced after the first list, and then follows', async () => {
    const { cluster, clock, reflector, changes } = scene();
    const a = cluster.create(object('a'));
    expect(reflector.hasSynced).toBe(false);
    reflector.start();
    await reflector.synced();
    await clock.advance(0);
    cluster.create(object('b'));
    cluster.replace({ ...a, data: {} });
    cluster.delete({ namespace: 'default', name: 'b' });
    await clock.advance(0);
    expect(told(changes)).toEqual(['ADDED a uid-1', 'ADDED b uid-2', 'MODIFIED a uid-1', 'DELETED b uid-2']);
    expect(cluster.lists).toBe(1);
    await reflector.stop();
  });

  it('goes on from where it was after a reset, without listing again', async () => {
    const { cluster, clock, reflector, problems, changes } = scene();
    reflector.start();
    await clock.advance(0);
    cluster.endWatches(reset());
    await clock.advance(0);
    cluster.create(object('a'));
    await clock.advance(1000);
    expect(told(changes)).toEqual(['ADDED a uid-1']);
    expect(problems).toHaveLength(1);
    expect(cluster.lists).toBe(1);
    // One that listens for silence; that of the first watch has gone with it.
    expect(clock.pending).toHaveLength(1);
    await reflector.stop();
  });

  it('lists again after 410, and tells what was deleted or re-created meanwhile', async () => {
    const { cluster, clock, reflector, changes } = scene();
    cluster.create(object('a'));
    cluster.create(object('b'));
    reflector.start();
    await clock.advance(0);
    changes.length = 0;
    cluster.down = reset();
    cluster.endWatches(reset());
    await clock.advance(0);
    cluster.delete({ namespace: 'default', name: 'a' });
    cluster.create(object('a'));
    cluster.delete({ namespace: 'default', name: 'b' });
    cluster.compact();
    cluster.down = undefined;
    await clock.advance(60_000);
    expect(told(changes)).toEqual(['DELETED b uid-2', 'DELETED a uid-1', 'ADDED a uid-3']);
    expect(cluster.lists).toBe(2);
    await reflector.stop();
  });

  it('keeps its place by bookmarks, so that a compaction during a day of quiet costs no list', async () => {
    const { cluster, clock, reflector } = scene();
    reflector.start();
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      await clock.advance(60_000);
      cluster.changeElsewhere();
      cluster.bookmark();
      cluster.compact();
      if (minute % 7 === 0) cluster.endWatches('end');
    }
    await clock.advance(60_000);
    expect(cluster.lists).toBe(1);
    await reflector.stop();
  });

  it('takes 90 s without event and bookmark for a dead connection', async () => {
    const { cluster, clock, reflector } = scene();
    reflector.start();
    await clock.advance(80_000);
    cluster.bookmark();
    await clock.advance(80_000);
    expect(cluster.watches).toBe(1);
    await clock.advance(10_001);
    expect(cluster).toMatchObject({ watches: 2, openWatches: 1, lists: 1 });
    await reflector.stop();
  });

  it('does not hammer a server that closes each watch at once, not even one that sends something first', async () => {
    const { cluster, clock, reflector } = scene();
    reflector.start();
    for (let second = 0; second < 300; second += 1) {
      await clock.advance(1000);
      cluster.bookmark();
      cluster.endWatches('end');
    }
    expect(cluster.watches).toBeLessThan(20);
    await reflector.stop();
  });

  it('is quick again after a connection that lasted', async () => {
    const { cluster, clock, reflector } = scene();
    reflector.start();
    for (let failures = 0; failures < 8; failures += 1) {
      await clock.advance(30_000);
      cluster.endWatches(reset());
    }
    await clock.advance(40_000);
    await clock.advance(61_000);
    cluster.endWatches('end');
    const before = cluster.watches;
    await clock.advance(0);
    expect(cluster.watches).toBe(before + 1);
    await reflector.stop();
  });

  it('survives a handler and a logger that throw', async () => {
    const seen: string[] = [];
    const { cluster, clock, reflector } = scene({
      onChange: ({ object: { metadata } }) => {
        seen.push(metadata.name);
        throw new Error('handler');
      },
      onProblem: () => {
        throw new Error('logger');
      },
    });
    cluster.create(object('a'));
    reflector.start();
    await clock.advance(0);
    cluster.create(object('b'));
    await clock.advance(0);
    expect(seen).toEqual(['a', 'b']);
    expect(reflector.list()).toHaveLength(2);
    expect(cluster.watches).toBe(1);
    await reflector.stop();
  });

  it('stops in any state, and leaves nothing open or waiting', async () => {
    const states: readonly (readonly [string, (scene: Scene) => Promise<void>])[] = [
      ['not started', async () => undefined],
      ['listing', async ({ reflector }) => reflector.start()],
      ['watching', async ({ reflector, clock }) => (reflector.start(), clock.advance(10))],
      [
        'waiting to try again',
        async ({ reflector, clock, cluster }) => {
          cluster.down = reset();
          reflector.start();
          await clock.advance(10);
          expect(clock.pending).toHaveLength(1);
        },
      ],
    ];
    for (const [, reach] of states) {
      const present = scene();
      await reach(present);
      await present.reflector.stop();
      const { changes, cluster, clock } = present;
      expect(clock.pending).toEqual([]);
      expect(cluster.openWatches).toBe(0);
      cluster.create(object('late'));
      await clock.advance(100_000);
      expect(told(changes)).toEqual([]);
    }
  });

  it('rejects those who wait for a sync that will not come', async () => {
    const { reflector } = scene();
    const synced = reflector.synced();
    await reflector.stop();
    await expect(synced).rejects.toThrow('stopped before its first list');
  });
});

describe('Reflector, through any sequence of changes and failures', () => {
  type Step = (scene: Scene) => void | Promise<void>;
  const name = fc.constantFrom('a', 'b', 'c');
  const ref = (of: string) => ({ namespace: 'default', name: of });
  const step: fc.Arbitrary<Step> = fc.oneof(
    name.map(
      (of): Step =>
        ({ cluster }) =>
          void (cluster.objects.some(({ metadata }) => metadata.name === of)
            ? cluster.delete(ref(of))
            : cluster.create(object(of))),
    ),
    name.map(
      (of): Step =>
        ({ cluster }) => {
          const known = cluster.objects.find(({ metadata }) => metadata.name === of);
          if (known !== undefined) cluster.replace({ ...known, data: { changed: 'yes' } });
        },
    ),
    fc.constant<Step>(({ cluster }) => cluster.endWatches(reset())),
    fc.constant<Step>(({ cluster }) => cluster.endWatches('end')),
    fc.constant<Step>(({ cluster }) => cluster.endWatches(new KubeError('too old', { kind: 'gone' }))),
    fc.constant<Step>(({ cluster }) => cluster.compact()),
    fc.constant<Step>(({ cluster }) => cluster.changeElsewhere()),
    fc.constant<Step>(({ cluster }) => cluster.bookmark()),
    fc.constant<Step>(({ cluster }) => {
      cluster.down = cluster.down === undefined ? reset() : undefined;
      if (cluster.down !== undefined) cluster.endWatches(reset());
    }),
    fc.nat(40_000).map(
      (ms): Step =>
        ({ clock }) =>
          clock.advance(ms),
    ),
  );

  it('ends up with the truth, told as a story that makes sense for each object', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
        const present = scene();
        const { cluster, clock, reflector, changes } = present;
        reflector.start();
        for (const take of steps) await take(present);
        cluster.down = undefined;
        await clock.advance(100_000);
        const truth = new Map(cluster.objects.map((one) => [one.metadata.name, one]));
        expect(new Map(reflector.list().map((one) => [one.metadata.name, one]))).toEqual(truth);
        expect(replay(new Map(), changes)).toEqual(truth);
        await reflector.stop();
        expect(clock.pending).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
