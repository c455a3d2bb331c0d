/** Which changes of a status become Events, and what each says. */
import { expect, test } from 'vitest';
import type { PivotStatus } from '../../src/api/clusterpivot.ts';
import type { Condition } from '../../src/api/conditions.ts';
import { type Announcement, announcements } from '../../src/pivot/announcements.ts';

type Said = Partial<Pick<Condition, 'reason' | 'message'>>;

function condition(type: string, status: Condition['status'], { reason = 'Met', message = '' }: Said = {}): Condition {
  return { type, status, reason, message, lastTransitionTime: '2026-01-01T00:00:00Z' };
}

/** A status in which a phase waits, or stalls. */
function blocked(phase: string, reason: string, message = `${reason}.`, stalled = false): PivotStatus {
  return {
    phase,
    message,
    conditions: [
      condition('Ready', 'False', { reason, message }),
      condition('Stalled', stalled ? 'True' : 'False', stalled ? { reason, message } : {}),
    ],
  };
}

const stalled = (phase: string, reason: string, message?: string) => blocked(phase, reason, message, true);

function withTrue(status: PivotStatus, ...types: readonly string[]): PivotStatus {
  return { ...status, conditions: [...(status.conditions ?? []), ...types.map((type) => condition(type, 'True'))] };
}

const fresh: PivotStatus = { observedGeneration: -1 };
const preparing = blocked('Preparing', 'InProgress');
const rollback = { startedTime: '2026-01-01T00:00:00Z', cause: 'Job copy failed' };
const rollingBack: PivotStatus = { ...blocked('RollingBack', 'InProgress', 'ending Job copy'), journal: { rollback } };
const withoutTarget: PivotStatus = {
  ...rollingBack,
  journal: { rollback: { ...rollback, targetGone: { time: '2026-01-01T00:10:00Z', left: ['Ironic', 'Lease a/b'] } } },
};
const undone = 'rolled back (Job copy failed); the source is as before';
const rolledBack: PivotStatus = {
  ...rollingBack,
  phase: 'RolledBack',
  message: undone,
  conditions: [
    condition('Ready', 'False', { reason: 'RolledBack', message: undone }),
    condition('RolledBack', 'True', { reason: 'RolledBack' }),
  ],
};
const remedy = `${undone}; mend the cause, then set spec.attempt to 2 to try again`;
const failedBack: PivotStatus = {
  ...rolledBack,
  conditions: [
    ...(rolledBack.conditions ?? []),
    condition('Stalled', 'True', { reason: 'RolledBack', message: remedy }),
  ],
};
const completed: PivotStatus = {
  phase: 'Completed',
  message: '41 objects and 4 hosts moved',
  conditions: [
    condition('Ready', 'True', { reason: 'PivotCompleted', message: '41 objects and 4 hosts moved' }),
    condition('SourceDisposable', 'True', { reason: 'PivotCompleted', message: 'the source may be deleted' }),
    condition('Soaked', 'True'),
  ],
};

const normal = (reason: string, action: string, note: string): Announcement => ({
  type: 'Normal',
  reason,
  action,
  note,
});
const warning = (reason: string, action: string, note: string): Announcement => ({
  type: 'Warning',
  reason,
  action,
  note,
});

const owners = [
  { kind: 'Application' as const, namespace: 'argocd', name: 'clusters', was: '{}' },
  { kind: 'HelmRelease' as const, namespace: 'metal3', name: 'hosts' },
];
const freezing: PivotStatus = { ...preparing, journal: { gitOps: { owners } } };
const frozen = { gitOps: { owners, frozenTime: '2026-01-01T00:00:00Z' } };
const ended = { ...frozen, completedTime: '2026-01-01T01:00:00Z' };
const named = 'Application argocd/clusters, HelmRelease metal3/hosts';

