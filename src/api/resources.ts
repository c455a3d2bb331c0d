/** Where the API server keeps each type that we touch by name. Kinds of the move set are discovered, not listed here. */
import type { Resource } from './kube-object.ts';

function resource(group: string, version: string, plural: string, kind: string): Resource {
  return { group, version, plural, kind, namespaced: true };
}

function clusterScoped(group: string, version: string, plural: string, kind: string): Resource {
  return { group, version, plural, kind, namespaced: false };
}

export const namespaces = clusterScoped('', 'v1', 'namespaces', 'Namespace');
export const nodes = clusterScoped('', 'v1', 'nodes', 'Node');
export const pods = resource('', 'v1', 'pods', 'Pod');
export const secrets = resource('', 'v1', 'secrets', 'Secret');
export const configMaps = resource('', 'v1', 'configmaps', 'ConfigMap');
export const services = resource('', 'v1', 'services', 'Service');
export const serviceAccounts = resource('', 'v1', 'serviceaccounts', 'ServiceAccount');
export const events = resource('events.k8s.io', 'v1', 'events', 'Event');
export const endpointSlices = resource('discovery.k8s.io', 'v1', 'endpointslices', 'EndpointSlice');
export const leases = resource('coordination.k8s.io', 'v1', 'leases', 'Lease');
export const deployments = resource('apps', 'v1', 'deployments', 'Deployment');
export const daemonSets = resource('apps', 'v1', 'daemonsets', 'DaemonSet');
export const jobs = resource('batch', 'v1', 'jobs', 'Job');
export const roles = resource('rbac.authorization.k8s.io', 'v1', 'roles', 'Role');
export const roleBindings = resource('rbac.authorization.k8s.io', 'v1', 'rolebindings', 'RoleBinding');
export const clusterRoles = clusterScoped('rbac.authorization.k8s.io', 'v1', 'clusterroles', 'ClusterRole');
export const clusterRoleBindings = clusterScoped(
  'rbac.authorization.k8s.io',
  'v1',
  'clusterrolebindings',
  'ClusterRoleBinding',
);
export const customResourceDefinitions = clusterScoped(
  'apiextensions.k8s.io',
  'v1',
  'customresourcedefinitions',
  'CustomResourceDefinition',
);
export const validatingWebhooks = clusterScoped(
  'admissionregistration.k8s.io',
  'v1',
  'validatingwebhookconfigurations',
  'ValidatingWebhookConfiguration',
);
export const mutatingWebhooks = clusterScoped(
  'admissionregistration.k8s.io',
  'v1',
  'mutatingwebhookconfigurations',
  'MutatingWebhookConfiguration',
);
export const tokenReviews = clusterScoped('authentication.k8s.io', 'v1', 'tokenreviews', 'TokenReview');
export const selfSubjectAccessReviews = clusterScoped(
  'authorization.k8s.io',
  'v1',
  'selfsubjectaccessreviews',
  'SelfSubjectAccessReview',
);
export const subjectAccessReviews = clusterScoped(
  'authorization.k8s.io',
  'v1',
  'subjectaccessreviews',
  'SubjectAccessReview',
);

export const clusterPivots = resource('pivot.metal3.io', 'v1alpha1', 'clusterpivots', 'ClusterPivot');
export const clusters = resource('cluster.x-k8s.io', 'v1beta2', 'clusters', 'Cluster');
export const machines = resource('cluster.x-k8s.io', 'v1beta2', 'machines', 'Machine');
export const machineDeployments = resource('cluster.x-k8s.io', 'v1beta2', 'machinedeployments', 'MachineDeployment');
export const providers = resource('clusterctl.cluster.x-k8s.io', 'v1alpha3', 'providers', 'Provider');
export const bareMetalHosts = resource('metal3.io', 'v1alpha1', 'baremetalhosts', 'BareMetalHost');
export const hardwareData = resource('metal3.io', 'v1alpha1', 'hardwaredata', 'HardwareData');
export const applications = resource('argoproj.io', 'v1alpha1', 'applications', 'Application');
export const kustomizations = resource('kustomize.toolkit.fluxcd.io', 'v1', 'kustomizations', 'Kustomization');
export const helmReleases = resource('helm.toolkit.fluxcd.io', 'v2', 'helmreleases', 'HelmRelease');
export const ironics = resource('ironic.metal3.io', 'v1alpha1', 'ironics', 'Ironic');
