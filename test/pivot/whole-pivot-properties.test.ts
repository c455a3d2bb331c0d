/** Whatever crashes, gets lost or takes long: a pivot comes to its end, and never does what no pivot may do. */
import * as fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { conditionsOf, type PivotStatus } from '../../src/api/clusterpivot.ts';
import type { PivotSpec } from '../../src/api/spec.ts';
import { isOff } from '../../src/pivot/gitops/switch.ts';
import type { PivotIs } from './given.ts';
import { type Conditions, type Fault, type Run, run, settle } from './model/run.ts';
import { everything, sourceState, World } from './model/world.ts';

vi.setConfig({ testTimeout: 60_000 });

const gates = { steadySeconds: 5, holdSeconds: 5, soakSeconds: 10 };
/** In each of these worlds a GitOps tool would undo what the pivot does, and create again what has moved. */
const gitOps = { freeze: [{ kind: 'Application', namespace: 'argocd', name: 'clusters' }] };

function given(spec: PivotIs['spec'] = {}): World {
  return new World({ spec: { gates, gitOps, ...spec } });
}

const nothing: fc.Arbitrary<Fault> = fc.constant({ kind: 'none' });
const crash: fc.Arbitrary<Fault> = fc.nat(25).map((after) => ({ kind: 'crash', after }));
const lostWrite: fc.Arbitrary<Fault> = fc.constant({ kind: 'lost write' });
const cutOff: fc.Arbitrary<Fault> = fc.integer({ min: 1, max: 20 }).map((seconds) => ({ kind: 'cut off', seconds }));

const second = fc.integer({ min: -100_000, max: 100_000 });
const clockJump: fc.Arbitrary<Fault> = second.map((seconds) => ({ kind: 'clock jump', seconds, unseen: false }));

const faults = fc.array(
  fc.oneof(
    { arbitrary: nothing, weight: 12 },
    { arbitrary: crash, weight: 4 },
    { arbitrary: lostWrite, weight: 3 },
    { arbitrary: cutOff, weight: 1 },
    { arbitrary: clockJump, weight: 1 },
  ),
  { minLength: 40, maxLength: 160, size: 'max' },
);
const delays = fc.array(fc.nat(15), { minLength: 1, maxLength: 40, size: 'max' });
const trouble = fc.record({ faults, delays });
const anyLook = fc.nat(140);

/** What is wrong with a run, or undefined. A promise that is broken on the way throws. */
type Verdict = string | undefined;

function counterexample(property: (conditions: Conditions, look: number) => Verdict, numRuns = 80): string | undefined {
  const result = fc.check(
    fc.property(trouble, anyLook, (conditions, look) => {
      const verdict = property(conditions, look);
      if (verdict !== undefined) throw new Error(verdict);
    }),
    { numRuns },
  );
  const why = result.errorInstance instanceof Error ? result.errorInstance.message : '';
  return result.failed ? `${why}\n${fc.defaultReportMessage(result)}` : undefined;
}

/** kstatus: at most one of Ready, Reconciling and Stalled, and never an earlier end of what has ended. */
function dishonest(status: PivotStatus, before: PivotStatus): Verdict {
  const isTrue = (of: PivotStatus, type: string) =>
    conditionsOf(of).some((it) => it.type === type && it.status === 'True');
  const summary = ['Ready', 'Reconciling', 'Stalled'].filter((type) => isTrue(status, type));
  if (summary.length > 1) return `${summary.join(' and ')} are True in ${status.phase}`;
  if (isTrue(before, 'Ready') && !isTrue(status, 'Ready')) return 'Ready was taken back';
  if (isTrue(status, 'SourceDisposable') && status.journal?.completedTime === undefined) return 'disposable too early';
  return undefined;
}

/** Judges every status on the way. */
function watched(conditions: Conditions): Conditions {
  let before: PivotStatus = {};
  return {
    ...conditions,
    before: (world, look) => {
      conditions.before?.(world, look);
      const status = world.pivot?.status ?? before;
      const verdict = dishonest(status, before);
      if (verdict !== undefined) throw new Error(verdict);
      before = status;
    },
  };
}

function notCompleted(world: World, { end, looks }: Run): Verdict {
  const last = looks.at(-1)?.decision;
  if (world.pivot !== undefined && (end !== 'over' || world.pivot.status.phase !== 'Completed')) {
    return `${end} in ${last?.phase}: ${JSON.stringify(last?.result)}`;
  }
  const missing = everything.filter((name) => !world.target.objects.has(name));
  if (missing.length > 0) return `the target lacks ${missing.join(', ')}`;
  if (world.source.objects.size > 0) return `the source still has ${[...world.source.objects.keys()].join(', ')}`;
  const left = [...world.target.objects.values()].find((object) =>
    Object.keys(object.metadata.annotations ?? {}).some((name) => /paused|block-move|baremetalhost/.test(name)),
  );
  if (left !== undefined) return `${left.metadata.name} carries ${JSON.stringify(left.metadata.annotations)}`;
  if (!world.reported) return 'there is no report';
  const thawed = world.source.owners.find((owner) => !isOff(owner));
  if (thawed !== undefined) return `Application ${thawed.metadata.name} is not frozen any more`;
  // Failed ones stay for their log.
  const ended = [...world.jobs.values()].every((job) => job.failure !== undefined);
  return world.pinned || world.inventories.size > 0 || !ended ? 'something of ours is left' : undefined;
}

