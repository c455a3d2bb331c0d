/** The world's Cluster: one of a ClusterClass, with a control plane machine and two workers, as Cluster API and CAPM3 have them. */
import { claimedHostAnnotation } from '../../../src/api/marks.ts';
import { clusters, machineDeployments, machines, secrets } from '../../../src/api/resources.ts';
import { controlPlaneLabel } from '../../../testbed/capm3-stand-in/marks.ts';
import {
  ipPools,
  kubeadmConfigTemplates,
  metal3Clusters,
  metal3ClusterTemplates,
  metal3DataTemplates,
  metal3Machines,
  metal3MachineTemplates,
} from '../../../testbed/capm3-stand-in/resources.ts';
import { clusterClasses, controlPlanes, controlPlaneTemplates, machineSets } from '../capi-stand-in/resources.ts';
import { image } from './host-objects.ts';
import { className, clusterName, hostNames, machineNames, namespace } from './names.ts';
import { ofCluster, type Planted, planted } from './planted.ts';

const version = 'v1.36.3';
const templateName = 'bare-metal-machines';
const controlPlaneName = `${clusterName}-control-plane`;
const workersName = `${clusterName}-workers`;
const setName = `${workersName}-1`;
const poolName = 'provisioning';
const endpoint = { host: '192.0.2.10', port: 6443 };

const infrastructure = 'infrastructure.cluster.x-k8s.io';
const bootstrap = 'bootstrap.cluster.x-k8s.io';
const controlPlaneGroup = 'controlplane.cluster.x-k8s.io';

function to(apiGroup: string, kind: string, name: string): object {
  return { apiGroup, kind, name };
}

function template(group: string, kind: string, name: string): object {
  return { templateRef: { apiVersion: `${group}/v1beta2`, kind, name } };
}

const kubeadm = { kubeadmConfigSpec: { verbosity: 2 } };
const machineSpec = { image, automatedCleaningMode: 'metadata' };

/** The ClusterClass owns its templates, as Cluster API makes it do. */
function classObjects(): readonly Planted[] {
  const owners = [`ClusterClass/${className}`];
  const machineInfrastructure = template(infrastructure, 'Metal3MachineTemplate', templateName);
  return [
    planted(clusterClasses, className, {
      fields: {
        spec: {
          infrastructure: template(infrastructure, 'Metal3ClusterTemplate', className),
          controlPlane: {
            ...template(controlPlaneGroup, 'KubeadmControlPlaneTemplate', className),
            machineInfrastructure,
          },
          workers: {
            machineDeployments: [
              {
                class: 'worker',
                bootstrap: template(bootstrap, 'KubeadmConfigTemplate', className),
                infrastructure: machineInfrastructure,
              },
            ],
          },
        },
      },
    }),
    planted(metal3ClusterTemplates, className, {
      owners,
      fields: { spec: { template: { spec: { controlPlaneEndpoint: endpoint, cloudProviderEnabled: false } } } },
    }),
    planted(controlPlaneTemplates, className, { owners, fields: { spec: { template: { spec: kubeadm } } } }),
    planted(kubeadmConfigTemplates, className, { owners, fields: { spec: { template: { spec: { verbosity: 2 } } } } }),
    planted(metal3MachineTemplates, templateName, { owners, fields: { spec: { template: { spec: machineSpec } } } }),
  ];
}

