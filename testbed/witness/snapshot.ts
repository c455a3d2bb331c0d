/** What two clusters hold at a moment, as far as a pivot concerns it. */
import { groupOf, type KubeObject } from '../../src/api/kube-object.ts';
import type { Side } from './audit-entry.ts';

export interface Held {
  /** Plural name of the type. */
  readonly resource: string;
  readonly object: KubeObject;
}

export interface NodeIdentity {
  readonly name: string;
  readonly uid: string;
  /** Changes with every boot of the machine. */
  readonly bootId: string;
}

export interface ClusterSnapshot {
  /** All objects of Cluster API and Metal3, Secrets and ConfigMaps of the namespace. */
  readonly objects: readonly Held[];
  readonly nodes: readonly NodeIdentity[];
  /** Pods of the Bare Metal Operator. */
  readonly operatorPods: readonly KubeObject[];
}

export interface Snapshot extends Readonly<Record<Side, ClusterSnapshot>> {
  /** Milliseconds since the epoch. */
  readonly takenAt: number;
}

/** Cluster API's and Metal3's own groups; `pivot.metal3.io` is ours and does not move. */
export function isMovedGroup(group: string): boolean {
  return (
    group === 'cluster.x-k8s.io' ||
    group.endsWith('.cluster.x-k8s.io') ||
    group === 'metal3.io' ||
    group === 'ipam.metal3.io'
  );
}

/** Names an object across clusters; its version does not matter, since two clusters may prefer different ones. */
export function keyOf({ resource, object }: Held): string {
  return key(groupOf(object.apiVersion), resource, object.metadata.namespace ?? '', object.metadata.name);
}

export function key(group: string, resource: string, namespace: string, name: string): string {
  return `${resource}.${group}/${namespace}/${name}`;
}

/** `BareMetalHost metal3/host-00`. */
export function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
}

export function indexed(objects: readonly Held[]): ReadonlyMap<string, KubeObject> {
  return new Map(objects.map((held) => [keyOf(held), held.object]));
}

export function hostsOf({ objects }: ClusterSnapshot): readonly KubeObject[] {
  return objects.filter(({ resource }) => resource === 'baremetalhosts').map(({ object }) => object);
}

export function machinesOf({ objects }: ClusterSnapshot): readonly KubeObject[] {
  return objects
    .filter(({ resource, object }) => resource === 'machines' && groupOf(object.apiVersion) === 'cluster.x-k8s.io')
    .map(({ object }) => object);
}
