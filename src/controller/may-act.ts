/** May this process still do what it decided? Asked right before each effect. */
import { refOf } from '../api/kube-object.ts';
import { clusterPivots } from '../api/resources.ts';
import { KubeError } from '../kube/errors.ts';
import type { Observation } from '../pivot/observation.ts';
import type { World } from './world.ts';

/**
 * Whoever wrote the ClusterPivot since the look may have decided otherwise: an operator that took over unnoticed, or a human.
 * Read from the API server itself. Throws an Error when another operator may lead, and a conflict when it was written.
 */
export async function assertMayAct({ source, leads }: World, { pivot }: Pick<Observation, 'pivot'>): Promise<void> {
  if (!leads()) throw new Error('another operator may lead by now');
  const now = await source.get(clusterPivots, refOf(pivot));
  const { uid, resourceVersion } = pivot.metadata;
  if (now?.metadata.uid === uid && now?.metadata.resourceVersion === resourceVersion) return;
  const name = `${pivot.metadata.namespace}/${pivot.metadata.name}`;
  throw new KubeError(`ClusterPivot ${name} was changed meanwhile`, { kind: 'conflict' });
}
