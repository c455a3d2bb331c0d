/** References that would lead nowhere in the target, word for word; and those that hurt nobody. */
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import {
  cluster,
  host,
  machine,
  machineDeployment,
  metal3Machine,
  object,
  observation,
  resourceSets,
  secret,
  spare,
  templates,
  view,
} from '../given.ts';
import { dataTemplates, inSource, machineSets, said } from './given.ts';

const prod = cluster();
const bootstrap = { apiGroup: 'bootstrap.cluster.x-k8s.io', kind: 'KubeadmConfigTemplate', name: 'workers' };
const infrastructure = { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'Metal3MachineTemplate', name: 'workers' };
const labelIt = 'label what it refers to clusterctl.cluster.x-k8s.io/move, create it, or remove the reference';
const missing = 'was not found (it does not exist, or clusterctl does not discover its kind)';

function withSpec(base: KubeObject, spec: object): KubeObject {
  return { ...base, spec: { ...(base['spec'] as object), ...spec } };
}

const deployment = (spec: object) => withSpec(machineDeployment({}, { ownedBy: [prod] }), { template: { spec } });
const withData = host('m-0', { spec: { userData: { name: 'data', namespace: 'metal3' } } });
const withImageAuth = host('m-0', { spec: { image: { url: 'oci://x', ociAuthSecretName: 'registry' } } });
const set = (replicas: number) =>
  object(
    machineSets,
    'old',
    { ownedBy: [prod] },
    { spec: { replicas, template: { spec: { infrastructureRef: infrastructure } } } },
  );

describe('ReferencesMove', () => {
  it.each([
    [
      'user data of a host that somebody made',
      [withData, secret('data')],
      'BareMetalHost metal3/m-0 refers in spec.userData to Secret metal3/data, which does not move',
    ],
    [
      "credentials of an image's registry",
      [withImageAuth, secret('registry')],
      'BareMetalHost metal3/m-0 refers in spec.image.ociAuthSecretName to Secret metal3/registry, which does not move',
    ],
    [
      'a template that nobody owns',
      [deployment({ infrastructureRef: infrastructure }), object(templates, 'workers')],
      'MachineDeployment metal3/workers refers in spec.template.spec.infrastructureRef to Metal3MachineTemplate metal3/workers, which does not move',
    ],
    [
      'a template that does not exist',
      [deployment({ bootstrap: { configRef: bootstrap } })],
      `MachineDeployment metal3/workers refers in spec.template.spec.bootstrap.configRef to KubeadmConfigTemplate metal3/workers, which ${missing}`,
    ],
    [
      'a template that Machines are still made of',
      [set(1)],
      `MachineSet metal3/old refers in spec.template.spec.infrastructureRef to Metal3MachineTemplate metal3/workers, which ${missing}`,
    ],
    [
      'a ClusterClass that does not exist',
      [cluster('other', { topology: { classRef: { name: 'metal' } } })],
      `Cluster metal3/other refers in spec.topology.classRef to ClusterClass metal3/metal, which ${missing}`,
    ],
    [
      'the infrastructure of a Machine',
      [
        withSpec(machine('m-0', {}, { ownedBy: [prod] }), {
          infrastructureRef: { ...infrastructure, kind: 'Metal3Machine', name: 'm-0' },
        }),
      ],
      `Machine metal3/m-0 refers in spec.infrastructureRef to Metal3Machine metal3/m-0, which ${missing}`,
    ],
    [
      'a pool of another provider',
      [
        object(
          dataTemplates,
          'prod',
          { ownedBy: [prod] },
          {
            spec: {
              networkData: {
                networks: { ipv4: [{ fromPoolRef: { apiGroup: 'ipam.example.com', kind: 'Pool', name: 'p' } }] },
              },
            },
          },
        ),
      ],
      `Metal3DataTemplate metal3/prod refers in spec.networkData.networks.ipv4.0.fromPoolRef to Pool metal3/p, which ${missing}`,
    ],
  ])('fails for %s', (_, objects: readonly KubeObject[], seen) => {
    const observed = inSource(prod, ...objects);
    expect(said('ReferencesMove', observed)).toEqual({
      message: `${seen}; ${labelIt}`,
      objects: [seen.split(' ').slice(0, 2).join(' ')],
    });
    expect(said('OptionalReferencesFound', observed)).toBeUndefined();
  });

  it.each([
    ['BMC credentials, which have a check of their own', [spare('a')]],
    [
      'pools, which have one, too',
      [
        object(
          dataTemplates,
          'prod',
          { ownedBy: [prod] },
          { spec: { metaData: { prefixesFromIPPool: [{ name: 'p' }] } } },
        ),
      ],
    ],
    ['data that moves', [withData, secret('data', { ownedBy: [withData] })]],
    ['data that is labelled', [withData, secret('data', { labels: { 'clusterctl.cluster.x-k8s.io/move': '' } })]],
    ['an empty name', [host('m-0', { spec: { userData: {} } })]],
  ])('passes for %s', (_, objects: readonly KubeObject[]) => {
    expect(said('ReferencesMove', inSource(prod, ...objects))).toBeUndefined();
  });

  it('passes for a cluster-scoped pool that was found, since a reference to it says no namespace', () => {
    const kind = {
      group: 'ipam.example.com',
      version: 'v1',
      plural: 'globalpools',
      kind: 'GlobalPool',
      namespaced: false,
    };
    const fromPoolRef = { apiGroup: kind.group, kind: kind.kind, name: 'p' };
    const template = object(
      dataTemplates,
      'prod',
      { ownedBy: [prod] },
      { spec: { networkData: { networks: { ipv4: [{ fromPoolRef }] } } } },
    );
    const { source } = inSource(prod, template);
    const objects = [...(source.objects ?? []), { resource: kind, object: object(kind, 'p') }];
    expect(said('ReferencesMove', observation({ source: view([], { ...source, objects }) }))).toBeUndefined();
  });
});

