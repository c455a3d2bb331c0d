/** Names that CAPM3 and Metal3 IPAM put on objects, beside those of src/api/marks.ts. */

/** On a Metal3Machine: `namespace/name` of the BareMetalHost it has claimed. */
export const hostAnnotation = 'metal3.io/BareMetalHost';
/** On a Node: the UID of its BareMetalHost at the time the Node appeared. */
export const hostUidLabel = 'metal3.io/uuid';
/** On a BareMetalHost: never claim it again. */
export const unhealthyAnnotation = 'capi.metal3.io/unhealthy';
/** On a Machine and its Node: it is part of the control plane. */
export const controlPlaneLabel = 'cluster.x-k8s.io/control-plane';
/** The type of Secrets that CAPM3 renders for a machine. */
export const infrastructureSecretType = 'infrastructure.cluster.x-k8s.io/secret';

/** Ours, on a Node: no kubelet stands behind it; it is there because its host is provisioned. */
export const standInNodeLabel = 'capm3-stand-in/node';
/** Ours, on a Node: keeps Pods away from a machine that cannot run them. */
export const standInNodeTaint = 'capm3-stand-in/no-kubelet';

export const finalizers = {
  metal3Cluster: 'metal3cluster.infrastructure.cluster.x-k8s.io',
  metal3Machine: 'metal3machine.infrastructure.cluster.x-k8s.io',
  metal3DataTemplate: 'metal3datatemplate.infrastructure.cluster.x-k8s.io',
  metal3DataClaim: 'metal3dataclaim.infrastructure.cluster.x-k8s.io',
  metal3Data: 'metal3data.infrastructure.cluster.x-k8s.io',
  ipPool: 'ippool.ipam.metal3.io',
  ipClaim: 'ipclaim.ipam.metal3.io',
  ipAddress: 'ipaddress.ipam.metal3.io',
} as const;
