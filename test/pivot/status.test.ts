/** What do people and kstatus read from a decision: phase, conditions, times of phases, progress? */
import { describe, expect, it } from 'vitest';
import type { PivotStatus } from '../../src/api/clusterpivot.ts';
import { statusSchema } from '../../src/api/clusterpivot.ts';
import type { Condition } from '../../src/api/conditions.ts';
import type { Journal } from '../../src/api/journal.ts';
import { phases } from '../../src/api/phases.ts';
import { type Decision, decide } from '../../src/pivot/decide.ts';
import type { Observation } from '../../src/pivot/observation.ts';
import { met, stall, violation, wait } from '../../src/pivot/result.ts';
import { applyFacts, statusAfter } from '../../src/pivot/status.ts';
import {
  at,
  copies,
  host,
  inventoryOf,
  now,
  observation,
  ownedObjects,
  pivot,
  started,
  steadyHosts,
  targetView,
  view,
} from './given.ts';

const ended: Journal = {
  ...started,
  inventory: { secrets: ['s'], hash: 'h', objects: 19 },
  releasedTime: at(-400),
  committedTime: at(-300),
  activatedTime: at(-200),
};
const complete: Journal = { ...ended, completedTime: at(0) };
const hosts = { total: 4, ready: 4 };
const waiting = wait(violation('HostNotSteady', 'waiting for a host'));
const quiescing: Decision = { phase: 'Quiescing', result: waiting };
const back = { startedTime: at(-9), cause: 'it took too long' };

const conditions = (status: PivotStatus) =>
  Object.fromEntries((status.conditions ?? []).map((it) => [it.type, it])) as Record<string, Condition>;
const after = (decision: Decision, journal: Journal = started, status: Partial<PivotStatus> = {}) =>
  statusAfter(observation({ pivot: pivot({ journal, status }) }), decision, {});
const brief = ({ status, reason, message }: Condition) => [status, reason, message];