function clusterAndControlPlane(): readonly Planted[] {
  const owners = [`Cluster/${clusterName}`];
  return [
    planted(clusters, clusterName, {
      labels: { 'cluster.x-k8s.io/cluster-name': clusterName, 'topology.cluster.x-k8s.io/owned': '' },
      fields: {
        spec: {
          // Until everything that belongs to it is there.
          paused: true,
          controlPlaneEndpoint: endpoint,
          clusterNetwork: { pods: { cidrBlocks: ['192.168.0.0/18'] }, services: { cidrBlocks: ['10.96.0.0/12'] } },
          infrastructureRef: to(infrastructure, 'Metal3Cluster', clusterName),
          controlPlaneRef: to(controlPlaneGroup, 'KubeadmControlPlane', controlPlaneName),
          topology: {
            classRef: { name: className },
            version,
            controlPlane: { replicas: 1 },
            workers: { machineDeployments: [{ class: 'worker', name: 'workers', replicas: 2 }] },
          },
        },
      },
    }),
    ofCluster(metal3Clusters, clusterName, {
      owners,
      fields: { spec: { controlPlaneEndpoint: endpoint, cloudProviderEnabled: false } },
    }),
    ofCluster(controlPlanes, controlPlaneName, {
      owners,
      fields: {
        spec: {
          replicas: 1,
          version,
          machineTemplate: { spec: { infrastructureRef: to(infrastructure, 'Metal3MachineTemplate', templateName) } },
        },
      },
    }),
    ofCluster(ipPools, poolName, {
      fields: {
        spec: {
          clusterName,
          namePrefix: `${clusterName}-${poolName}`,
          pools: [{ start: '172.22.0.100', end: '172.22.0.200', prefix: 24, gateway: '172.22.0.1' }],
        },
      },
    }),
    ofCluster(metal3DataTemplates, clusterName, {
      owners,
      fields: {
        spec: {
          clusterName,
          metaData: {
            objectNames: [{ key: 'name', object: 'machine' }],
            ipAddressesFromIPPool: [{ key: 'provisioningIP', name: poolName }],
          },
          networkData: {
            links: { ethernets: [{ type: 'phy', id: 'eth0', macAddress: { fromHostInterface: 'nic-1' } }] },
            networks: { ipv4: [{ id: poolName, link: 'eth0', ipAddressFromIPPool: poolName }] },
          },
        },
      },
    }),
  ];
}

function workers(): readonly Planted[] {
  const labels = { nodepool: 'workers' };
  const spec = {
    clusterName,
    replicas: 2,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        clusterName,
        version,
        bootstrap: { configRef: to(bootstrap, 'KubeadmConfigTemplate', className) },
        infrastructureRef: to(infrastructure, 'Metal3MachineTemplate', templateName),
      },
    },
  };
  return [
    ofCluster(machineDeployments, workersName, { owners: [`Cluster/${clusterName}`], fields: { spec } }),
    ofCluster(machineSets, setName, { owners: [`MachineDeployment/${workersName}`], fields: { spec } }),
  ];
}

/** The control plane's data is rendered from the template, with an address of the pool; the workers do without. */
function machineObjects(): readonly Planted[] {
  return machineNames.flatMap((name, index) => {
    const isControlPlane = index === 0;
    const labels: Record<string, string> = isControlPlane ? { [controlPlaneLabel]: '' } : { nodepool: 'workers' };
    const owner = isControlPlane ? `KubeadmControlPlane/${controlPlaneName}` : `MachineSet/${setName}`;
    const spec = {
      clusterName,
      version,
      bootstrap: { dataSecretName: `${name}-bootstrap` },
      infrastructureRef: to(infrastructure, 'Metal3Machine', name),
    };
    return [
      ofCluster(machines, name, { labels, owners: [owner], fields: { spec } }),
      ofCluster(secrets, `${name}-bootstrap`, {
        owners: [`Machine/${name}`],
        fields: { type: 'cluster.x-k8s.io/secret', stringData: { value: `#cloud-config of ${name}` } },
      }),
      ofCluster(metal3Machines, name, {
        labels,
        owners: [`Machine/${name}`],
        annotations: { [claimedHostAnnotation]: `${namespace}/${hostNames[index]}` },
        fields: { spec: { ...machineSpec, ...(isControlPlane ? { dataTemplate: { name: clusterName } } : {}) } },
      }),
    ];
  });
}

/** `kubeconfig` leads to the workload cluster; its Secret is owned by the Cluster, as Cluster API makes it. */
export function clusterObjects(kubeconfig: string): readonly Planted[] {
  return [
    ...classObjects(),
    ...clusterAndControlPlane(),
    ofCluster(secrets, `${clusterName}-kubeconfig`, {
      owners: [`Cluster/${clusterName}`],
      fields: { type: 'cluster.x-k8s.io/secret', stringData: { value: kubeconfig } },
    }),
    // One that its user brought along: found by name, owned by nobody.
    ofCluster(secrets, `${clusterName}-ca`, {
      fields: { type: 'cluster.x-k8s.io/secret', stringData: { 'tls.crt': 'certificate', 'tls.key': 'key' } },
    }),
    ...workers(),
    ...machineObjects(),
  ];
}
