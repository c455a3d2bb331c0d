/** A pivot that is called off, and one that is tried again. */
import { describe, expect, it } from 'vitest';
import { conditionsOf, type PivotStatus } from '../../src/api/clusterpivot.ts';
import { type Journal, journalSchema } from '../../src/api/journal.ts';
import { decide } from '../../src/pivot/decide.ts';
import { jobName } from '../../src/pivot/jobs.ts';
import { act, met, record, violation, wait } from '../../src/pivot/result.ts';
import { settledStatus, statusAfter } from '../../src/pivot/status.ts';
import { at, fence, host, observation, ownedObjects, pivot, prepared, started, steadyHosts, view } from './given.ts';

const calledOff = { rollback: true };
const rolledBack: Journal = {
  ...prepared,
  initJob: 'cpv-init',
  fence,
  rollback: { startedTime: at(-90), cause: 'a test', finishedTime: at(-30) },
};
const over = (spec: object, is: object = {}) => observation({ spec, journal: rolledBack, targetPinned: false, ...is });

describe('a pivot that is called off', () => {
  it('does not begin', () => {
    expect(decide(observation({ spec: calledOff }))).toEqual({
      phase: 'AwaitingApproval',
      result: wait(
        violation('RollbackWanted', 'nothing is begun, since spec.rollback is true; set it to false to go on'),
        60,
      ),
    });
  });

  it('is undone before the commit', () => {
    for (const journal of [started, prepared, { ...prepared, fence }]) {
      expect(decide(observation({ spec: calledOff, journal }))).toEqual({
        phase: 'RollingBack',
        result: record(
          { rollback: { startedTime: at(0), cause: 'spec.rollback is true' } },
          'rolling back: spec.rollback is true',
        ),
      });
    }
  });

  it('goes on after the commit, and says so', () => {
    const observed = observation({ spec: calledOff, journal: { ...prepared, fence, committedTime: at(-10) } });
    const decision = decide(observed);
    expect(decision.phase).not.toBe('RollingBack');
    const told = conditionsOf(statusAfter(observed, decision, {})).find(({ type }) => type === 'RolledBack');
    expect([told?.status, told?.reason, told?.message]).toEqual([
      'False',
      'AlreadyCommitted',
      `spec.rollback is not heeded: the pivot was committed at ${at(-10)} and only goes forward`,
    ]);
  });
});

describe('a pivot that was rolled back', () => {
  it('stays so', () => {
    expect(decide(over({}))).toEqual({ phase: 'RolledBack', result: met });
    expect(decide(over({ attempt: 2, rollback: true }))).toEqual({ phase: 'RolledBack', result: met });
    expect(decide(over({ attempt: 1 })).result).toEqual(met);
  });

  it('begins again once attempts are raised, and nothing is left to tidy up', () => {
    expect(decide(over({ attempt: 2 }, { targetPinned: true })).result).toEqual(
      act([{ kind: 'cleanUp' }], 'cleaning up'),
    );
    const { result } = decide(over({ attempt: 2 }));
    expect(result).toMatchObject({ kind: 'record', facts: { attempt: 2, startedTime: null, fence: null } });
  });

  it('forgets everything but the number of its attempt', () => {
    const observed = over({ attempt: 3 });
    const decision = decide(observed);
    const status = statusAfter(observed, decision, decision.result.kind === 'record' ? decision.result.facts : {});
    expect(journalSchema.parse(status.journal)).toEqual({ attempt: 3 });
    expect(status.phases).toHaveLength(1);
    expect(conditionsOf(status).map(({ type }) => type)).not.toContain('RolledBack');
    expect(stalledIn(status)).toEqual(['False', 'Met', '']);
  });

  it('does not take the Jobs of an earlier attempt for its own, which stay for their log', () => {
    const names = [1, 2].map((attempt) => jobName(pivot({ journal: { attempt } }), 'copy', 1));
    expect(names).toEqual(['cpv-0a1b2c3d-4e5f-copy-1', 'cpv-0a1b2c3d-4e5f-again-2-copy-1']);
  });
});

describe('a pivot that was rolled back is stalled', () => {
  const undone = 'rolled back (a test); the source is as before, and nothing of it is in the target';
  const stalled = ['True', 'RolledBack', `${undone}; mend the cause, then set spec.attempt to 2 to try again`];
  const not = ['False', 'Met', ''];
  const settled = (spec: object, is: Parameters<typeof observation>[0] = {}) => {
    const observed = over(spec, is);
    return statusAfter(observed, decide(observed), {});
  };

  it('after a failure, until another attempt begins', () => {
    expect(stalledIn(settled({}))).toEqual(stalled);
    const third = { ...rolledBack, attempt: 2 };
    expect(stalledIn(settled({ attempt: 2 }, { journal: third }))[2]).toMatch(/set spec.attempt to 3 to try again$/);
  });

  it('not by what was asked for', () => {
    expect(stalledIn(settled(calledOff))).toEqual(not);
    expect(stalledIn(settled({}, { metadata: { deletionTimestamp: at(-1) } }))).toEqual(not);
  });

  it('with a message that fits, whatever failed', () => {
    const rollback = { startedTime: at(-9), cause: 'x'.repeat(32_000), finishedTime: at(0) };
    const [, , message = ''] = stalledIn(settled({}, { journal: { ...rolledBack, rollback } }));
    expect(message).toHaveLength(32_000);
    expect(message).toMatch(/; mend the cause, then set spec.attempt to 2 to try again$/);
  });

  it('by its spec as it is now, and everything else stays as it was', () => {
    const before = settled({});
    const later = at(60);
    const edited = (spec: object, status: PivotStatus, generation = 4) =>
      settledStatus(pivot({ spec, journal: rolledBack, status, metadata: { generation } }), Date.parse(later));
    const wished = edited(calledOff, before);
    expect(stalledIn(wished)).toEqual(not);
    expect(stalledIn(edited({}, wished, 5))).toEqual(stalled);
    const untouched = (status: PivotStatus) => conditionsOf(status).filter(({ type }) => type !== 'Stalled');
    expect(untouched(wished)).toEqual(untouched(before).map((it) => ({ ...it, observedGeneration: 4 })));
    expect(conditionsOf(wished).find(({ type }) => type === 'Stalled')?.lastTransitionTime).toBe(later);
    expect(edited(calledOff, before, 3)).toEqual({ ...before, journal: rolledBack });
  });
});

function stalledIn(status: PivotStatus): readonly (string | undefined)[] {
  const found = conditionsOf(status).find(({ type }) => type === 'Stalled');
  return [found?.status, found?.reason, found?.message];
}

describe('a budget', () => {
  const unsteady = { source: view(ownedObjects([host('m-0', { state: 'inspecting' }), ...steadyHosts().slice(1)])) };
  const after = (progressed: number) =>
    observation({
      ...unsteady,
      pivot: pivot({
        journal: prepared,
        spec: { timeouts: { quiescingSeconds: 100 } },
        status: {
          phase: 'Quiescing',
          phases: [{ name: 'Quiescing', startTime: at(-500) }],
          progress: { planned: 9, copied: 4, deleted: 0, percent: 30, lastTime: at(-progressed) },
        },
      }),
    });

  it('runs from when something was done last', () => {
    expect(decide(after(100)).result.kind).toBe('wait');
    expect(decide(after(101)).phase).toBe('RollingBack');
  });
});
