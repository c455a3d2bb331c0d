/** The checks of objects by name, and worlds with kinds that only they look at. */
import { groupOf, type KubeObject, type Resource } from '../../../src/api/kube-object.ts';
import { clusterctlLabel, moveLabel } from '../../../src/api/marks.ts';
import type { Answer } from '../../../src/pivot/checks/check.ts';
import { objectChecks } from '../../../src/pivot/checks/objects.ts';
import type { FoundObject } from '../../../src/pivot/graph.ts';
import type { Observation } from '../../../src/pivot/observation.ts';
import { cluster, crd, crds, found, observation, view } from '../given.ts';

function type(group: string, plural: string, kind: string): Resource {
  return { group, version: 'v1beta2', plural, kind, namespaced: true };
}

const infrastructure = 'infrastructure.cluster.x-k8s.io';
export const kubeadmControlPlanes = type(
  'controlplane.cluster.x-k8s.io',
  'kubeadmcontrolplanes',
  'KubeadmControlPlane',
);
export const hostedControlPlanes = type('controlplane.cluster.x-k8s.io', 'hostedcontrolplanes', 'HostedControlPlane');
export const machineSets = type('cluster.x-k8s.io', 'machinesets', 'MachineSet');
export const machinePools = type('cluster.x-k8s.io', 'machinepools', 'MachinePool');
export const dataTemplates = type(infrastructure, 'metal3datatemplates', 'Metal3DataTemplate');
export const ipPools = type('ipam.metal3.io', 'ippools', 'IPPool');
export const ipClaims = type('ipam.metal3.io', 'ipclaims', 'IPClaim');
export const ipAddressClaims = type('ipam.cluster.x-k8s.io', 'ipaddressclaims', 'IPAddressClaim');
/** Of no provider: clusterctl does not discover it. */
export const vaults = type('example.com', 'vaults', 'Vault');

const kinds = [
  kubeadmControlPlanes,
  hostedControlPlanes,
  machineSets,
  machinePools,
  dataTemplates,
  ipPools,
  ipClaims,
  ipAddressClaims,
];

function foundHere(object: KubeObject): FoundObject {
  const resource = [...kinds, vaults].find(
    ({ kind, group }) => kind === object.kind && group === groupOf(object.apiVersion),
  );
  return resource === undefined ? found(object) : { resource, object };
}

/** A source that holds these objects. */
export function inSource(...objects: readonly KubeObject[]): Observation {
  const ofKind = (kind: string) => objects.filter((candidate) => candidate.kind === kind);
  const labels = (kind: Resource) => (kind === dataTemplates ? [clusterctlLabel, moveLabel] : [clusterctlLabel]);
  return observation({
    source: view([], {
      clusters: ofKind('Cluster'),
      machines: ofKind('Machine'),
      machineDeployments: ofKind('MachineDeployment'),
      hosts: ofKind('BareMetalHost'),
      objects: objects.map(foundHere),
      crds: [...crds(), ...kinds.map((kind) => crd(kind, labels(kind)))],
    }),
  });
}

export const nothing: Observation = observation({ source: view([], { objects: undefined, crds: undefined }) });

export function ask(name: string, observed: Observation): Answer {
  const check = objectChecks.find((candidate) => candidate.name === name);
  if (check === undefined) throw new Error(`there is no check ${name}`);
  return check.ask(observed);
}

/** A failed check; the first case is in the message. */
export interface Said {
  readonly message: string;
  readonly objects: readonly string[];
}

/** What it said; its reason is in the table of reasons. */
export function said(name: string, observed: Observation): Said | undefined {
  const answer = ask(name, observed);
  if (answer === undefined) return undefined;
  if ('pending' in answer) throw new Error(`check ${name} has no answer: ${answer.pending}`);
  return { message: answer.message, objects: answer.objects ?? [] };
}

export function healthyCluster(conditions: readonly object[] = [], spec = {}): KubeObject {
  const prod = cluster('prod', spec);
  const { conditions: known = [], ...status } = prod['status'] as { conditions?: readonly object[] };
  return { ...prod, status: { ...status, conditions: [...known, ...conditions] } };
}
