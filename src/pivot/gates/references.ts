/** Would what moves find in the target what it refers to? */
import { groupOf, type KubeObject } from '../../api/kube-object.ts';
import { moveLabel } from '../../api/marks.ts';
import { isKind, kindKey, referenceKey } from '../graph/found-object.ts';
import { type Dangling, danglingInWords } from '../graph/references.ts';
import { describeObject } from '../graph.ts';
import { sourceMoveSet } from '../move-set.ts';
import type { ClusterView, Observation } from '../observation.ts';
import { type Case, type Violation, violationOf } from '../result.ts';
import { isAddressPool, isCredential } from './needed-objects.ts';

export function referenceNotMoved(observation: Observation): Violation | undefined {
  return violationOf(
    'ReferenceNotMoved',
    dangling(observation)
      .filter((one) => !isDispensable(one))
      .map(caseOf),
    `label what it refers to ${moveLabel}, create it, or remove the reference`,
  );
}

/** What is missing in the source already, and is not read again for a host, Machine or MachineSet in its state. */
export function optionalReferenceMissing(observation: Observation): Violation | undefined {
  return violationOf(
    'ReferenceNotMoved',
    dangling(observation).filter(isDispensable).map(caseOf),
    'it is missing in the source already, and needed only for a new deployment; create it, or go on without',
  );
}

function caseOf(one: Dangling): Case {
  return { object: describeObject(one.referrer), seen: danglingInWords(one) };
}

/** But those that checks of their own judge. */
function dangling(observation: Observation): readonly Dangling[] {
  const set = sourceMoveSet(observation);
  if (set === undefined) return [];
  const judged = new Set(
    set.dangling
      .filter(({ referrer, reference }) => isCredential(referrer, reference) || isAddressPool(reference))
      .map(({ reference }) => referenceKey(reference)),
  );
  const global = globalObjects(observation.source);
  return set.dangling.filter(({ reference }) => {
    const { kind, group, name } = reference;
    return !judged.has(referenceKey(reference)) && !global.has(referenceKey({ kind, group, name }));
  });
}

/** A reference to a cluster-scoped object says no namespace, which is not that of the referrer then. */
function globalObjects({ objects = [] }: ClusterView): ReadonlySet<string> {
  return new Set(
    objects
      .filter(({ resource }) => !resource.namespaced)
      .map(({ resource: { kind, group }, object }) => referenceKey({ kind, group, name: object.metadata.name })),
  );
}

/**
 * Read for a deployment only: the Bare Metal Operator reads these Secrets while it provisions a host, CAPM3 hands their names
 * on, and Cluster API does not go back to the bootstrap of a Machine that has a Node, nor to the templates of a MachineSet
 * without Machines, or to what a ClusterResourceSet has applied.
 */
const dispensable: Readonly<Record<string, readonly string[]>> = {
  'BareMetalHost.metal3.io': ['spec.userData', 'spec.metaData', 'spec.networkData', 'spec.image.ociAuthSecretName'],
  'Metal3Machine.infrastructure.cluster.x-k8s.io': ['spec.userData', 'spec.metaData', 'spec.networkData'],
  'Machine.cluster.x-k8s.io': ['spec.bootstrap.dataSecretName', 'spec.bootstrap.configRef'],
};

function isDispensable({ referrer, reference, exists }: Dangling): boolean {
  if (exists) return false;
  if (isKind(referrer, 'MachineSet')) return replicasOf(referrer) === 0;
  if (isKind(referrer, 'ClusterResourceSet', 'addons.cluster.x-k8s.io')) return true;
  const kind = kindKey({ kind: referrer.kind, group: groupOf(referrer.apiVersion) });
  return dispensable[kind]?.includes(reference.field) ?? false;
}

function replicasOf(object: KubeObject): number | undefined {
  return (object['spec'] as { replicas?: number } | undefined)?.replicas;
}
