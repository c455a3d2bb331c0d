import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runWorkers } from '../../src/kube/workers.ts';
import { WorkQueue } from '../../src/kube/workqueue.ts';
import { FakeClock } from './fake-clock.ts';

/** What the queue promises, said as plainly as possible. */
interface Model {
  now: number;
  /** In the order in which they became ready. */
  readonly ready: string[];
  readonly working: Map<string, { again: boolean }>;
  readonly delayed: Map<string, number>;
}

interface Real {
  readonly queue: WorkQueue;
  readonly clock: FakeClock;
}

const key = fc.constantFrom('a', 'b', 'c');
type QueueCommand = fc.AsyncCommand<Model, Real>;

function addTo(model: Model, added: string): void {
  const working = model.working.get(added);
  if (working !== undefined) working.again = true;
  else if (!model.ready.includes(added)) model.ready.push(added);
}

function command(name: string, check: (model: Model) => boolean, run: QueueCommand['run']): QueueCommand {
  return { check, run, toString: () => name };
}

const always = () => true;
const commands: fc.Arbitrary<QueueCommand>[] = [
  key.map((of) =>
    command(`add ${of}`, always, async (model, { queue }) => {
      queue.add(of);
      addTo(model, of);
    }),
  ),
  fc.tuple(key, fc.integer({ min: -5, max: 50 })).map(([of, ms]) =>
    command(`addAfter ${of} ${ms}`, always, async (model, { queue }) => {
      queue.addAfter(of, ms);
      if (ms <= 0) addTo(model, of);
      else model.delayed.set(of, Math.min(model.delayed.get(of) ?? Number.POSITIVE_INFINITY, model.now + ms));
    }),
  ),
  fc.integer({ min: 1, max: 40 }).map((ms) =>
    command(`advance ${ms}`, always, async (model, { clock }) => {
      await clock.advance(ms);
      model.now += ms;
      const due = [...model.delayed].filter(([, at]) => at <= model.now).sort(([, one], [, other]) => one - other);
      for (const [of] of due) {
        model.delayed.delete(of);
        addTo(model, of);
      }
    }),
  ),
  fc.constant(
    command(
      'take',
      (model) => model.ready.length > 0,
      async (model, { queue }) => {
        const taken = await queue.take();
        // Keys that became due at the same moment may come in any order.
        const place = taken === undefined ? -1 : model.ready.indexOf(taken);
        if (taken === undefined || place < 0 || model.working.has(taken))
          throw new Error(`took ${taken}, which was not ready`);
        model.ready.splice(place, 1);
        model.working.set(taken, { again: false });
      },
    ),
  ),
  key.map((of) =>
    command(
      `done ${of}`,
      (model) => model.working.has(of),
      async (model, { queue }) => {
        queue.done(of);
        const again = model.working.get(of)?.again === true;
        model.working.delete(of);
        if (again) model.ready.push(of);
      },
    ),
  ),
  fc.constant(
    command('count', always, async (model, { queue }) => {
      if (queue.length !== model.ready.length) throw new Error(`length ${queue.length}, not ${model.ready.length}`);
    }),
  ),
];

describe('WorkQueue', () => {
  it('does what its model does, in any order of calls', async () => {
    const result = await fc.check(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 80, size: 'max' }), async (sequence) => {
        const setup = () => {
          const clock = new FakeClock();
          const model: Model = { now: 0, ready: [], working: new Map(), delayed: new Map() };
          return { model, real: { clock, queue: new WorkQueue({ clock, random: () => 1 }) } };
        };
        await fc.asyncModelRun(setup, sequence);
      }),
      { numRuns: 300 },
    );
    expect(result.failed, fc.defaultReportMessage(result)).toBe(false);
  });

  it('retries later and later, until the key is forgotten', async () => {
    const clock = new FakeClock();
    const queue = new WorkQueue({ clock, random: () => 1, firstRetryMs: 100, longestRetryMs: 500 });
    const pauses: (number | undefined)[] = [];
    for (let failure = 0; failure < 5; failure += 1) {
      queue.addRateLimited('a');
      pauses.push(clock.pending[0]);
      await clock.advance(500);
      queue.done((await queue.take()) ?? '');
    }
    queue.forget('a');
    queue.addRateLimited('a');
    expect([...pauses, clock.pending[0]]).toEqual([100, 200, 400, 500, 500, 100]);
    expect(queue.failures('a')).toBe(1);
  });

  it('gives waiting workers nothing when shut down, and is drained when the last one is done', async () => {
    const clock = new FakeClock();
    const queue = new WorkQueue({ clock });
    queue.add('a');
    queue.addAfter('later', 1000);
    await queue.take();
    const waiting = queue.take();
    const state = { drained: false };
    const drained = queue.shutDown().then(() => {
      state.drained = true;
      return undefined;
    });
    expect(await waiting).toBeUndefined();
    queue.add('b');
    await clock.advance(5000);
    expect(clock.pending).toEqual([]);
    expect(state.drained).toBe(false);
    queue.done('a');
    await drained;
    expect(await queue.take()).toBeUndefined();
  });
});

describe('runWorkers', () => {
  it('never works on a key twice at once, and misses no last change', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(key, { maxLength: 40, size: 'max' }),
        fc.integer({ min: 1, max: 4 }),
        async (scheduler, adds, workers) => {
          const queue = new WorkQueue({ clock: new FakeClock() });
          const truth = new Map<string, number>();
          const seen = new Map<string, number>();
          const busy = new Set<string>();
          const running = runWorkers({
            queue,
            workers,
            onError: () => undefined,
            work: async (of) => {
              expect(busy.has(of)).toBe(false);
              busy.add(of);
              const read = truth.get(of) ?? 0;
              await scheduler.schedule(Promise.resolve(), `work on ${of}`);
              seen.set(of, read);
              busy.delete(of);
              return undefined;
            },
          });
          scheduler.scheduleSequence(
            adds.map((of) => async () => {
              truth.set(of, (truth.get(of) ?? 0) + 1);
              queue.add(of);
            }),
          );
          await scheduler.waitIdle();
          const drained = queue.shutDown();
          await scheduler.waitIdle();
          await Promise.all([drained, running]);
          expect(seen).toEqual(truth);
        },
      ),
    );
  });

  it('tries what threw again, later and later, and tells of each failure', async () => {
    const clock = new FakeClock();
    const queue = new WorkQueue({ clock, random: () => 1, firstRetryMs: 100 });
    const at: number[] = [];
    const errors: unknown[] = [];
    const running = runWorkers({
      queue,
      workers: 1,
      work: async () => {
        at.push(clock.monotonic());
        if (at.length < 4) throw new Error(`failure ${at.length}`);
        return undefined;
      },
      onError: (error) => {
        errors.push(error);
        throw new Error('the reporter fails too');
      },
    });
    queue.add('a');
    await clock.advance(10_000);
    expect(at).toEqual([0, 100, 300, 700]);
    expect(errors).toHaveLength(3);
    await queue.shutDown();
    await running;
  });

  it('comes back when the work asks for it', async () => {
    const clock = new FakeClock();
    const queue = new WorkQueue({ clock });
    const at: number[] = [];
    const work = async () => ({ requeueAfterMs: at.push(clock.monotonic()) < 3 ? 5000 : 1_000_000 });
    const running = runWorkers({ queue, workers: 2, work, onError: () => undefined });
    queue.add('a');
    await clock.advance(60_000);
    expect(at).toEqual([0, 5000, 10_000]);
    await queue.shutDown();
    await running;
  });
});
