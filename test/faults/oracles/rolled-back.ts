/** Are both clusters as they were before a pivot that was rolled back, and was nothing touched on the way? */
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { bareMetalHosts, clusterPivots } from '../../../src/api/resources.ts';
import { type AuditEntry, changedSomething, inOrder, quote } from '../../../testbed/witness/audit-entry.ts';
import { copierWrites, earlyDeletes } from '../../../testbed/witness/boundaries.ts';
import type { Finding } from '../../../testbed/witness/finding.ts';
import { liveWriters } from '../../../testbed/witness/live-writers.ts';
import { historyOf } from '../../../testbed/witness/object-history.ts';
import { differences } from '../../../testbed/witness/objects.ts';
import { hostsOf, machinesOf, nameOf } from '../../../testbed/witness/snapshot.ts';
import { touchesInHistory, touchesInLogs, touchesInOperationHistory } from '../../../testbed/witness/touches.ts';
import { isOperatorPod } from '../../../testbed/witness/verdict.ts';
import { unlike } from '../../e2e/unlike.ts';
import { withoutPlans } from '../../e2e/without-plans.ts';
import type { RunEvidence } from '../run/witness.ts';
import { maskedObject } from './mask.ts';

export function notRolledBack(evidence: RunEvidence): readonly string[] {
  const { before, after, around } = evidence;
  const isDeleted = !around.after.source.some(({ kind }) => kind === clusterPivots.kind);
  return [
    ...unlike(before.source, isDeleted ? after.source : withoutPlans(after.source)).map(
      (what) => `in the source ${what}`,
    ),
    ...unlike(before.target, after.target).map((what) => `in the target ${what}`),
    ...surroundingsUnlike(evidence),
    ...doneOnTheWay(evidence).map(({ kind, subject, evidence: [first = ''] }) => `${kind}: ${subject} (${first})`),
  ];
}

/** What the operator itself leaves where it works: its ClusterPivot, and a Job that failed. */
function mayStay({ kind }: KubeObject): boolean {
  return kind === 'ClusterPivot' || kind === 'Job';
}

function surroundingsUnlike({ around }: RunEvidence): readonly string[] {
  return (['source', 'target'] as const).flatMap((side) => {
    const byName = (objects: readonly KubeObject[]) =>
      new Map(objects.filter((object) => !mayStay(object)).map((object) => [nameOf(object), object]));
    const [was, is] = [byName(around.before[side]), byName(around.after[side])];
    const names = [...new Set([...was.keys(), ...is.keys()])];
    return names.flatMap((name) => {
      const [then, now] = [was.get(name), is.get(name)];
      if (then === undefined) return [`${name} is new in the ${side}`];
      if (now === undefined) return [`${name} is gone from the ${side}`];
      return differences(asked(then), asked(now)).map((path) => `${name} in the ${side} differs in ${path}`);
    });
  });
}

/** What of an object is asked for, and not found out: Deployments come to rest at their own pace. */
function asked(object: KubeObject): unknown {
  const { status: _, ...rest } = maskedObject(object);
  return rest;
}

function doneOnTheWay(unordered: RunEvidence): readonly Finding[] {
  const { before, after, logs, namespace, operatorNamespace } = unordered;
  const audit = inOrder(unordered.audit.filter(({ completed }) => completed >= before.takenAt));
  const type = { group: bareMetalHosts.group, resource: bareMetalHosts.plural, namespace };
  const start = { source: hostsOf(before.source), target: hostsOf(before.target) };
  const hosts = historyOf(type, start, before.takenAt, audit);
  const operators = historyOf(
    { group: '', resource: 'pods', namespace: operatorNamespace },
    { source: before.source.operatorPods, target: before.target.operatorPods },
    before.takenAt,
    audit,
  ).filter(({ name }) => isOperatorPod(name));
  return [
    ...touchesInHistory(hosts),
    ...touchesInOperationHistory(start.source, { source: hostsOf(after.source), target: hostsOf(after.target) }),
    ...touchesInLogs(logs, hosts, before.takenAt),
    ...liveWriters(hosts, operators, after.takenAt),
    ...copierWrites(audit),
    ...earlyDeletes(before.source, audit),
    ...newMachines(unordered, audit),
  ];
}

/** Machines that the source did not have: somebody thought that one was missing. */
function newMachines({ before }: RunEvidence, audit: readonly AuditEntry[]): readonly Finding[] {
  const known = new Set(machinesOf(before.source).map(({ metadata }) => metadata.name));
  return audit
    .filter(({ group, resource, verb }) => group === 'cluster.x-k8s.io' && resource === 'machines' && verb === 'create')
    .filter((entry) => changedSomething(entry) && !known.has(entry.name ?? ''))
    .map((entry) => ({
      kind: 'machine replaced',
      subject: `Machine ${entry.namespace}/${entry.name ?? '*'}`,
      evidence: [quote(entry, 'a new Machine')],
    }));
}
