/** Is a Cluster looked after in one cluster at most at any time, and in the target only once the pivot is committed? */
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { clusters } from '../../../src/api/resources.ts';
import { clockTime, inOrder, type Side } from '../../../testbed/witness/audit-entry.ts';
import { commitTime } from '../../../testbed/witness/boundaries.ts';
import { historyOf, type Version } from '../../../testbed/witness/object-history.ts';
import { nameOf } from '../../../testbed/witness/snapshot.ts';
import type { RunEvidence } from '../run/witness.ts';

function isUnpaused(object: KubeObject | undefined): boolean {
  return object !== undefined && (object['spec'] as { readonly paused?: boolean }).paused !== true;
}

function clusterVersions({ namespace, before, audit }: RunEvidence): readonly Version[] {
  const of = (side: Side) => before[side].objects.filter(({ resource }) => resource === 'clusters');
  const start = { source: of('source').map(({ object }) => object), target: of('target').map(({ object }) => object) };
  return historyOf({ group: clusters.group, resource: clusters.plural, namespace }, start, before.takenAt, audit);
}

export function clusterWriters(evidence: RunEvidence): readonly string[] {
  const committed = commitTime(inOrder(evidence.audit)) ?? Number.POSITIVE_INFINITY;
  const unpaused: Record<Side, Set<string>> = { source: new Set(), target: new Set() };
  const found: string[] = [];
  for (const { side, name, object, at } of clusterVersions(evidence)) {
    if (!isUnpaused(object)) {
      unpaused[side].delete(name);
      continue;
    }
    if (unpaused[side].has(name)) continue;
    unpaused[side].add(name);
    const what = `${object === undefined ? name : nameOf(object)} was unpaused in the ${side} at ${clockTime(at)}`;
    if (unpaused[side === 'source' ? 'target' : 'source'].has(name))
      found.push(`${what}, as it was in the other cluster`);
    if (side === 'target' && at < committed) found.push(`${what}, before the commit`);
  }
  return found;
}
