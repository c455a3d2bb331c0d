/**
 * Minimal CustomResourceDefinitions for the kinds of Cluster API and Metal3 that a pivot looks at. Group, version, names,
 * scope, status subresource and clusterctl labels are as upstream installs them; any field is taken.
 */
import { apiVersionOf, type KubeObject, type Resource } from '../../src/api/kube-object.ts';
import { clusterctlLabel, moveLabel } from '../../src/api/marks.ts';
import {
  bareMetalHosts,
  clusters,
  hardwareData,
  machineDeployments,
  machines,
  providers,
} from '../../src/api/resources.ts';

function resource(group: string, version: string, plural: string, kind: string): Resource {
  return { group, version, plural, kind, namespaced: true };
}

export const machineSets = resource('cluster.x-k8s.io', 'v1beta2', 'machinesets', 'MachineSet');
const machinePools = resource('cluster.x-k8s.io', 'v1beta2', 'machinepools', 'MachinePool');
export const kubeadmControlPlanes = resource(
  'controlplane.cluster.x-k8s.io',
  'v1beta2',
  'kubeadmcontrolplanes',
  'KubeadmControlPlane',
);
export const metal3Clusters = resource('infrastructure.cluster.x-k8s.io', 'v1beta2', 'metal3clusters', 'Metal3Cluster');
export const metal3Machines = resource('infrastructure.cluster.x-k8s.io', 'v1beta2', 'metal3machines', 'Metal3Machine');
export const metal3DataTemplates = resource(
  'infrastructure.cluster.x-k8s.io',
  'v1beta2',
  'metal3datatemplates',
  'Metal3DataTemplate',
);
export const ipPools = resource('ipam.metal3.io', 'v1alpha1', 'ippools', 'IPPool');
export const ipClaims = resource('ipam.metal3.io', 'v1alpha1', 'ipclaims', 'IPClaim');
export const hostFirmwareSettings = resource('metal3.io', 'v1alpha1', 'hostfirmwaresettings', 'HostFirmwareSettings');

/** clusterctl labels what it installs; the Bare Metal Operator is not installed by it, so its kinds have none. */
const labelled: readonly Resource[] = [
  clusters,
  machineDeployments,
  machineSets,
  machines,
  machinePools,
  kubeadmControlPlanes,
  metal3Clusters,
  metal3Machines,
  metal3DataTemplates,
  ipPools,
  ipClaims,
  providers,
];
const unlabelled: readonly Resource[] = [bareMetalHosts, hardwareData, hostFirmwareSettings];

export const minimalKinds: readonly Resource[] = [...labelled, ...unlabelled];

export function crdNameOf({ plural, group }: Resource): string {
  return `${plural}.${group}`;
}

function labelsOf(of: Resource): Readonly<Record<string, string>> {
  if (!labelled.includes(of)) return {};
  // As CAPM3 has it since 1.14.
  return { [clusterctlLabel]: '', ...(of === metal3DataTemplates ? { [moveLabel]: '' } : {}) };
}

export function minimalCrd(of: Resource): KubeObject {
  const { group, version, plural, kind, namespaced } = of;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: crdNameOf(of), labels: labelsOf(of) },
    spec: {
      group,
      names: { plural, kind, listKind: `${kind}List`, singular: kind.toLowerCase() },
      scope: namespaced ? 'Namespaced' : 'Cluster',
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  };
}

export function minimalCrds(): readonly KubeObject[] {
  return minimalKinds.map(minimalCrd);
}

/** An object of one of the kinds, or of any other. */
export function objectOf(
  of: Resource,
  metadata: KubeObject['metadata'],
  fields: Readonly<Record<string, unknown>> = {},
): KubeObject {
  return { apiVersion: apiVersionOf(of), kind: of.kind, metadata, ...fields };
}
