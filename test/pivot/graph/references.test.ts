/** Which objects does an object name, and which of them would it miss in the target? */
import { describe, expect, it } from 'vitest';
import type { KubeObject, Resource } from '../../../src/api/kube-object.ts';
import { bareMetalHosts, clusters, machineDeployments, machines } from '../../../src/api/resources.ts';
import { referencesOf } from '../../../src/pivot/graph/references.ts';
import { moveSet } from '../../../src/pivot/graph.ts';
import { moveKinds } from '../../../src/pivot/move-kinds.ts';
import { cluster, clusterClasses, crds, found, host, metal3Machines, object, resourceSets, secret } from '../given.ts';

function type(group: string, kind: string): Resource {
  return { group, version: 'v1beta2', plural: `${kind.toLowerCase()}s`, kind, namespaced: true };
}

const infrastructure = 'infrastructure.cluster.x-k8s.io';
const machineRef = { apiGroup: infrastructure, kind: 'Metal3Machine', name: 'm' };
const templateRef = { apiGroup: infrastructure, kind: 'Metal3MachineTemplate', name: 't' };
const configRef = { apiGroup: 'bootstrap.cluster.x-k8s.io', kind: 'KubeadmConfig', name: 'c' };
const ofClass = { templateRef: { apiVersion: `${infrastructure}/v1beta2`, kind: 'Metal3MachineTemplate', name: 't' } };
const pool = { apiGroup: 'ipam.metal3.io', kind: 'IPPool', name: 'typed' };
const inCluster = { apiGroup: 'ipam.cluster.x-k8s.io', kind: 'InClusterIPPool', name: 'in-cluster' };

const dataTemplate = {
  metaData: {
    ipAddressesFromPool: [{ key: 'ip', ...pool }],
    prefixesFromIPPool: [{ key: 'prefix', name: 'old' }],
  },
  networkData: {
    networks: {
      ipv4: [
        {
          id: 'a',
          ipAddressFromIPPool: 'v4',
          routes: [{ gateway: { fromIPPool: 'gateway' }, services: { dnsFromIPPool: 'dns' } }],
        },
      ],
      ipv6: [{ id: 'b', fromPoolRef: inCluster }],
      ipv4DHCP: [{ id: 'c', routes: [{ gateway: { fromPoolRef: pool } }] }],
    },
    services: { dnsFromIPPool: 'all' },
  },
};

