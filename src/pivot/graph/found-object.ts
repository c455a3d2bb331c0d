/** What is known of an object in the graph, and what it is called. */
import type { KubeObject, Resource } from '../../api/kube-object.ts';
import { groupOf } from '../../api/kube-object.ts';

export interface FoundObject {
  readonly resource: Resource;
  readonly object: KubeObject;
  /** It lies in another namespace than the one that is moved. Such objects take part by rules of their own. */
  readonly elsewhere?: true;
}

/** `Kind namespace/name`, as messages show an object. */
export function describeObject(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return `${object.kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/** Their types, each once. */
export function typesOf(found: readonly Pick<FoundObject, 'resource'>[]): readonly Resource[] {
  return [...new Map(found.map(({ resource }) => [crdNameOf(resource), resource])).values()];
}

/** `machines.cluster.x-k8s.io` */
export function crdNameOf({ plural, group }: Pick<Resource, 'plural' | 'group'>): string {
  return `${plural}.${group}`;
}

/** Names a type whatever its version. */
export function kindKey({ kind, group }: { readonly kind: string; readonly group: string }): string {
  return `${kind}.${group}`;
}

export function uidOf(object: KubeObject): string {
  return object.metadata.uid ?? '';
}

/** UIDs of the owners that the object names itself, each once. */
export function ownersOf(object: KubeObject): ReadonlySet<string> {
  return new Set((object.metadata.ownerReferences ?? []).map(({ uid }) => uid));
}

export function isKind(object: KubeObject, kind: string, group = 'cluster.x-k8s.io'): boolean {
  return object.kind === kind && groupOf(object.apiVersion) === group;
}

/** Names an object as references do: type, namespace, name. */
export function referenceKey(ref: {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
}): string {
  return `${kindKey(ref)}/${ref.namespace ?? ''}/${ref.name}`;
}

export function referenceKeyOf({ apiVersion, kind, metadata: { namespace, name } }: KubeObject): string {
  return referenceKey({ group: groupOf(apiVersion), kind, namespace, name });
}
