/** Which objects have to be reconciled when something happens to one of them. */
import { groupOf, type KubeObject, type ObjectRef } from '../../src/api/kube-object.ts';
import { type BareMetalHost, provisioningState } from './bare-metal-host.ts';
import type { IpAddress, IpClaim } from './decide/address-allocation.ts';
import type { DataClaim, MachineData } from './decide/machine-data.ts';
import { hostAnnotation } from './marks.ts';
import type { Machine } from './metal3-machine.ts';

export type ReconciledKind = 'Metal3Cluster' | 'Metal3Machine' | 'Metal3DataTemplate' | 'Metal3Data' | 'IPPool';

export const reconciledKinds: readonly ReconciledKind[] = [
  'Metal3Cluster',
  'Metal3Machine',
  'Metal3DataTemplate',
  'Metal3Data',
  'IPPool',
];

export interface Target extends Required<ObjectRef> {
  readonly kind: ReconciledKind;
}

/** What has been seen of each kind, to find the dependents of an object. */
export type Known = (kind: ReconciledKind) => readonly KubeObject[];

function named(kind: ReconciledKind, namespace: string | undefined, name: string | undefined): readonly Target[] {
  return namespace === undefined || name === undefined ? [] : [{ kind, namespace, name }];
}

function itself(kind: ReconciledKind, object: KubeObject): readonly Target[] {
  return named(kind, object.metadata.namespace, object.metadata.name);
}

function hostTargets(host: BareMetalHost, known: Known): readonly Target[] {
  const consumer = host.spec?.consumerRef;
  if (consumer !== undefined) return named('Metal3Machine', consumer.namespace, consumer.name);
  if (provisioningState(host) !== 'available') return [];
  return known('Metal3Machine')
    .filter((machine) => machine.metadata.namespace === host.metadata.namespace)
    .filter((machine) => machine.metadata.annotations?.[hostAnnotation] === undefined)
    .flatMap((machine) => itself('Metal3Machine', machine));
}

/** Everything in the namespace: a Cluster event is passed on only when it changes what may be reconciled. */
function clusterTargets(cluster: KubeObject, known: Known): readonly Target[] {
  return reconciledKinds.flatMap((kind) =>
    known(kind)
      .filter((object) => object.metadata.namespace === cluster.metadata.namespace)
      .flatMap((object) => itself(kind, object)),
  );
}

function dataOfMachine(namespace: string | undefined, machine: string, known: Known): readonly Target[] {
  return (known('Metal3Data') as readonly MachineData[])
    .filter((data) => data.metadata.namespace === namespace && data.spec?.claim?.name === machine)
    .flatMap((data) => itself('Metal3Data', data));
}

function ownersOf(object: KubeObject, kind: ReconciledKind): readonly Target[] {
  const owner = object.metadata.ownerReferences?.find((reference) => reference.kind === kind);
  return named(kind, object.metadata.namespace, owner?.name);
}

/** The objects to reconcile after an event of this object. */
export function targetsOf(object: KubeObject, known: Known): readonly Target[] {
  const { namespace, name } = object.metadata;
  switch (object.kind) {
    case 'Cluster':
      return clusterTargets(object, known);
    case 'Machine': {
      const infra = (object as Machine).spec?.infrastructureRef;
      return infra?.kind === 'Metal3Machine' ? named('Metal3Machine', namespace, infra.name) : [];
    }
    case 'BareMetalHost':
      return hostTargets(object, known);
    case 'Metal3Machine':
      return [...itself('Metal3Machine', object), ...dataOfMachine(namespace, name, known)];
    case 'Metal3DataClaim':
      return [
        ...named('Metal3DataTemplate', namespace, (object as DataClaim).spec?.template?.name),
        ...ownersOf(object, 'Metal3Machine'),
      ];
    case 'Metal3Data': {
      const { claim, template } = (object as MachineData).spec ?? {};
      return [
        ...itself('Metal3Data', object),
        ...named('Metal3DataTemplate', namespace, template?.name),
        ...named('Metal3Machine', namespace, claim?.name),
      ];
    }
    case 'IPClaim':
      return [...named('IPPool', namespace, (object as IpClaim).spec?.pool?.name), ...ownersOf(object, 'Metal3Data')];
    case 'IPAddress':
      return groupOf(object.apiVersion) === 'ipam.metal3.io'
        ? named('IPPool', namespace, (object as IpAddress).spec?.pool?.name)
        : [];
    case 'Metal3Cluster':
    case 'Metal3DataTemplate':
    case 'IPPool':
      return itself(object.kind, object);
    default:
      return [];
  }
}

/** What of a Cluster matters to the stand-in; an event that leaves it equal is not passed on. */
export function clusterSignature(cluster: KubeObject): string {
  const { spec, status } = cluster as { spec?: { paused?: boolean }; status?: { initialization?: object } };
  return JSON.stringify([
    cluster.metadata.uid,
    spec?.paused,
    cluster.metadata.annotations?.['cluster.x-k8s.io/paused'],
    status?.initialization,
  ]);
}
