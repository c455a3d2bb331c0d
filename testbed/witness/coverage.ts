/** Does the evidence cover the pivot? A log that was cut off would otherwise prove that nothing happened. */
import type { AuditEntry } from './audit-entry.ts';
import { changedSomething } from './audit-entry.ts';
import type { Finding } from './finding.ts';
import { indexed, key, nameOf, type Snapshot } from './snapshot.ts';

/** Objects that came into the target between the snapshots, and whose coming the target's audit log does not tell. */
export function uncovered(before: Snapshot, after: Snapshot, audit: readonly AuditEntry[]): readonly Finding[] {
  const there = indexed(before.target.objects);
  const told = new Set(
    audit
      .filter((entry) => entry.side === 'target' && changedSomething(entry))
      .map((entry) => key(entry.group, entry.resource, entry.namespace, entry.name ?? '')),
  );
  return [...indexed(after.target.objects)]
    .filter(([name]) => !there.has(name) && !told.has(name))
    .map(([, object]) => ({
      kind: 'not proven',
      subject: nameOf(object),
      evidence: ["the target's audit log does not tell how it came there"],
    }));
}
