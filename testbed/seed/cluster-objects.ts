/** The Cluster, its control plane machine and its workers, as a user of Cluster API would write them. */
import type { KubeObject } from '../../src/api/kube-object.ts';
import { clusterNameLabel } from '../../src/api/marks.ts';
import { clusters, machineDeployments, machines, secrets } from '../../src/api/resources.ts';
import { ownerReference } from '../capm3-stand-in/decide/ownership.ts';
import { controlPlaneLabel } from '../capm3-stand-in/marks.ts';
import {
  ipPools,
  kubeadmConfigs,
  kubeadmConfigTemplates,
  metal3Clusters,
  metal3DataTemplates,
  metal3Machines,
  metal3MachineTemplates,
} from '../capm3-stand-in/resources.ts';
import { type Seedling, seedling } from './host-objects.ts';
import { controlPlaneName, type SeedPlan, workersName } from './plan.ts';

/** What is known of the workload cluster, which is there already. */
export interface WorkloadCluster {
  readonly endpoint: { readonly host: string; readonly port: number };
  /** PEM. */
  readonly caCertificate: string;
  /** Works from Pods of both clusters; with CA data, since Cluster API refuses to skip verification in its own cluster. */
  readonly kubeconfig: string;
  /** `v1.36.3`. */
  readonly version: string;
}

const pool = 'provisioning';
const image = {
  url: 'http://172.22.0.1/images/node.raw',
  checksum: 'c'.repeat(64),
  checksumType: 'sha256',
  format: 'raw',
};

function to(apiGroup: string, kind: string, name: string): object {
  return { apiGroup, kind, name };
}

const bootstrapGroup = 'bootstrap.cluster.x-k8s.io';
const infrastructureGroup = 'infrastructure.cluster.x-k8s.io';

export function clusterObjects(plan: SeedPlan, workload: WorkloadCluster): readonly Seedling[] {
  const { clusterName, namespace } = plan;
  const { endpoint } = workload;
  return [
    seedling(metal3Clusters, {
      name: clusterName,
      namespace,
      fields: { spec: { controlPlaneEndpoint: endpoint, cloudProviderEnabled: false } },
    }),
    seedling(clusters, {
      name: clusterName,
      namespace,
      fields: {
        spec: {
          controlPlaneEndpoint: endpoint,
          clusterNetwork: { pods: { cidrBlocks: ['192.168.0.0/18'] }, services: { cidrBlocks: ['10.96.0.0/12'] } },
          infrastructureRef: to(infrastructureGroup, 'Metal3Cluster', clusterName),
        },
      },
    }),
    seedling(ipPools, {
      name: pool,
      namespace,
      fields: {
        spec: {
          clusterName,
          namePrefix: `${clusterName}-${pool}`,
          pools: [{ start: '172.22.0.100', end: '172.22.15.254', prefix: 20, gateway: '172.22.0.1' }],
        },
      },
    }),
    seedling(metal3DataTemplates, { name: clusterName, namespace, fields: { spec: dataTemplate(clusterName) } }),
  ];
}

function dataTemplate(clusterName: string): object {
  return {
    clusterName,
    metaData: {
      objectNames: [
        { key: 'name', object: 'machine' },
        { key: 'local-hostname', object: 'machine' },
      ],
      ipAddressesFromIPPool: [{ key: 'provisioningIP', name: pool }],
      prefixesFromIPPool: [{ key: 'provisioningCIDR', name: pool }],
    },
    networkData: {
      links: { ethernets: [{ type: 'phy', id: 'eth0', macAddress: { fromHostInterface: 'nic-1' } }] },
      networks: { ipv4: [{ id: pool, link: 'eth0', ipAddressFromIPPool: pool }] },
    },
  };
}

function clusterSecret(plan: SeedPlan, purpose: string, data: Readonly<Record<string, string>>): Seedling {
  const { clusterName, namespace } = plan;
  return seedling(secrets, {
    name: `${clusterName}-${purpose}`,
    namespace,
    labels: { [clusterNameLabel]: clusterName },
    fields: { type: 'cluster.x-k8s.io/secret', stringData: data },
  });
}

/** Owned by its Cluster, as Cluster API itself makes it. */
export function kubeconfigSecret(plan: SeedPlan, workload: WorkloadCluster, cluster: KubeObject): Seedling {
  const made = clusterSecret(plan, 'kubeconfig', { value: workload.kubeconfig });
  const metadata = { ...made.object.metadata, ownerReferences: [ownerReference(cluster)] };
  return { ...made, object: { ...made.object, metadata } };
}

/** A CA that the user brought along: found by its name, owned by nobody. Cluster API wants a key beside it and never uses it here. */
export function caSecret(plan: SeedPlan, workload: WorkloadCluster, anyKey: string): Seedling {
  return clusterSecret(plan, 'ca', { 'tls.crt': workload.caCertificate, 'tls.key': anyKey });
}

function metal3MachineSpec(plan: SeedPlan): object {
  return { image, automatedCleaningMode: 'metadata', dataTemplate: { name: plan.clusterName } };
}

export function controlPlaneObjects(plan: SeedPlan, workload: WorkloadCluster): readonly Seedling[] {
  const { clusterName, namespace } = plan;
  const name = controlPlaneName(plan);
  const labels = { [clusterNameLabel]: clusterName, [controlPlaneLabel]: '' };
  return [
    seedling(kubeadmConfigs, {
      name,
      namespace,
      labels,
      fields: { spec: { initConfiguration: { nodeRegistration: { name: '{{ ds.meta_data.name }}' } } } },
    }),
    seedling(metal3Machines, { name, namespace, labels, fields: { spec: metal3MachineSpec(plan) } }),
    seedling(machines, {
      name,
      namespace,
      labels,
      fields: {
        spec: {
          clusterName,
          version: workload.version,
          bootstrap: { configRef: to(bootstrapGroup, 'KubeadmConfig', name) },
          infrastructureRef: to(infrastructureGroup, 'Metal3Machine', name),
        },
      },
    }),
  ];
}

export function workerObjects(plan: SeedPlan, workload: WorkloadCluster): readonly Seedling[] {
  const { clusterName, namespace } = plan;
  const name = workersName(plan);
  const labels = { [clusterNameLabel]: clusterName };
  const selector = { [clusterNameLabel]: clusterName, nodepool: name };
  const nodeRegistration = {
    name: '{{ ds.meta_data.name }}',
    kubeletExtraArgs: [{ name: 'node-labels', value: 'metal3.io/uuid={{ ds.meta_data.uuid }}' }],
  };
  return [
    seedling(kubeadmConfigTemplates, {
      name,
      namespace,
      labels,
      fields: { spec: { template: { spec: { joinConfiguration: { nodeRegistration } } } } },
    }),
    seedling(metal3MachineTemplates, {
      name,
      namespace,
      labels,
      fields: { spec: { template: { spec: metal3MachineSpec(plan) } } },
    }),
    seedling(machineDeployments, {
      name,
      namespace,
      labels,
      fields: {
        spec: {
          clusterName,
          replicas: plan.hosts - 1,
          selector: { matchLabels: selector },
          template: {
            metadata: { labels: selector },
            spec: {
              clusterName,
              version: workload.version,
              bootstrap: { configRef: to(bootstrapGroup, 'KubeadmConfigTemplate', name) },
              infrastructureRef: to(infrastructureGroup, 'Metal3MachineTemplate', name),
            },
          },
        },
      },
    }),
  ];
}
