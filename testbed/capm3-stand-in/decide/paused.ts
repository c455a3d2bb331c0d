/** Whether an object may be reconciled: Cluster API's pause is honoured for everything that belongs to a Cluster. */
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { capiPausedAnnotation } from '../../../src/api/marks.ts';
import type { Cluster } from '../metal3-machine.ts';

export function isAnnotatedPaused(object: KubeObject): boolean {
  return object.metadata.annotations?.[capiPausedAnnotation] !== undefined;
}

/** A Cluster is paused by its spec or by the annotation; an object by its Cluster or by its own annotation. */
export function isPaused(cluster: Cluster | undefined, object: KubeObject): boolean {
  if (isAnnotatedPaused(object)) return true;
  return cluster !== undefined && (cluster.spec?.paused === true || isAnnotatedPaused(cluster));
}
