/** Proof that a pivot wrote nothing: neither the operator in the source, nor the pivot's own user in either cluster. */
import { expect } from 'vitest';
import { type AuditEntry, storesNothing } from '../../testbed/witness/audit-entry.ts';
import { inWords } from './audit-trail.ts';
import { operatorUser, type Stage, targetUserOf } from './stage.ts';

/** Else than saying how it is: the status of ClusterPivots, their plans in ConfigMaps of their own, and Events about them. */
function isSaying(words: string): boolean {
  return /^(update clusterpivots\/status |(create|patch) events |(create|patch) configmaps [^/]+\/[^/]+-plan$)/.test(
    words,
  );
}

/** Dry runs and reviews store nothing; everything else counts, also what was refused. */
function isWrite(entry: AuditEntry): boolean {
  return !storesNothing(entry);
}

/** Of one pivot, in the namespace that nothing else in the test uses. Also fails if it did not even write its status. */
export async function expectNothingWritten({ source, target }: Stage, namespace: string): Promise<void> {
  const user = targetUserOf(namespace);
  const [inSource, inTarget] = await Promise.all([source.audit.entries(), target.audit.entries()]);
  const own = inSource
    .filter((entry) => entry.user === operatorUser && entry.namespace === namespace && isWrite(entry))
    .map(inWords);
  expect(own.filter(isSaying)).toContain(`update clusterpivots/status ${namespace}/pivot`);
  expect(own.filter((words) => !isSaying(words))).toEqual([]);
  const asTarget = [...inSource, ...inTarget].filter((entry) => entry.user === user && isWrite(entry));
  expect(asTarget.map(inWords)).toEqual([]);
}

/** Of all pivots so far. Also fails if the audit logs saw nobody write, since then they prove nothing. */
export async function expectNothingWrittenByAny({ source, target }: Stage): Promise<void> {
  const [inSource, inTarget] = await Promise.all([source.audit.entries(), target.audit.entries()]);
  const operator = inSource.filter((entry) => entry.user === operatorUser && isWrite(entry)).map(inWords);
  expect(operator.filter((words) => !isSaying(words))).toEqual([]);
  const asTarget = [...inSource, ...inTarget].filter(
    (entry) => entry.user.startsWith(targetUserOf('')) && isWrite(entry),
  );
  expect(asTarget.map(inWords)).toEqual([]);
  expect(inTarget.filter(isWrite).map(({ user }) => user)).toContain('admin');
}
