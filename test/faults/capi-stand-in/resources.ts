/** Where the API server keeps Cluster API's types that only the stand-in and the seed touch. */
import type { Resource } from '../../../src/api/kube-object.ts';

function capi(group: string, plural: string, kind: string): Resource {
  return { group, version: 'v1beta2', plural, kind, namespaced: true };
}

export const clusterClasses = capi('cluster.x-k8s.io', 'clusterclasses', 'ClusterClass');
export const machineSets = capi('cluster.x-k8s.io', 'machinesets', 'MachineSet');
export const controlPlanes = capi('controlplane.cluster.x-k8s.io', 'kubeadmcontrolplanes', 'KubeadmControlPlane');
export const controlPlaneTemplates = capi(
  'controlplane.cluster.x-k8s.io',
  'kubeadmcontrolplanetemplates',
  'KubeadmControlPlaneTemplate',
);
