/** Did the operator keep to the limits that make a pivot safe: a copier that only reads, no deletion before the commit? */
import { groupOf } from '../../src/api/kube-object.ts';
import { type AuditEntry, changedSomething, clockTime, quote } from './audit-entry.ts';
import type { Finding } from './finding.ts';
import { type ClusterSnapshot, key, nameOf } from './snapshot.ts';

/** User name of the account that `clusterctl move` reads the source with. */
const copyAccount = 'system:serviceaccount:clusterpivot-system:clusterpivot-copy';

/** What clusterctl pauses. */
const writable = new Set(['clusters.cluster.x-k8s.io', 'clusterclasses.cluster.x-k8s.io']);

/** Writes of the copier to anything else in the source. Refused ones are no writes. */
export function copierWrites(audit: readonly AuditEntry[]): readonly Finding[] {
  return audit
    .filter((entry) => entry.side === 'source' && entry.user === copyAccount && changedSomething(entry))
    .filter(({ resource, group }) => !writable.has(`${resource}.${group}`))
    .map((entry) => ({
      kind: 'written by the copier',
      subject: `${entry.resource} ${entry.namespace}/${entry.name ?? '*'}`,
      evidence: [quote(entry, 'the copier wrote')],
    }));
}

/** When the commit was recorded: the first stored status of a ClusterPivot that names it. undefined: never. `audit` is in order. */
export function commitTime(audit: readonly AuditEntry[]): number | undefined {
  return audit.find((entry) => {
    if (entry.side !== 'source' || entry.resource !== 'clusterpivots' || !changedSomething(entry)) return false;
    const status = entry.object?.['status'] as { journal?: { committedTime?: string } } | undefined;
    return status?.journal?.committedTime !== undefined;
  })?.completed;
}

/** Deletions of objects of before in the source that were asked for before the commit was recorded. */
export function earlyDeletes(before: ClusterSnapshot, audit: readonly AuditEntry[]): readonly Finding[] {
  const committed = commitTime(audit);
  const moving = new Map(
    before.objects.map(({ resource, object }) => [
      key(groupOf(object.apiVersion), resource, object.metadata.namespace ?? '', object.metadata.name),
      nameOf(object),
    ]),
  );
  const ofWholeType = (entry: AuditEntry): string | undefined => {
    const start = key(entry.group, entry.resource, entry.namespace, '');
    return [...moving].find(([name]) => name.startsWith(start))?.[1];
  };
  return audit
    .filter((entry) => entry.side === 'source' && entry.verb.startsWith('delete') && changedSomething(entry))
    .filter((entry) => committed === undefined || entry.received < committed)
    .flatMap((entry) => {
      const subject =
        entry.name === undefined || entry.verb === 'deletecollection'
          ? ofWholeType(entry)
          : moving.get(key(entry.group, entry.resource, entry.namespace, entry.name));
      if (subject === undefined) return [];
      const when = committed === undefined ? 'without a commit' : `committed at ${clockTime(committed)}`;
      return [{ kind: 'deleted before the commit', subject, evidence: [quote(entry, `deleted, ${when}`)] }];
    });
}
