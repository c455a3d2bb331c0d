/** Are the objects that move whole: owned, referenced and claimed as they have to be, with nothing under way? */
import { hostClaimBroken, metal3MachineNotReady } from '../gates/claims.ts';
import { hardwareDataMissing, hostDetached } from '../gates/hosts.ts';
import { addressPoolNotOwned, credentialsNotOwned } from '../gates/needed-objects.ts';
import { optionalReferenceMissing, referenceNotMoved } from '../gates/references.ts';
import { clusterNotHealthy, controlPlaneNotSettled, machinesNotSettled } from '../gates/settled.ts';
import { hostStatusNotAcceptable } from '../gates/status-annotation.ts';
import { type Check, checksOf, type Row } from './check.ts';

const conditions = 'Cluster API 1.14, api/core/v1beta2/condition_consts.go';
const machineManager = 'CAPM3 1.14, metal3machine_manager.go';

const failures: readonly Row[] = [
  [
    'ClusterHealthy',
    clusterNotHealthy,
    'of the conditions of the Cluster, `Available` and `ControlPlaneAvailable` are True, and none of `RollingOut`, `ScalingUp`, `ScalingDown`, `Remediating`, `Deleting` is, where they are reported',
    conditions,
  ],
  [
    'ControlPlaneSettled',
    controlPlaneNotSettled,
    'each control plane object has as many replicas as it wants, all ready and up to date, and reports no rollout, scaling, remediation or deletion',
    'Cluster API 1.14, contract of control plane providers',
  ],
  [
    'MachinesSettled',
    machinesNotSettled,
    'the same of each MachineDeployment, MachineSet and MachinePool, and each Machine is Running',
    conditions,
  ],
  [
    'HostClaimsConsistent',
    hostClaimBroken,
    'the `consumerRef` of each host and the annotation `metal3.io/BareMetalHost` of its Metal3Machine name each other, and the host is labelled with its Cluster',
    `${machineManager}: getHost, consumerRefMatches, RemovePauseAnnotation`,
  ],
  [
    'Metal3MachinesReady',
    metal3MachineNotReady,
    'each Metal3Machine is ready, and not paused by annotation',
    'CAPM3 1.14, metal3machine_controller.go: it does not see paused ones',
  ],
  [
    'CredentialsMove',
    credentialsNotOwned,
    'the Secrets of BMC credentials and of preprovisioning network data exist, and move: by an owner, or since only what moves uses them',
    'Bare Metal Operator 0.13, secretutils: SecretManager.AcquireSecret',
  ],
  [
    'AddressPoolsMove',
    addressPoolNotOwned,
    'the same of each IPPool that a Metal3DataTemplate or a claim of an address names',
    'Metal3 IPAM, ippool_manager.go: SetClusterOwnerRef',
  ],
  [
    'ReferencesMove',
    referenceNotMoved,
    'whatever an object that moves names in its spec moves, too',
    'clusterctl 1.14, cluster/objectgraph.go: it follows owner references only',
  ],
  [
    'HostStatusAcceptable',
    hostStatusNotAcceptable,
    "the Bare Metal Operator's webhook takes the status of each host as an annotation, and it fits into the 256 KiB of annotations",
    'Bare Metal Operator 0.13, baremetalhost_validation.go: checkStatusAnnotation',
  ],
];

const warnings: readonly Row[] = [
  [
    'HardwareDataFound',
    hardwareDataMissing,
    'each host that was inspected has a HardwareData of its name',
    'Bare Metal Operator 0.13, baremetalhost_controller.go: reconcileHostData',
  ],
  [
    'HostsAttached',
    hostDetached,
    'no host is detached from its Ironic by annotation',
    'Bare Metal Operator 0.13, baremetalhost_types.go: DetachedAnnotation',
  ],
  [
    'OptionalReferencesFound',
    optionalReferenceMissing,
    'what is named for deployments that are over exists, too',
    'Bare Metal Operator 0.13, host_config_data.go',
  ],
];

export const objectChecks: readonly Check[] = [...checksOf(failures, 'Failure'), ...checksOf(warnings, 'Warning')];
