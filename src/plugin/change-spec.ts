/** Writes fields of a ClusterPivot's spec, and nothing else of it, as long as what was looked at still holds. */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import { refOf } from '../api/kube-object.ts';
import { clusterPivots } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';

/** Who wrote, as managed fields and audit logs tell. */
export const fieldManager = 'kubectl-clusterpivot';

/** One that was deleted and made anew meanwhile is not touched (`conflict`). */
export async function changeSpec(
  client: ClusterClient,
  pivot: ClusterPivot,
  fields: Readonly<Record<string, boolean | string>>,
): Promise<void> {
  const body = { metadata: { uid: pivot.metadata.uid }, spec: fields };
  await client.patch(clusterPivots, refOf(pivot), { type: 'merge', body, fieldManager, fieldValidation: 'Strict' });
}