function notAsBefore(world: World, before: unknown): Verdict {
  settle(world);
  const now = JSON.stringify(sourceState(world));
  if (now !== JSON.stringify(before)) return `the source is not as before: ${now}`;
  if (world.target.objects.size > 0) return `the target has ${[...world.target.objects.keys()].join(', ')}`;
  if (world.target.namespaceExists) return 'the namespace in the target is left';
  if (world.target.deployments.ironic.replicas > 0) return "the target's Ironic runs";
  // The other CRDs are of providers, which stay installed.
  const ours = world.target.crds.filter(({ resource }) => resource.group === 'metal3.io');
  const labelled = ours.flatMap(({ labels }) => Object.keys(labels));
  if (labelled.length !== 1) return `labels are left in the target: ${labelled.join(', ')}`;
  return world.pinned || world.inventories.size > 0 ? 'something of ours is left' : undefined;
}

it('a pivot is completed, whatever crashes and gets lost', () => {
  const failure = counterexample((conditions) => {
    const world = given();
    return notCompleted(world, run(world, watched(conditions)));
  });
  expect(failure).toBeUndefined();
});

const deletionTimestamp = '2026-03-02T09:00:00Z';

/** The API server keeps a deleted object only as long as it has finalizers. */
function deleted({ pivot }: World): World['pivot'] {
  if (pivot === undefined || pivot.metadata.finalizers?.length === 0) return undefined;
  return { ...pivot, metadata: { ...pivot.metadata, deletionTimestamp } };
}

it('a pivot that is deleted before the commit is undone and let go, whatever crashes and gets lost', () => {
  const failure = counterexample((conditions, moment) => {
    const world = given();
    const before = sourceState(world);
    // As long as the moment does not come, or comes after the commit, the pivot goes on.
    let inTime = false;
    const deleteIt = (_: World, look: number) => {
      if (look !== moment) return;
      inTime = !world.committed;
      world.pivot = deleted(world);
    };
    const outcome = run(world, watched({ ...conditions, before: deleteIt }));
    if (!inTime) return notCompleted(world, outcome);
    return outcome.end === 'gone' ? notAsBefore(world, before) : `it is kept: ${outcome.end}`;
  });
  expect(failure).toBeUndefined();
});

it('a pivot that is deleted after the commit is completed and let go, whatever crashes and gets lost', () => {
  const failure = counterexample((conditions, moment) => {
    const world = given();
    let sinceCommit = 0;
    const deleteIt = () => {
      if (world.committed) sinceCommit += 1;
      if (sinceCommit === 1 + (moment % 12)) world.pivot = deleted(world);
    };
    const outcome = run(world, watched({ ...conditions, before: deleteIt }));
    return outcome.end === 'gone' ? notCompleted(world, outcome) : `it is kept: ${outcome.end}`;
  });
  expect(failure).toBeUndefined();
});

/** A copy that fails: clusterctl gives up at the moment that was drawn. */
function failing(moment: number): (world: World, look: number) => void {
  return ({ jobs }, look) => {
    for (const job of jobs.values()) {
      if (job.what !== 'copy' || look < 30 + (moment % 30) || job.stage === 'ended') continue;
      job.stage = 'ended';
      job.failure = 'something is wrong';
    }
  };
}

it('a copy that fails is undone, whatever else crashes and gets lost', () => {
  const failure = counterexample((conditions, moment) => {
    const world = given();
    const before = sourceState(world);
    const { end } = run(world, watched({ ...conditions, before: failing(moment) }));
    const { phase } = world.pivot?.status ?? {};
    // It may have failed with everything copied, which is no failure.
    if (phase === 'Completed') return undefined;
    return end === 'over' && phase === 'RolledBack' ? notAsBefore(world, before) : `${end} in ${phase}`;
  });
  expect(failure).toBeUndefined();
});

it('a copy that fails is held if that is wanted, and nothing more happens', () => {
  const failure = counterexample((conditions, moment) => {
    const world = given({ onFailure: 'Hold' });
    const { end } = run(world, watched({ ...conditions, before: failing(moment) }));
    if (world.pivot?.status.phase === 'Completed') return undefined;
    if (end !== 'stalled') return `${end} in ${world.pivot?.status.phase}`;
    settle(world);
    const before = JSON.stringify([sourceState(world), [...world.target.objects]]);
    run(world);
    settle(world);
    const after = JSON.stringify([sourceState(world), [...world.target.objects]]);
    return before === after ? undefined : 'something was changed';
  }, 40);
  expect(failure).toBeUndefined();
});

