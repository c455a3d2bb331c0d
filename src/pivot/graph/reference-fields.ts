/** Where do objects of Cluster API and Metal3 name others? Paths into them; `*` stands for each member of a list. */

/**
 * How a field names an object. `secret`: a name in the same namespace. `secretRef`: name and perhaps namespace. `typed`: kind,
 * name, and apiGroup or apiVersion. `class`, `dataTemplate`, `pool`: name and perhaps namespace or type, the kind being known.
 */
export type Naming = 'secret' | 'secretRef' | 'typed' | 'class' | 'dataTemplate' | 'pool';

export interface ReferenceField {
  readonly path: string;
  readonly naming: Naming;
}

function fields(naming: Naming, ...paths: readonly string[]): readonly ReferenceField[] {
  return paths.map((path) => ({ path, naming }));
}

/** What a Machine, and each template of one, refers to. */
function machineSpec(prefix: string): readonly ReferenceField[] {
  return [
    ...fields('typed', `${prefix}.infrastructureRef`, `${prefix}.bootstrap.configRef`),
    ...fields('secret', `${prefix}.bootstrap.dataSecretName`),
  ];
}

/** What a Metal3Machine, and each template of one, refers to. */
function metal3MachineSpec(prefix: string): readonly ReferenceField[] {
  return [
    ...fields('secretRef', `${prefix}.userData`, `${prefix}.metaData`, `${prefix}.networkData`),
    ...fields('dataTemplate', `${prefix}.dataTemplate`),
  ];
}

const networks = ['ipv4', 'ipv6'].flatMap((family) => [
  `spec.networkData.networks.${family}.*.ipAddressFromIPPool`,
  `spec.networkData.networks.${family}.*.fromPoolRef`,
]);
const routes = ['ipv4', 'ipv6', 'ipv4DHCP', 'ipv6DHCP', 'ipv6SLAAC']
  .map((family) => `spec.networkData.networks.${family}.*.routes.*`)
  .flatMap((route) => [
    `${route}.gateway.fromIPPool`,
    `${route}.gateway.fromPoolRef`,
    `${route}.services.dnsFromIPPool`,
  ]);
// `…FromIPPool` is how the lists of v1beta1 were called.
const metaData = ['ipAddresses', 'prefixes', 'gateways', 'dnsServers'].flatMap((list) => [
  `spec.metaData.${list}FromPool.*`,
  `spec.metaData.${list}FromIPPool.*`,
]);

const capi = 'cluster.x-k8s.io';
const infrastructure = 'infrastructure.cluster.x-k8s.io';

export const referenceFields: Readonly<Record<string, readonly ReferenceField[]>> = {
  'BareMetalHost.metal3.io': [
    ...fields('secret', 'spec.bmc.credentialsName', 'spec.preprovisioningNetworkDataName'),
    ...fields('secret', 'spec.image.ociAuthSecretName'),
    ...fields('secretRef', 'spec.userData', 'spec.networkData', 'spec.metaData'),
  ],
  'PreprovisioningImage.metal3.io': fields('secret', 'spec.networkDataName'),
  'BMCEventSubscription.metal3.io': fields('secretRef', 'spec.httpHeadersRef'),
  [`Cluster.${capi}`]: [
    ...fields('typed', 'spec.infrastructureRef', 'spec.controlPlaneRef'),
    ...fields('class', 'spec.topology.classRef'),
  ],
  [`ClusterClass.${capi}`]: fields(
    'typed',
    'spec.infrastructure.templateRef',
    'spec.controlPlane.templateRef',
    'spec.controlPlane.machineInfrastructure.templateRef',
    'spec.controlPlane.healthCheck.remediation.templateRef',
    'spec.workers.machineDeployments.*.infrastructure.templateRef',
    'spec.workers.machineDeployments.*.bootstrap.templateRef',
    'spec.workers.machineDeployments.*.healthCheck.remediation.templateRef',
    'spec.workers.machinePools.*.infrastructure.templateRef',
    'spec.workers.machinePools.*.bootstrap.templateRef',
  ),
  [`Machine.${capi}`]: machineSpec('spec'),
  [`MachineSet.${capi}`]: machineSpec('spec.template.spec'),
  [`MachineDeployment.${capi}`]: machineSpec('spec.template.spec'),
  [`MachinePool.${capi}`]: machineSpec('spec.template.spec'),
  [`MachineHealthCheck.${capi}`]: fields('typed', 'spec.remediation.templateRef'),
  'KubeadmControlPlane.controlplane.cluster.x-k8s.io': fields('typed', 'spec.machineTemplate.spec.infrastructureRef'),
  'ClusterResourceSet.addons.cluster.x-k8s.io': fields('typed', 'spec.resources.*'),
  [`Metal3Machine.${infrastructure}`]: metal3MachineSpec('spec'),
  [`Metal3MachineTemplate.${infrastructure}`]: metal3MachineSpec('spec.template.spec'),
  [`Metal3DataTemplate.${infrastructure}`]: fields(
    'pool',
    ...networks,
    ...routes,
    ...metaData,
    'spec.networkData.services.dnsFromIPPool',
  ),
};