describe('conditions', () => {
  it('say of each phase whether its goal held, holds not, or was not looked at', () => {
    const of = conditions(after(quiescing));
    expect(brief(of['TargetPrepared'] as Condition)).toEqual([
      'True',
      'Met',
      'the target has the providers, a working Bare Metal Operator, the namespace and a defined Ironic that does not run',
    ]);
    expect(brief(of['HostsSteady'] as Condition)).toEqual(['False', 'HostNotSteady', 'waiting for a host']);
    expect(brief(of['EndpointHandedOver'] as Condition)).toEqual(['Unknown', 'WaitingForEarlierPhase', '']);
  });

  const summaries: Readonly<Record<string, readonly [Decision, Journal, ...(readonly [string, string])[]]>> = {
    'a wait: it goes on by itself': [
      quiescing,
      started,
      ['Ready', 'False HostNotSteady'],
      ['Reconciling', 'True HostNotSteady'],
      ['Stalled', 'False Met'],
      ['SourceDisposable', 'False InProgress'],
    ],
    'a stall: only a human helps': [
      { phase: 'Preflight', result: stall(violation('TargetNotEmpty', 'delete it')) },
      {},
      ['Ready', 'False TargetNotEmpty'],
      ['Reconciling', 'False TargetNotEmpty'],
      ['Stalled', 'True TargetNotEmpty'],
    ],
    'a plan that is wanted only: nothing more happens': [
      { phase: 'AwaitingApproval', result: wait(violation('PlanOnly', 'see the plan')) },
      {},
      ['Ready', 'False PlanOnly'],
      ['Reconciling', 'False PlanOnly'],
      ['Stalled', 'False Met'],
    ],
    'a suspension: nothing more happens': [
      { phase: 'Quiescing', result: wait(violation('Suspended', 'held')) },
      started,
      ['Reconciling', 'False Suspended'],
      ['HostsSteady', 'False Suspended'],
    ],
    'the last steps: not complete yet': [
      { phase: 'Completed', result: wait(violation('InProgress', 'writing the report')) },
      ended,
      ['Ready', 'False InProgress'],
      ['Soaked', 'True Met'],
      ['SourceDisposable', 'False InProgress'],
    ],
    'completion: the source may go': [
      { phase: 'Completed', result: met },
      complete,
      ['Ready', 'True PivotCompleted'],
      ['Reconciling', 'False Met'],
      ['Stalled', 'False Met'],
      ['Soaked', 'True Met'],
      ['SourceDisposable', 'True PivotCompleted'],
    ],
    'cleaning up after completion: nothing is taken back': [
      { phase: 'Completed', result: wait(violation('InProgress', 'cleaning up')) },
      complete,
      ['Ready', 'True PivotCompleted'],
      ['Reconciling', 'False Met'],
      ['SourceDisposable', 'True PivotCompleted'],
    ],
    'a rollback: what held does not any more': [
      { phase: 'RollingBack', result: wait(violation('IronicNotStopped', 'a Pod')) },
      { ...started, rollback: back },
      ['Ready', 'False IronicNotStopped'],
      ['Reconciling', 'True IronicNotStopped'],
      ['RolledBack', 'False RollingBack'],
      ['HostsSteady', 'False RollingBack'],
    ],
    'the end of a rollback: only a human goes on': [
      { phase: 'RolledBack', result: met },
      { ...started, rollback: { ...back, finishedTime: at(0) } },
      ['Ready', 'False RolledBack'],
      ['Reconciling', 'False RolledBack'],
      ['Stalled', 'True RolledBack'],
      ['RolledBack', 'True RolledBack'],
      ['PreflightPassed', 'False RolledBack'],
      ['SourceDisposable', 'False InProgress'],
    ],
  };

  it.each(Object.entries(summaries))('sum up %s', (_, [decision, journal, ...expected]) => {
    const of = conditions(after(decision, journal, { hosts }));
    for (const [type, said] of expected) expect(`${of[type]?.status} ${of[type]?.reason}`, type).toBe(said);
  });

  it('change their time only with their status', () => {
    const earlier = observation({ now: now - 50_000, pivot: pivot({ journal: started }) });
    const first = statusAfter(earlier, { phase: 'Preparing', result: waiting }, {});
    const of = conditions(after(quiescing, started, first));
    expect(of['TargetPrepared']?.lastTransitionTime).toBe(at(0));
    expect(of['HostsSteady']?.lastTransitionTime).toBe(at(0));
    expect(of['PreflightPassed']?.lastTransitionTime).toBe(at(-50));
    expect(of['Reconciling']?.lastTransitionTime).toBe(at(-50));
  });

  it('answer the generation that was looked at', () => {
    const status = after(quiescing);
    expect(new Set((status.conditions ?? []).map((it) => it.observedGeneration))).toEqual(new Set([3]));
    expect(status.observedGeneration).toBe(3);
  });

  it('never say of a pivot that ended otherwise that the source may go', () => {
    const gone = after({ phase: 'Preflight', result: met }, {});
    expect(JSON.stringify([gone.message, gone.conditions])).not.toContain('may be deleted');
    expect(gone.message).toBe(
      'both clusters, their providers, the Cluster, its Machines and hosts are fit for a pivot; nothing is written',
    );
  });
});

describe('the message', () => {
  const messages: Readonly<Record<string, readonly [Decision, Journal, string]>> = {
    'what a wait is for': [quiescing, started, 'waiting for a host'],
    'what has moved': [
      { phase: 'Completed', result: met },
      complete,
      '19 objects and 4 hosts moved; the source cluster may be deleted',
    ],
    'why it was rolled back': [
      { phase: 'RolledBack', result: met },
      { ...started, rollback: back },
      'rolled back (it took too long); the source is as before, and nothing of it is in the target',
    ],
  };

  it.each(Object.entries(messages))('tells %s', (_, [decision, journal, message]) => {
    expect(after(decision, journal, { hosts }).message).toBe(message);
  });

  it('and all conditions fit into status, whatever an API server says', () => {
    const loud = violation('TargetUnreachable', 'x'.repeat(100_000));
    expect(() => statusSchema.parse(after({ phase: 'Preflight', result: wait(loud) }))).not.toThrow();
  });
});