const named: Readonly<Record<string, readonly [object: KubeObject, references: readonly string[]]>> = {
  'a host': [
    object(
      bareMetalHosts,
      'm-0',
      {},
      {
        spec: {
          bmc: { credentialsName: 'bmc' },
          preprovisioningNetworkDataName: 'ramdisk',
          image: { url: 'oci://images/node', ociAuthSecretName: 'pull' },
          userData: { name: 'user', namespace: 'elsewhere' },
          networkData: { name: 'network' },
          metaData: { name: 'meta' },
        },
      },
    ),
    [
      'spec.bmc.credentialsName: Secret metal3/bmc',
      'spec.preprovisioningNetworkDataName: Secret metal3/ramdisk',
      'spec.image.ociAuthSecretName: Secret metal3/pull',
      'spec.userData: Secret elsewhere/user',
      'spec.networkData: Secret metal3/network',
      'spec.metaData: Secret metal3/meta',
    ],
  ],
  'a host without any': [
    object(bareMetalHosts, 'm-0', {}, { spec: { bmc: { credentialsName: '' }, userData: {} } }),
    [],
  ],
  'an object without a spec': [object(bareMetalHosts, 'm-0'), []],
  'a Cluster': [
    object(
      clusters,
      'prod',
      {},
      {
        spec: {
          infrastructureRef: { apiGroup: infrastructure, kind: 'Metal3Cluster', name: 'prod' },
          controlPlaneRef: { apiGroup: 'controlplane.cluster.x-k8s.io', kind: 'KubeadmControlPlane', name: 'cp' },
          topology: { classRef: { name: 'metal', namespace: 'classes' } },
        },
      },
    ),
    [
      'spec.infrastructureRef: Metal3Cluster.infrastructure.cluster.x-k8s.io metal3/prod',
      'spec.controlPlaneRef: KubeadmControlPlane.controlplane.cluster.x-k8s.io metal3/cp',
      'spec.topology.classRef: ClusterClass.cluster.x-k8s.io classes/metal',
    ],
  ],
  'a ClusterClass': [
    object(
      clusterClasses,
      'metal',
      {},
      {
        spec: { infrastructure: ofClass, workers: { machineDeployments: [{}, { bootstrap: ofClass }] } },
      },
    ),
    [
      'spec.infrastructure.templateRef: Metal3MachineTemplate.infrastructure.cluster.x-k8s.io metal3/t',
      'spec.workers.machineDeployments.1.bootstrap.templateRef: Metal3MachineTemplate.infrastructure.cluster.x-k8s.io metal3/t',
    ],
  ],
  'a Machine': [
    object(
      machines,
      'm',
      {},
      {
        spec: { infrastructureRef: machineRef, bootstrap: { configRef, dataSecretName: 'data' } },
      },
    ),
    [
      'spec.infrastructureRef: Metal3Machine.infrastructure.cluster.x-k8s.io metal3/m',
      'spec.bootstrap.configRef: KubeadmConfig.bootstrap.cluster.x-k8s.io metal3/c',
      'spec.bootstrap.dataSecretName: Secret metal3/data',
    ],
  ],
  'a MachineDeployment': [
    object(machineDeployments, 'md', {}, { spec: { template: { spec: { infrastructureRef: templateRef } } } }),
    ['spec.template.spec.infrastructureRef: Metal3MachineTemplate.infrastructure.cluster.x-k8s.io metal3/t'],
  ],
  'a MachineHealthCheck': [
    object(type('cluster.x-k8s.io', 'MachineHealthCheck'), 'mhc', {}, { spec: { remediation: ofClass } }),
    ['spec.remediation.templateRef: Metal3MachineTemplate.infrastructure.cluster.x-k8s.io metal3/t'],
  ],
  'a KubeadmControlPlane': [
    object(
      type('controlplane.cluster.x-k8s.io', 'KubeadmControlPlane'),
      'cp',
      {},
      {
        spec: { machineTemplate: { spec: { infrastructureRef: templateRef } } },
      },
    ),
    ['spec.machineTemplate.spec.infrastructureRef: Metal3MachineTemplate.infrastructure.cluster.x-k8s.io metal3/t'],
  ],
  'a ClusterResourceSet': [
    object(
      resourceSets,
      'cni',
      {},
      {
        spec: {
          resources: [
            { kind: 'ConfigMap', name: 'cni' },
            { kind: 'Secret', name: 's' },
          ],
        },
      },
    ),
    ['spec.resources.0: ConfigMap metal3/cni', 'spec.resources.1: Secret metal3/s'],
  ],
  'a Metal3Machine': [
    object(metal3Machines, 'm', {}, { spec: { userData: { name: 'user' }, dataTemplate: { name: 'data' } } }),
    [
      'spec.userData: Secret metal3/user',
      'spec.dataTemplate: Metal3DataTemplate.infrastructure.cluster.x-k8s.io metal3/data',
    ],
  ],
  'a Metal3DataTemplate': [
    object(type(infrastructure, 'Metal3DataTemplate'), 'data', {}, { spec: dataTemplate }),
    [
      'spec.networkData.networks.ipv4.0.ipAddressFromIPPool: IPPool.ipam.metal3.io metal3/v4',
      'spec.networkData.networks.ipv6.0.fromPoolRef: InClusterIPPool.ipam.cluster.x-k8s.io metal3/in-cluster',
      'spec.networkData.networks.ipv4.0.routes.0.gateway.fromIPPool: IPPool.ipam.metal3.io metal3/gateway',
      'spec.networkData.networks.ipv4.0.routes.0.services.dnsFromIPPool: IPPool.ipam.metal3.io metal3/dns',
      'spec.networkData.networks.ipv4DHCP.0.routes.0.gateway.fromPoolRef: IPPool.ipam.metal3.io metal3/typed',
      'spec.metaData.ipAddressesFromPool.0: IPPool.ipam.metal3.io metal3/typed',
      'spec.metaData.prefixesFromIPPool.0: IPPool.ipam.metal3.io metal3/old',
      'spec.networkData.services.dnsFromIPPool: IPPool.ipam.metal3.io metal3/all',
    ],
  ],
};

describe('what is named', () => {
  it.each(Object.entries(named))('by %s', (_, [object, references]) => {
    const told = referencesOf(object).map(
      ({ field, kind, group, namespace, name }) =>
        `${field}: ${kind}${group === '' ? '' : `.${group}`} ${namespace}/${name}`,
    );
    expect(told.toSorted()).toEqual(references.toSorted());
  });
});

describe('a reference dangles', () => {
  const dangling = (...objects: readonly KubeObject[]) =>
    moveSet(moveKinds(crds()), objects.map(found)).dangling.map(({ reference, exists }) => [reference.name, exists]);
  const owner = host('m-0');

  it('to what stays', () => {
    expect(dangling(owner, secret('m-0-bmc'))).toEqual([['m-0-bmc', true]]);
  });

  it('to what does not exist', () => {
    expect(dangling(owner)).toEqual([['m-0-bmc', false]]);
  });

  it('not to what moves along', () => {
    expect(dangling(owner, secret('m-0-bmc', { ownedBy: [owner] }))).toEqual([]);
  });

  it('not from what does not move', () => {
    expect(dangling(object(metal3Machines, 'm', {}, { spec: { userData: { name: 'user' } } }))).toEqual([]);
  });

  it('to a ClusterClass that is missing', () => {
    expect(dangling(cluster('prod', { topology: { classRef: { name: 'metal' } } }))).toEqual([['metal', false]]);
  });
});
