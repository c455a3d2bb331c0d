/** ClusterPivots as the operator leaves them at some moments of a pivot; each test says only what is different. */
import type { ClusterPivot, PivotStatus } from '../../src/api/clusterpivot.ts';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { specSchema } from '../../src/api/spec.ts';

export const now = Date.parse('2026-03-02T09:00:00Z');

/** `seconds` from now, as the API writes times. */
function at(seconds: number): string {
  return new Date(now + seconds * 1000).toISOString();
}

function condition(type: string, status: 'True' | 'False', reason: string, message: string) {
  return { type, status, reason, message, observedGeneration: 1, lastTransitionTime: at(-10) };
}

/** Ready, Reconciling and Stalled, as kstatus wants them. */
export function conditions(what: 'working' | 'stalled' | 'completed' | 'rolledBack', reason: string, message = reason) {
  const is = (it: boolean) => (it ? 'True' : 'False');
  return [
    condition('Ready', is(what === 'completed'), reason, message),
    condition('Reconciling', is(what === 'working'), reason, message),
    condition('Stalled', is(what === 'stalled'), reason, message),
    ...(what === 'rolledBack' ? [condition('RolledBack', 'True', reason, message)] : []),
  ];
}

const plan: NonNullable<PivotStatus['plan']> = {
  hash: 'c0ffee0123456789',
  objects: 204,
  kinds: [
    { kind: 'BareMetalHost', count: 14 },
    { kind: 'Machine', count: 12 },
  ],
  hosts: [
    { name: 'host-00', state: 'provisioned', claimed: true },
    { name: 'host-12', state: 'available', claimed: false },
  ],
  steps: ['label baremetalhosts.metal3.io in the source for clusterctl'],
  estimate: { pauseSeconds: 27 },
};

const checks: NonNullable<PivotStatus['checks']> = { passed: 52, pending: 0, warnings: 0, failed: 0, results: [] };

/** What a status has once there is a plan. */
export const planned = { observedGeneration: 1, plan, checks, hosts: { total: 14, ready: 14 } };

export const awaitingApproval: PivotStatus = {
  ...planned,
  phase: 'AwaitingApproval',
  message: 'no plan is approved; set spec.approvedPlan of ClusterPivot metal3/prod to c0ffee0123456789',
  conditions: conditions('working', 'PlanNotApproved'),
  phases: [
    { name: 'Preflight', startTime: at(-60), endTime: at(-53) },
    { name: 'AwaitingApproval', startTime: at(-53) },
  ],
  progress: { planned: 204, copied: 0, deleted: 0, percent: 10 },
  journal: {},
};

const waiting = '94 of 204 objects are in the target; waiting for Job cpv-dc73e694-32ed-copy-1';

export const copying: PivotStatus = {
  ...planned,
  phase: 'Copying',
  message: waiting,
  conditions: conditions('working', 'CopyJobRunning', waiting),
  phases: [
    { name: 'Preflight', startTime: at(-85), endTime: at(-78) },
    { name: 'Preparing', startTime: at(-78), endTime: at(-47) },
    { name: 'Quiescing', startTime: at(-47), endTime: at(-35) },
    { name: 'HandingOver', startTime: at(-35), endTime: at(-13) },
    { name: 'Copying', startTime: at(-13) },
  ],
  progress: { planned: 204, copied: 94, deleted: 0, percent: 50 },
  endpoint: { address: '172.22.0.2', heldBy: 'target node cp-1', since: at(-20) },
  journal: { startedTime: at(-78), releasedTime: at(-10) },
};

export const completed: PivotStatus = {
  ...copying,
  phase: 'Completed',
  message: '204 objects and 14 hosts moved; the source cluster may be deleted',
  conditions: conditions('completed', 'PivotCompleted'),
  phases: [...(copying.phases ?? []).slice(0, -1), { name: 'Copying', startTime: at(-13), endTime: at(0) }],
  progress: { planned: 204, copied: 204, deleted: 204, percent: 100 },
  journal: { startedTime: at(-78), committedTime: at(-5), activatedTime: at(-3), completedTime: at(0) },
};

/** In the target of that one: a ClusterPivot of its name, which did nothing and saw only its own first look. */
export const pivotedHere: PivotStatus = {
  observedGeneration: 1,
  phase: 'Completed',
  message: 'nothing to do: 204 objects and 14 hosts moved',
  conditions: conditions('completed', 'AlreadyPivoted', 'nothing to do: 204 objects and 14 hosts moved'),
  phases: [{ name: 'Completed', startTime: at(3600), endTime: at(3600) }],
  progress: { planned: 204, copied: 204, deleted: 204, percent: 100 },
  hosts: { total: 14, ready: 14 },
  journal: {
    startedTime: at(-78),
    committedTime: at(-5),
    completedTime: at(0),
    pivotedHere: { objects: 204, hosts: 14 },
  },
};

export const rolledBack: PivotStatus = {
  ...copying,
  phase: 'RolledBack',
  message: 'rolled back (spec.rollback is true); the source is as before, and nothing of it is in the target',
  conditions: conditions('rolledBack', 'RolledBack'),
  journal: {
    startedTime: at(-78),
    rollback: { startedTime: at(-9), cause: 'spec.rollback is true', differences: [], finishedTime: at(0) },
  },
};

/** Stalled, since nobody had asked for it. */
export const failedBack: PivotStatus = {
  ...rolledBack,
  conditions: [...conditions('stalled', 'RolledBack'), condition('RolledBack', 'True', 'RolledBack', 'RolledBack')],
};

const lacks = 'BareMetalHost metal3/host-03 is paused by metal3.io/other; waiting until nobody pauses it';

export const stalled: PivotStatus = {
  ...planned,
  phase: 'Preflight',
  message: `${lacks}\nCluster metal3/other is in the namespace, too`,
  conditions: conditions('stalled', 'OtherClusterInNamespace', lacks),
  phases: [{ name: 'Preflight', startTime: at(-5) }],
  journal: {},
};

export function pivot(status: PivotStatus, spec: object = {}): ClusterPivot {
  return {
    apiVersion: 'pivot.metal3.io/v1alpha1',
    kind: 'ClusterPivot',
    metadata: { name: 'prod', namespace: 'metal3', uid: 'uid-1', generation: 1, creationTimestamp: at(-86) },
    spec: specSchema.parse({ clusterName: 'prod', ...spec }),
    status,
  };
}

export function host(
  name: string,
  state: string,
  fields: { annotations?: Record<string, string>; errorType?: string } = {},
): KubeObject {
  const { annotations = {}, errorType } = fields;
  return {
    apiVersion: 'metal3.io/v1alpha1',
    kind: 'BareMetalHost',
    metadata: { name, namespace: 'metal3', annotations },
    status: { provisioning: { state }, ...(errorType === undefined ? {} : { errorType }) },
  };
}

const paused = { 'baremetalhost.metal3.io/paused': 'metal3.io/capm3' };

/** Twelve and two, paused in the source; in the target their copies. */
export function hostsWhileCopying(): { readonly source: KubeObject[]; readonly target: KubeObject[] } {
  const names = Array.from({ length: 14 }, (_, index) => `host-${String(index).padStart(2, '0')}`);
  const copied = { ...paused, 'baremetalhost.metal3.io/status': '{}' };
  return {
    source: names.map((name, index) => host(name, index < 12 ? 'provisioned' : 'available', { annotations: paused })),
    target: names.map((name) => host(name, '', { annotations: copied })),
  };
}
