/** Who owns what: owner references as Kubernetes' garbage collector and clusterctl's graph read them. */
import { groupOf, type KubeObject, type OwnerReference } from '../../../src/api/kube-object.ts';

export function ownerReference(owner: KubeObject, controller = false): OwnerReference {
  const { name, uid } = owner.metadata;
  if (uid === undefined) throw new Error(`${owner.kind} ${name} has no UID yet, so it cannot own anything`);
  const base = { apiVersion: owner.apiVersion, kind: owner.kind, name, uid };
  return controller ? { ...base, controller: true, blockOwnerDeletion: true } : base;
}

/** The first owner of that group and kind, whatever its API version. */
export function ownerOf(object: KubeObject, group: string, kind: string): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.kind === kind && groupOf(owner.apiVersion) === group);
}

/** The owner references with one added, or undefined when the owner is there already. */
export function withOwner(object: KubeObject, owner: OwnerReference): readonly OwnerReference[] | undefined {
  const current = object.metadata.ownerReferences ?? [];
  if (current.some((known) => known.uid === owner.uid)) return undefined;
  return [...current, owner];
}

/** The finalizers with one added, or undefined when it is there already. */
export function withFinalizer(object: KubeObject, finalizer: string): readonly string[] | undefined {
  const current = object.metadata.finalizers ?? [];
  return current.includes(finalizer) ? undefined : [...current, finalizer];
}

export function withoutFinalizer(object: KubeObject, finalizer: string): readonly string[] {
  return (object.metadata.finalizers ?? []).filter((known) => known !== finalizer);
}
