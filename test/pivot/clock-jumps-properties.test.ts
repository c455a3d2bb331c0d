/** However the clock jumps, a pivot takes as long as it takes: no window is cut short, none is drawn out, no budget is used up. */
import * as fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import type { Journal } from '../../src/api/journal.ts';
import { type Conditions, type Fault, type Run, run } from './model/run.ts';
import { World } from './model/world.ts';

vi.setConfig({ testTimeout: 60_000 });

const gates = { steadySeconds: 5, holdSeconds: 7, soakSeconds: 12 };
/** Of whole pivots. */
const numRuns = 30;
const nothing: Fault = { kind: 'none' };
const anyJump = fc.integer({ min: -100_000, max: 100_000 });
const backwards = fc.integer({ min: -100_000, max: -1 });

/** Jumps before some of the looks. */
function jumps(seconds: fc.Arbitrary<number>, unseen: boolean): fc.Arbitrary<readonly Fault[]> {
  const jump = seconds.map((drawn): Fault => ({ kind: 'clock jump', seconds: drawn, unseen }));
  return fc.array(fc.oneof({ arbitrary: fc.constant(nothing), weight: 9 }, { arbitrary: jump, weight: 1 }), {
    minLength: 60,
    maxLength: 120,
    size: 'max',
  });
}

function countOf(faults: readonly Fault[]): number {
  return faults.filter(({ kind }) => kind === 'clock jump').length;
}

/** How long each window really was, in seconds: from the fact that begins it to the one that it lets through. */
function watchWindows(): Required<Pick<Conditions, 'before'>> & { readonly windows: ReadonlyMap<string, number> } {
  const windows = new Map<string, number>();
  const begun = new Map<string, number>();
  const rows: readonly (readonly [gate: string, from: keyof Journal, to: keyof Journal])[] = [
    ['steadySeconds', 'steadySince', 'fence'],
    ['holdSeconds', 'endpointReadySince', 'copy'],
    ['soakSeconds', 'activatedTime', 'completedTime'],
  ];
  const before = ({ now, pivot }: World) => {
    const { journal = {} } = pivot?.status ?? {};
    for (const [gate, from, to] of rows) {
      if (journal[from] === undefined) begun.delete(gate);
      else if (!begun.has(gate)) begun.set(gate, now);
      if (journal[to] !== undefined && !windows.has(gate)) windows.set(gate, (now - (begun.get(gate) ?? now)) / 1000);
    }
  };
  return { before, windows };
}

/** A run looks on until nothing more can go wrong. */
function endOf({ looks }: Run): number {
  const last = looks.find(({ decision }) => decision.phase === 'Completed' && decision.result.kind === 'met');
  return last?.at ?? Number.POSITIVE_INFINITY;
}

/** Each of three windows ends when it is looked at next, which is up to five seconds later. */
const pauses = 15;
const undisturbed = endOf(run(new World({ spec: { gates } })));

it('no window is cut short, whatever clock jumps are seen', () => {
  fc.assert(
    fc.property(jumps(anyJump, false), (faults) => {
      const world = new World({ spec: { gates } });
      const { before, windows } = watchWindows();
      expect(run(world, { faults, before }).end).toBe('over');
      expect(world.pivot?.status.phase).toBe('Completed');
      for (const [gate, seconds] of Object.entries(gates)) expect(windows.get(gate)).toBeGreaterThanOrEqual(seconds);
    }),
    { numRuns },
  );
});

it('a pivot ends no later for clock jumps that are seen than the looks take that move its times along', () => {
  fc.assert(
    fc.property(jumps(anyJump, false), (faults) => {
      const took = endOf(run(new World({ spec: { gates } }), { faults }));
      expect(took).toBeLessThanOrEqual(undisturbed + pauses + 2 * countOf(faults));
    }),
    { numRuns },
  );
});

it('a clock that is behind what another process has recorded begins a window anew, at most', () => {
  fc.assert(
    fc.property(jumps(backwards, true), (faults) => {
      const took = endOf(run(new World({ spec: { gates } }), { faults }));
      expect(took).toBeLessThanOrEqual(undisturbed + pauses + (2 + gates.soakSeconds) * countOf(faults));
    }),
    { numRuns },
  );
});

it('the budget of a phase that waits for good ends when it really ends', () => {
  const timeouts = { quiescingSeconds: 50 };
  fc.assert(
    fc.property(jumps(anyJump, false), (faults) => {
      // Suspended pivots have no budget; one whose hosts never settle does.
      const world = new World({ spec: { gates: { ...gates, steadySeconds: 3600 }, timeouts } });
      const { looks } = run(world, { faults });
      const entered = looks.find(({ decision }) => decision.phase === 'Quiescing')?.at ?? 0;
      const left = looks.find(({ decision }) => decision.phase === 'RollingBack')?.at ?? 0;
      const spent = left - entered;
      expect(spent).toBeGreaterThan(timeouts.quiescingSeconds);
      // The wait between two looks is five seconds at most.
      expect(spent).toBeLessThanOrEqual(timeouts.quiescingSeconds + 6 + 2 * countOf(faults));
    }),
    { numRuns },
  );
});
