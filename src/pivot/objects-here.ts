/** What was found in the namespace that is moved; objects elsewhere take part only by what clusterctl reads of them. */
import type { KubeObject } from '../api/kube-object.ts';
import type { ClusterView } from './observation.ts';

/** Of the kinds that move, and of those that should. Empty while they are not read. */
export function objectsHere({ objects = [] }: Pick<ClusterView, 'objects'>): readonly KubeObject[] {
  return objects
    .filter(({ elsewhere, resource }) => elsewhere !== true && resource.namespaced)
    .map(({ object }) => object);
}