describe('times of phases', () => {
  const times = (name: string, start: number, end?: number) => ({
    name,
    startTime: at(start),
    ...(end === undefined ? {} : { endTime: at(end) }),
  });
  const next = (decision: Decision, ...before: ReturnType<typeof times>[]) =>
    after(decision, started, { phases: before }).phases;

  it('begin with the first', () => expect(next(quiescing)).toEqual([times('Quiescing', 0)]));

  it('go on while a phase lasts', () => {
    expect(next(quiescing, times('Quiescing', -9))).toEqual([times('Quiescing', -9)]);
  });

  it('end where the next begins', () => {
    expect(next(quiescing, times('Preflight', -20, -10), times('Preparing', -10))).toEqual([
      times('Preflight', -20, -10),
      times('Preparing', -10, 0),
      times('Quiescing', 0),
    ]);
  });

  it('of a phase that is entered again leave what was used of its budget used, and no more', () => {
    const before = [times('Preparing', -5000, -4900), times('Quiescing', -4900, -10), times('HandingOver', -10)];
    expect(next({ phase: 'Preparing', result: waiting }, ...before)).toEqual([times('Preparing', -100)]);
  });

  it.each(['Completed', 'RolledBack'] as const)('end with %s, and stay', (phase) => {
    const end = next({ phase, result: met }, times('Soaking', -10));
    expect(end).toEqual([times('Soaking', -10, 0), times(phase, 0, 0)]);
    expect(next({ phase, result: met }, times(phase, -9, -9))).toEqual([times(phase, -9, -9)]);
  });
});

describe('numbers', () => {
  const inventory = inventoryOf(ownedObjects());
  const half = targetView(copies(ownedObjects().slice(0, 7)));
  const numbers: Readonly<Record<string, readonly [Observation, Decision, object]>> = {
    'come from the plan first': [
      observation(),
      { phase: 'Preflight', result: waiting },
      { hosts, plan: expect.objectContaining({ objects: 19 }) },
    ],
    'count hosts that are steady before the commit': [
      observation({ source: view(ownedObjects([host('m-0', { state: 'inspecting' }), ...steadyHosts().slice(1)])) }),
      quiescing,
      { hosts: { total: 4, ready: 3 } },
    ],
    'count copies': [
      observation({ journal: { ...started, releasedTime: at(0) }, inventory, target: half }),
      { phase: 'Copying', result: waiting },
      { progress: { planned: 19, copied: 7, deleted: 0, percent: 50 } },
    ],
    'count originals that are gone, and hosts that are back': [
      observation({
        journal: ended,
        inventory,
        source: view(ownedObjects().slice(0, 5)),
        target: targetView(copies(ownedObjects())),
      }),
      { phase: 'Committing', result: waiting },
      { progress: { planned: 19, copied: 19, deleted: 14, percent: 70 }, hosts: { total: 4, ready: 0 } },
    ],
    'keep what is not read any more': [
      observation({
        pivot: pivot({
          journal: complete,
          status: { hosts, progress: { planned: 19, copied: 19, deleted: 19, percent: 90 } },
        }),
        source: view([], { objects: undefined }),
        target: undefined,
        inventory,
      }),
      { phase: 'Completed', result: met },
      { hosts, progress: { planned: 19, copied: 19, deleted: 19, percent: 100 } },
    ],
  };

  it.each(Object.entries(numbers))('%s', (_, [observed, decision, expected]) => {
    expect(statusAfter(observed, decision, {})).toMatchObject(expected);
  });
});

describe('the journal', () => {
  it('takes facts, and forgets what is null', () => {
    expect(applyFacts({ steadySince: 'a', startedTime: 'b' }, { steadySince: null, targetUid: 'c' })).toEqual({
      startedTime: 'b',
      targetUid: 'c',
    });
  });

  it('has no plan once the pivot has begun but the one that was carried out', () => {
    const plan = { hash: 'approved', objects: 1, kinds: [], hosts: [], steps: [] };
    expect(after(quiescing, started, { plan }).plan).toBe(plan);
  });
});

describe('every phase', () => {
  it.each(phases)('%s has a status that the API server takes', (phase) => {
    const status = after({ phase, result: waiting }, ended, { hosts });
    expect(statusSchema.parse(status)).toEqual(status);
    expect(new Set((status.conditions ?? []).map(({ type }) => type)).size).toBe(status.conditions?.length);
  });

  it('of a pivot that is decided on is one of them', () => {
    expect([...phases, 'RollingBack', 'RolledBack']).toContain(decide(observation()).phase);
  });
});
