/** Where the API server keeps the types that the stand-in serves, and the foreign ones that only it and the seeder touch. */
import type { Resource } from '../../src/api/kube-object.ts';

const infrastructure = (plural: string, kind: string): Resource => ({
  group: 'infrastructure.cluster.x-k8s.io',
  version: 'v1beta2',
  plural,
  kind,
  namespaced: true,
});
const ipam = (plural: string, kind: string): Resource => ({
  group: 'ipam.metal3.io',
  version: 'v1alpha1',
  plural,
  kind,
  namespaced: true,
});
const bootstrap = (plural: string, kind: string): Resource => ({
  group: 'bootstrap.cluster.x-k8s.io',
  version: 'v1beta2',
  plural,
  kind,
  namespaced: true,
});

export const metal3Clusters = infrastructure('metal3clusters', 'Metal3Cluster');
export const metal3ClusterTemplates = infrastructure('metal3clustertemplates', 'Metal3ClusterTemplate');
export const metal3Machines = infrastructure('metal3machines', 'Metal3Machine');
export const metal3MachineTemplates = infrastructure('metal3machinetemplates', 'Metal3MachineTemplate');
export const metal3DataTemplates = infrastructure('metal3datatemplates', 'Metal3DataTemplate');
export const metal3DataClaims = infrastructure('metal3dataclaims', 'Metal3DataClaim');
export const metal3Datas = infrastructure('metal3datas', 'Metal3Data');

export const ipPools = ipam('ippools', 'IPPool');
export const ipClaims = ipam('ipclaims', 'IPClaim');
export const ipAddresses = ipam('ipaddresses', 'IPAddress');

export const kubeadmConfigs = bootstrap('kubeadmconfigs', 'KubeadmConfig');
export const kubeadmConfigTemplates = bootstrap('kubeadmconfigtemplates', 'KubeadmConfigTemplate');
export const hostFirmwareSettings: Resource = {
  group: 'metal3.io',
  version: 'v1alpha1',
  plural: 'hostfirmwaresettings',
  kind: 'HostFirmwareSettings',
  namespaced: true,
};
