/** What a pivot did, judged from two snapshots, both audit logs and the operators' logs. Nothing that we report of ourselves is read. */
import { type AuditEntry, inOrder } from './audit-entry.ts';
import { copierWrites, earlyDeletes } from './boundaries.ts';
import { uncovered } from './coverage.ts';
import { type Finding, type FindingKind, merged } from './finding.ts';
import { type HardwareEvidence, type HardwareSummary, hardwareFindings, summarize } from './hardware.ts';
import { liveWriters } from './live-writers.ts';
import { changedNodes, replacedMachines, unsettledMachines } from './machines.ts';
import { historyOf, type Version } from './object-history.ts';
import { compareObjects, type LeftOut } from './objects.ts';
import type { OperatorLine } from './operator-log.ts';
import { restoration } from './restored.ts';
import { hostsOf, type Snapshot } from './snapshot.ts';
import { touchesInHistory, touchesInLogs, touchesInOperationHistory } from './touches.ts';

export interface Evidence {
  /** The namespace that moved. */
  readonly namespace: string;
  /** Where the Bare Metal Operators run. */
  readonly operatorNamespace: string;
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** Of both clusters, since before `before` was taken at the latest. */
  readonly audit: readonly AuditEntry[];
  readonly logs: readonly OperatorLine[];
  /** undefined where nothing is behind the hosts. */
  readonly hardware: HardwareEvidence | undefined;
}

export interface Terms {
  /** True for a pivot by the operator, which promises a copier that only reads and no deletion before the commit. */
  readonly boundaries: boolean;
  /** Objects that no move takes along. */
  readonly stay?: readonly LeftOut[];
}

export interface Verdict {
  readonly ok: boolean;
  readonly hosts: number;
  /** Objects of before that are in the target. */
  readonly objects: number;
  /** Subjects by kind of finding; absent kinds were not found. */
  readonly counts: Readonly<Partial<Record<FindingKind, number>>>;
  readonly findings: readonly Finding[];
  readonly leftOut: readonly LeftOut[];
  /** When the last host was back in the target, milliseconds since the epoch. */
  readonly allBackAt: number | undefined;
  readonly hardware: HardwareSummary | undefined;
}

function touches(evidence: Evidence, history: readonly Version[]): readonly Finding[] {
  const { before, after, logs } = evidence;
  return [
    ...touchesInHistory(history),
    ...touchesInOperationHistory(hostsOf(before.source), {
      source: hostsOf(after.source),
      target: hostsOf(after.target),
    }),
    ...touchesInLogs(logs, history, before.takenAt),
  ];
}

function hostHistory({ namespace, before, audit }: Evidence) {
  const start = { source: hostsOf(before.source), target: hostsOf(before.target) };
  return historyOf({ group: 'metal3.io', resource: 'baremetalhosts', namespace }, start, before.takenAt, audit);
}

function operatorHistory({ operatorNamespace, before, audit }: Evidence) {
  const start = { source: before.source.operatorPods, target: before.target.operatorPods };
  const type = { group: '', resource: 'pods', namespace: operatorNamespace };
  return historyOf(type, start, before.takenAt, audit).filter(({ name }) => isOperatorPod(name));
}

/** Pods of the Deployment, by name. Ironic's are in the same namespace. */
export function isOperatorPod(name: string): boolean {
  return name.startsWith('baremetal-operator-controller-manager-');
}

/** Judges a pivot. Every finding is enough to fail it. */
export function judge(unordered: Evidence, terms: Terms): Verdict {
  const { before, after } = unordered;
  const since = unordered.audit.filter(({ completed }) => completed >= before.takenAt);
  const evidence = { ...unordered, audit: inOrder(since) };
  const { audit } = evidence;
  const inNamespace = audit.filter(({ namespace }) => namespace === evidence.namespace);
  const objects = compareObjects(before.source, after, terms.stay);
  const hosts = hostHistory(evidence);
  const { allBackAt, findings: notRestored } = restoration(before.source, after.target, hosts);
  const findings = merged([
    ...objects.findings,
    ...touches(evidence, hosts),
    ...notRestored,
    ...liveWriters(hosts, operatorHistory(evidence), after.takenAt),
    ...replacedMachines(before.source, after.target, inNamespace),
    ...unsettledMachines(before.source, after.target),
    ...changedNodes(before.target.nodes, after.target.nodes),
    ...(terms.boundaries ? [...copierWrites(audit), ...earlyDeletes(before.source, audit)] : []),
    ...uncovered(before, after, audit),
    ...(evidence.hardware === undefined ? [] : hardwareFindings(evidence.hardware, before)),
  ]);
  return {
    ok: findings.length === 0,
    hosts: hostsOf(before.source).length,
    objects: objects.moved,
    counts: count(findings),
    findings,
    leftOut: objects.leftOut,
    allBackAt,
    hardware: evidence.hardware && summarize(evidence.hardware, before.takenAt),
  };
}

function count(findings: readonly Finding[]): Readonly<Partial<Record<FindingKind, number>>> {
  const groups = Map.groupBy(findings, ({ kind }) => kind);
  return Object.fromEntries([...groups].map(([kind, group]) => [kind, group.length]));
}
