/** Are the Machines and Nodes the same ones, and running as they did? */
import type { KubeObject } from '../../src/api/kube-object.ts';
import { type AuditEntry, changedSomething, quote } from './audit-entry.ts';
import { commitTime } from './boundaries.ts';
import type { Finding } from './finding.ts';
import { type ClusterSnapshot, machinesOf, type NodeIdentity, nameOf } from './snapshot.ts';

interface MachineStatus {
  readonly phase?: string;
  readonly nodeRef?: { readonly name?: string };
}

function statusOf(machine: KubeObject): MachineStatus {
  return machine['status'] ?? {};
}

function isMachine({ group, resource, subresource }: AuditEntry): boolean {
  return group === 'cluster.x-k8s.io' && resource === 'machines' && subresource === '';
}

/**
 * Machines that came or went in either cluster. A move creates copies by name and deletes originals; a pivot that copies anew
 * deletes what it has copied before. Once it is committed the copies are the Machines.
 */
export function replacedMachines(
  before: ClusterSnapshot,
  after: ClusterSnapshot,
  audit: readonly AuditEntry[],
): readonly Finding[] {
  const committed = commitTime(audit) ?? Number.NEGATIVE_INFINITY;
  const known = new Map(machinesOf(before).map((machine) => [machine.metadata.name, machine]));
  const replaced = (subject: string, evidence: string): Finding => ({
    kind: 'machine replaced',
    subject: `Machine ${subject}`,
    evidence: [evidence],
  });
  const inLog = audit
    .filter(isMachine)
    .filter(changedSomething)
    .flatMap((entry) => {
      const subject = `${entry.namespace}/${entry.name ?? '*'}`;
      if (entry.verb === 'create' && !known.has(entry.name ?? ''))
        return [replaced(subject, quote(entry, 'a new Machine'))];
      const deleted = entry.side === 'target' && entry.verb.startsWith('delete') && entry.received > committed;
      return deleted ? [replaced(subject, quote(entry, 'the Machine was deleted'))] : [];
    });
  const fresh = machinesOf(after)
    .filter(({ metadata }) => !known.has(metadata.name))
    .map(({ metadata }) => replaced(`${metadata.namespace}/${metadata.name}`, 'it was not there before the pivot'));
  return [...inLog, ...fresh];
}

/** Machines that do not do what they did: another phase, another Node. */
export function unsettledMachines(before: ClusterSnapshot, after: ClusterSnapshot): readonly Finding[] {
  const now = new Map(machinesOf(after).map((machine) => [machine.metadata.name, machine]));
  return machinesOf(before).flatMap((was) => {
    const is = now.get(was.metadata.name);
    if (is === undefined) return [];
    const [then, current] = [statusOf(was), statusOf(is)];
    const evidence = [
      ...(then.phase === current.phase ? [] : [`its phase is ${current.phase ?? 'empty'} instead of ${then.phase}`]),
      ...(then.nodeRef?.name === current.nodeRef?.name
        ? []
        : [`its Node is ${current.nodeRef?.name ?? 'missing'} instead of ${then.nodeRef?.name ?? 'none'}`]),
    ];
    return evidence.length === 0 ? [] : [{ kind: 'changed', subject: nameOf(was), evidence }];
  });
}

/** A reboot changes a Node's boot ID, a new machine its UID. */
export function changedNodes(before: readonly NodeIdentity[], after: readonly NodeIdentity[]): readonly Finding[] {
  const now = new Map(after.map((node) => [node.name, node]));
  const finding = (name: string, evidence: string): Finding => ({
    kind: 'node changed',
    subject: `Node ${name}`,
    evidence: [evidence],
  });
  return before.flatMap((was) => {
    const is = now.get(was.name);
    if (is === undefined) return [finding(was.name, 'it is gone')];
    if (is.uid !== was.uid) return [finding(was.name, `it is another Node: UID ${is.uid} instead of ${was.uid}`)];
    return is.bootId === was.bootId
      ? []
      : [finding(was.name, `it was rebooted: boot ID ${is.bootId} instead of ${was.bootId}`)];
  });
}
