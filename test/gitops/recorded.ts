/** ClusterPivots in every state that a GitOps tool may meet, recorded from whole pivots in the modelled world. */
import type { ClusterPivot } from '../../src/api/clusterpivot.ts';
import { conditionsOf } from '../../src/api/clusterpivot.ts';
import { phases } from '../../src/api/phases.ts';
import { decide } from '../../src/pivot/decide.ts';
import { violation, wait } from '../../src/pivot/result.ts';
import { statusAfter } from '../../src/pivot/status.ts';
import { at, observation, type PivotIs, pivot } from '../pivot/given.ts';
import { inTheTarget, reported } from '../pivot/given-report.ts';
import { type Conditions, run } from '../pivot/model/run.ts';
import { World } from '../pivot/model/world.ts';

const gates = { steadySeconds: 5, holdSeconds: 5, soakSeconds: 10 };

interface Recording extends Omit<Conditions, 'before'> {
  readonly spec?: PivotIs['spec'];
  /** What somebody changes in a ClusterPivot before it is looked at. */
  readonly edit?: (pivot: ClusterPivot) => ClusterPivot;
  /** The first such pivot is kept, and ends the recording; else its end does. */
  readonly until?: (pivot: ClusterPivot) => boolean;
}

/** Every version of a ClusterPivot, in order. */
function versionsOf({ spec, edit = (it) => it, until = () => false, ...conditions }: Recording = {}): ClusterPivot[] {
  const world = new World({ spec: { gates, ...spec } });
  const versions: ClusterPivot[] = [];
  const keep = () => {
    if (world.pivot === undefined || world.pivot.status.phase === undefined) return;
    world.pivot = edit(world.pivot);
    versions.push(world.pivot);
    if (until(world.pivot)) world.pivot = undefined;
  };
  run(world, { ...conditions, before: keep });
  // What the last look came to.
  keep();
  return versions;
}

function lastOf(recording: Recording): ClusterPivot {
  const last = versionsOf(recording).at(-1);
  if (last === undefined) throw new Error('nothing was recorded');
  return last;
}

function readyReason({ status }: ClusterPivot): string | undefined {
  return conditionsOf(status).find(({ type }) => type === 'Ready')?.reason;
}

const waitsFor = (reason: string) => (it: ClusterPivot) => readyReason(it) === reason;
const isIn = (phase: string) => (it: ClusterPivot) => it.status.phase === phase;

/** As the API server stores an edit of the spec. */
function edited(before: ClusterPivot, spec: Partial<ClusterPivot['spec']>): ClusterPivot {
  const generation = (before.metadata.generation ?? 0) + 1;
  return { ...before, metadata: { ...before.metadata, generation }, spec: { ...before.spec, ...spec } };
}

/** Once the pivot is in `phase`, and only once. */
function editIn(phase: string, spec: Partial<ClusterPivot['spec']>): (pivot: ClusterPivot) => ClusterPivot {
  let done = false;
  return (before) => {
    if (done || before.status.phase !== phase) return before;
    done = true;
    return edited(before, spec);
  };
}

function deletedIn(phase: string): (pivot: ClusterPivot) => ClusterPivot {
  return (before) =>
    before.status.phase === phase ? { ...before, metadata: { ...before.metadata, deletionTimestamp: at(60) } } : before;
}

/** Of each phase that lasts in the model, what its first look says. */
function firstOfEachPhase(): Readonly<Record<string, ClusterPivot>> {
  const found: Record<string, ClusterPivot> = {};
  for (const version of versionsOf()) found[version.status.phase ?? ''] ??= version;
  const { Completed: _, ...running } = found;
  return Object.fromEntries(Object.entries(running).map(([phase, version]) => [`${phase} runs`, version]));
}

/** Of every phase, whether the model comes by it or not. */
function waitingInEachPhase(): Readonly<Record<string, ClusterPivot>> {
  const waiting = wait(violation('HostNotSteady', 'waiting for a host'));
  return Object.fromEntries(
    phases.map((phase) => [
      `${phase} waits`,
      { ...pivot(), status: statusAfter(observation(), { phase, result: waiting }, {}) },
    ]),
  );
}

const cutOffWhileCopying = Array.from({ length: 70 }, (_, look) =>
  look === 50 ? ({ kind: 'cut off', seconds: 60 } as const) : ({ kind: 'none' } as const),
);
const tooShort = { preparingSeconds: 1, quiescingSeconds: 86_400, handingOverSeconds: 900, copyingSeconds: 3600 };

const completed = lastOf({});

/** Applied once more where it ended. */
function carriedOutBefore(): ClusterPivot {
  const seen = inTheTarget();
  return { ...seen.pivot, status: statusAfter(seen, decide(seen), reported) };
}

/** By what a person would call the state. */
export const recorded: Readonly<Record<string, ClusterPivot>> = {
  // What the schema's default makes of an object without a status.
  'never seen': pivot({ metadata: { finalizers: [], generation: 1 }, status: { observedGeneration: -1 } }),
  ...waitingInEachPhase(),
  ...firstOfEachPhase(),
  'plan not approved': lastOf({ spec: { approval: 'Manual' }, until: waitsFor('PlanNotApproved') }),
  'plan only': lastOf({ spec: { mode: 'Plan' }, until: waitsFor('PlanOnly') }),
  'suspended before it began': lastOf({ spec: { suspend: true }, until: waitsFor('Suspended') }),
  'suspended under way': lastOf({ edit: editIn('Quiescing', { suspend: true }), until: waitsFor('Suspended') }),
  'rollback wanted before it began': lastOf({ spec: { rollback: true }, until: waitsFor('RollbackWanted') }),
  'stalled in Preflight': lastOf({ spec: { unclaimedHosts: 'Refuse' } }),
  'failed and held': lastOf({ spec: { onFailure: 'Hold', timeouts: tooShort } }),
  'target unreachable': lastOf({ faults: cutOffWhileCopying, until: waitsFor('TargetUnreachable') }),
  'rolling back': lastOf({ spec: { timeouts: tooShort }, until: isIn('RollingBack') }),
  'failed and rolled back': lastOf({ spec: { timeouts: tooShort } }),
  'rolled back as asked': lastOf({ edit: editIn('Quiescing', { rollback: true }) }),
  'deleted under way': lastOf({ edit: deletedIn('Copying'), until: isIn('RollingBack') }),
  completed,
  'carried out before': carriedOutBefore(),
  'completed and deleted': { ...completed, metadata: { ...completed.metadata, deletionTimestamp: at(600) } },
  'completed, edit not seen yet': edited(completed, { gates: { ...completed.spec.gates, soakSeconds: 1 } }),
};

/** Every version of pivots that came to an end in different ways. */
export const histories: readonly (readonly ClusterPivot[])[] = [
  versionsOf(),
  versionsOf({ faults: cutOffWhileCopying }),
  versionsOf({ spec: { timeouts: tooShort } }),
  versionsOf({ edit: editIn('Quiescing', { rollback: true }) }),
  versionsOf({ edit: deletedIn('Copying') }),
];