describe('OptionalReferencesFound', () => {
  const remedy =
    'it is missing in the source already, and needed only for a new deployment; create it, or go on without';

  it.each([
    [
      'user data of a host',
      [withData],
      `BareMetalHost metal3/m-0 refers in spec.userData to Secret metal3/data, which ${missing}`,
    ],
    [
      "credentials of an image's registry",
      [withImageAuth],
      `BareMetalHost metal3/m-0 refers in spec.image.ociAuthSecretName to Secret metal3/registry, which ${missing}`,
    ],
    [
      'network data of a Metal3Machine',
      [withSpec(metal3Machine('m-0', {}, { ownedBy: [prod] }), { networkData: { name: 'n' } })],
      `Metal3Machine metal3/m-0 refers in spec.networkData to Secret metal3/n, which ${missing}`,
    ],
    [
      'bootstrap data of a Machine',
      [withSpec(machine('m-0', {}, { ownedBy: [prod] }), { bootstrap: { dataSecretName: 'm-0-data' } })],
      `Machine metal3/m-0 refers in spec.bootstrap.dataSecretName to Secret metal3/m-0-data, which ${missing}`,
    ],
    [
      'the template of a MachineSet without Machines',
      [set(0)],
      `MachineSet metal3/old refers in spec.template.spec.infrastructureRef to Metal3MachineTemplate metal3/workers, which ${missing}`,
    ],
  ])('warns of missing %s', (_, objects: readonly KubeObject[], seen) => {
    const observed = inSource(prod, ...objects);
    expect(said('OptionalReferencesFound', observed)).toEqual({
      message: `${seen}; ${remedy}`,
      objects: [seen.split(' ').slice(0, 2).join(' ')],
    });
    expect(said('ReferencesMove', observed)).toBeUndefined();
  });

  it('warns of what a ClusterResourceSet has applied', () => {
    const applied = object(
      resourceSets,
      'cni',
      { labels: { 'clusterctl.cluster.x-k8s.io/move': '' } },
      { spec: { resources: [{ kind: 'Secret', name: 'calico' }] } },
    );
    const { source } = inSource(prod, applied);
    const crds = [
      ...(source.crds ?? []),
      { name: 'x', labels: { 'clusterctl.cluster.x-k8s.io': '' }, resource: resourceSets, servedVersions: ['v1beta2'] },
    ];
    const observed = observation({ source: view([], { ...source, crds }) });
    expect(said('OptionalReferencesFound', observed)).toEqual({
      message: `ClusterResourceSet metal3/cni refers in spec.resources.0 to Secret metal3/calico, which ${missing}; ${remedy}`,
      objects: ['ClusterResourceSet metal3/cni'],
    });
  });
});