const cases: readonly (readonly [what: string, before: PivotStatus, after: PivotStatus, Announcement[]])[] = [
  ['a status that stays as it is', preparing, preparing, []],
  [
    'the first thing that a pivot waits for',
    fresh,
    blocked('Preflight', 'ClusterNotFound'),
    [normal('ClusterNotFound', 'Preflight', 'ClusterNotFound.')],
  ],
  [
    'what only a human can mend, as a warning',
    fresh,
    stalled('Preflight', 'TargetNotEmpty'),
    [warning('TargetNotEmpty', 'Preflight', 'TargetNotEmpty.')],
  ],
  [
    'another cause',
    blocked('Preflight', 'ClusterNotFound'),
    blocked('Preflight', 'HostNotSteady'),
    [normal('HostNotSteady', 'Preflight', 'HostNotSteady.')],
  ],
  [
    'a wait that turns out to be for a human',
    blocked('Preparing', 'WriteRefused'),
    stalled('Preparing', 'WriteRefused'),
    [warning('WriteRefused', 'Preparing', 'WriteRefused.')],
  ],
  [
    'not the same cause in other words: seconds count down in them',
    blocked('Quiescing', 'HostNotSteady', '7 s more'),
    blocked('Quiescing', 'HostNotSteady', '6 s more'),
    [],
  ],
  ['not what is done', blocked('Preflight', 'ClusterNotFound'), preparing, []],
  ['not what the pivot waits for once it acts by itself', preparing, blocked('Copying', 'CopyJobRunning'), []],
  [
    'but a stall there',
    preparing,
    stalled('Copying', 'CopyJobFailed'),
    [warning('CopyJobFailed', 'Copying', 'CopyJobFailed.')],
  ],
  [
    'GitOps owners that are frozen',
    freezing,
    { ...preparing, journal: frozen },
    [normal('GitOpsFrozen', 'Preparing', `frozen in the source: ${named}`)],
  ],
  ['not that they still are', { ...preparing, journal: frozen }, { ...preparing, journal: frozen }, []],
  [
    'whoever thaws one, in each phase',
    { ...blocked('Copying', 'CopyJobRunning'), journal: frozen },
    { ...blocked('Copying', 'ThawedAgain'), journal: frozen },
    [normal('ThawedAgain', 'Copying', 'ThawedAgain.')],
  ],
  [
    'what is left frozen at the end',
    { phase: 'Soaking', journal: frozen },
    { phase: 'Completed', journal: ended },
    [
      warning(
        'GitOpsLeftFrozen',
        'Completed',
        `left frozen in the source: ${named}. Before you resume them, take what has moved out of their repository, or point it to the target: they would create it in the source again`,
      ),
    ],
  ],
  [
    'what is thawed at the end',
    { phase: 'Soaking', journal: frozen },
    { phase: 'Completed', journal: { ...ended, gitOps: { ...frozen.gitOps, thawTime: '2026-01-01T01:00:00Z' } } },
    [normal('GitOpsThawed', 'Completed', `set in the source as before: ${named}`)],
  ],
  [
    'what a rollback thaws',
    { ...rollingBack, journal: { ...frozen, rollback } },
    { ...rollingBack, journal: { ...frozen, rollback: { ...rollback, finishedTime: '2026-01-01T01:00:00Z' } } },
    [normal('GitOpsThawed', 'RollingBack', `set in the source as before: ${named}`)],
  ],
  [
    'a target that was given up, as a warning of what that means',
    rollingBack,
    withoutTarget,
    [
      warning(
        'TargetGone',
        'RollingBack',
        'the target was given up (TargetGone in spec.acknowledge): whoever starts it again has two clusters that manage one set of hosts, so clean it before, as docs/recovery.md#a-target-that-was-given-up says. It may still have Ironic; Lease a/b',
      ),
    ],
  ],
  ['that once', withoutTarget, withoutTarget, []],
  [
    'goals that hold, in the order of the phases',
    blocked('Preflight', 'InProgress'),
    withTrue(preparing, 'PlanApproved', 'PreflightPassed'),
    [
      normal(
        'PreflightPassed',
        'Preflight',
        'both clusters, their providers, the Cluster, its Machines and hosts are fit for a pivot; nothing is written',
      ),
      normal('PlanApproved', 'AwaitingApproval', 'the plan is approved, or needs no approval (approval: Automatic)'),
    ],
  ],
  [
    'each goal once',
    withTrue(preparing, 'PreflightPassed'),
    withTrue(blocked('Quiescing', 'InProgress'), 'PreflightPassed'),
    [],
  ],
  [
    'a goal before the wait that follows it',
    blocked('Preflight', 'InProgress'),
    withTrue(blocked('AwaitingApproval', 'PlanNotApproved'), 'PreflightPassed'),
    [
      normal(
        'PreflightPassed',
        'Preflight',
        'both clusters, their providers, the Cluster, its Machines and hosts are fit for a pivot; nothing is written',
      ),
      normal('PlanNotApproved', 'AwaitingApproval', 'PlanNotApproved.'),
    ],
  ],
  ['why the way back begins', preparing, rollingBack, [warning('RollingBack', 'RollingBack', 'Job copy failed')]],
  ['not each of its steps', rollingBack, { ...blocked('RollingBack', 'HostPaused'), journal: { rollback } }, []],
  ['its end', rollingBack, rolledBack, [normal('RolledBack', 'RolledBack', undone)]],
  ['not its end again', rolledBack, rolledBack, []],
  ['its end after a failure, once', rollingBack, failedBack, [warning('RolledBack', 'RolledBack', remedy)]],
  ['that nobody wishes for a rollback any more', rolledBack, failedBack, [warning('RolledBack', 'RolledBack', undone)]],
  ['nothing when somebody does', failedBack, rolledBack, []],
  [
    'completion, last of all',
    blocked('Soaking', 'Soaking'),
    completed,
    [
      normal('Soaked', 'Soaking', 'for gates.soakSeconds no Machine, host or Node changed'),
      normal('PivotCompleted', 'Completed', '41 objects and 4 hosts moved'),
      normal('SourceDisposable', 'Completed', 'the source may be deleted'),
    ],
  ],
  ['not completion again', completed, completed, []],
];

test.each(cases)('%s', (_, before, after, told) => {
  expect(announcements(before, after)).toEqual(told);
});
