/** What does clusterctl send to the target for an object, once everything is paused? */

import type { KubeObject } from '../api/kube-object.ts';
import { hostPausedAnnotation, hostPausedByCapm3, hostPausedByPivot, hostStatusAnnotation } from '../api/marks.ts';
import { isClaimed, statusToSave } from './hosts.ts';

/**
 * clusterctl 1.14, cluster/mover.go: createTargetObject: without what the source's API server gave it, and without
 * status. Owners are left out, whose copies have no UID yet; hosts are as they travel, paused and with their status as an
 * annotation; Clusters are paused.
 */
export function asCreated(object: KubeObject): KubeObject {
  const { status: _, metadata, ...rest } = object;
  const { name, namespace, labels, finalizers } = metadata;
  const annotations = object.kind === 'BareMetalHost' ? travelling(object) : metadata.annotations;
  return {
    ...rest,
    ...(object.kind === 'Cluster' ? { spec: { ...(object['spec'] as object | undefined), paused: true } } : {}),
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
    },
  };
}

/** The Bare Metal Operator's webhook reads the status in the annotation (baremetalhost_validation.go: validateStatusAnnotation). */
function travelling(host: KubeObject): Readonly<Record<string, string>> {
  return {
    ...host.metadata.annotations,
    [hostPausedAnnotation]: isClaimed(host) ? hostPausedByCapm3 : hostPausedByPivot,
    [hostStatusAnnotation]: statusToSave(host),
  };
}