it('a target that cannot be reached now and then only delays', () => {
  const failure = counterexample((conditions) => {
    const world = given();
    const cutOffs = (conditions.faults ?? []).map(
      (fault): Fault => (fault.kind === 'none' ? fault : { kind: 'cut off', seconds: 3 }),
    );
    const outcome = run(world, watched({ ...conditions, faults: cutOffs }));
    const backwards = outcome.looks.find(({ decision }) => decision.phase === 'RollingBack');
    return backwards === undefined ? notCompleted(world, outcome) : 'it was rolled back';
  }, 40);
  expect(failure).toBeUndefined();
});

/** Somebody deletes the Job, or its node goes away for good. */
function losingJobs(moments: readonly number[]): (world: World, look: number) => void {
  return ({ jobs }, look) => {
    if (!moments.includes(look)) return;
    for (const job of jobs.values()) if (job.what === 'copy') jobs.delete(job.name);
  };
}

it('a copy whose Job is lost is made again, whatever else crashes and gets lost', () => {
  const failure = counterexample((conditions, moment) => {
    const world = given();
    const outcome = run(world, watched({ ...conditions, before: losingJobs([moment, moment + 9]) }));
    return notCompleted(world, outcome);
  });
  expect(failure).toBeUndefined();
});

function asking(world: World, spec: Partial<PivotSpec>): void {
  if (world.pivot !== undefined) world.pivot = { ...world.pivot, spec: { ...world.pivot.spec, ...spec } };
}

it('a pivot that is called off is undone, and completed in another attempt, whatever crashes and gets lost', () => {
  const failure = counterexample((conditions, moment) => {
    const world = given();
    const before = sourceState(world);
    let inTime = false;
    const callOff = (_: World, look: number) => {
      if (look !== moment) return;
      inTime = !world.committed;
      asking(world, { rollback: true });
    };
    const outcome = run(world, watched({ ...conditions, before: callOff }));
    if (!inTime) return notCompleted(world, outcome);
    const { phase, journal } = world.pivot?.status ?? {};
    // Called off before it began, it only waits.
    if (journal?.startedTime !== undefined || phase === 'RolledBack') {
      if (outcome.end !== 'over' || phase !== 'RolledBack') return `${outcome.end} in ${phase}`;
      const verdict = notAsBefore(world, before);
      if (verdict !== undefined) return verdict;
    }
    asking(world, { rollback: false, attempt: 2 });
    return notCompleted(world, run(world));
  });
  expect(failure).toBeUndefined();
});

it('a pivot whose target is gone for good is undone in the source once a human says so, whatever crashes and gets lost', () => {
  const failure = counterexample((conditions, moment) => {
    const world = given();
    const before = sourceState(world);
    let inTime = false;
    const loseTarget = (_: World, look: number) => {
      if (look !== moment) return;
      inTime = !world.committed && world.pivot?.status.journal?.startedTime !== undefined;
      if (!inTime) return;
      world.loseTarget();
      asking(world, { rollback: true, acknowledge: ['TargetGone'] });
    };
    const { end } = run(world, watched({ ...conditions, before: loseTarget }));
    if (!inTime) return undefined;
    const { phase, journal } = world.pivot?.status ?? {};
    if (end !== 'over' || phase !== 'RolledBack') return `${end} in ${phase}`;
    if (journal?.rollback?.targetGone === undefined) return 'it is not told what is left in the target';
    settle(world);
    const now = JSON.stringify(sourceState(world));
    if (now !== JSON.stringify(before)) return `the source is not as before: ${now}`;
    return world.pinned || world.claims.has('source') || world.inventories.size > 0 ? 'something is left' : undefined;
  });
  expect(failure).toBeUndefined();
});

it('a target that answers again is cleaned up, too, whatever a human said of it meanwhile', () => {
  const failure = counterexample((conditions, moment) => {
    const world = given();
    const before = sourceState(world);
    let inTime = false;
    const callOff = (_: World, look: number) => {
      if (look !== moment) return;
      inTime = !world.committed && world.pivot?.status.journal?.startedTime !== undefined;
      if (inTime) asking(world, { rollback: true, acknowledge: ['TargetGone'] });
    };
    const { end } = run(world, watched({ ...conditions, before: callOff }));
    if (!inTime) return undefined;
    const { phase } = world.pivot?.status ?? {};
    return end === 'over' && phase === 'RolledBack' ? notAsBefore(world, before) : `${end} in ${phase}`;
  }, 40);
  expect(failure).toBeUndefined();
});
