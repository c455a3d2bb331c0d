/** A cluster's snapshot without plans: a plan lies beside its ClusterPivot and goes with it, as its status does. */
import { clusterPivots } from '../../src/api/resources.ts';
import type { ClusterSnapshot, Held } from '../../testbed/witness/snapshot.ts';

export function withoutPlans(snapshot: ClusterSnapshot): ClusterSnapshot {
  const isPlan = ({ object: { metadata } }: Held) =>
    (metadata.ownerReferences ?? []).some(({ kind }) => kind === clusterPivots.kind);
  return { ...snapshot, objects: snapshot.objects.filter((held) => !isPlan(held)) };
}
