/** What a pivot needs at all: both clusters, the Cluster, its hosts, the providers, and room in the target. */
import { anotherPivotActive, targetNotAccessible } from '../gates/access.ts';
import {
  clusterNotFound,
  clusterNotProvisioned,
  clusterPaused,
  machineWithoutNode,
  objectBeingDeleted,
  otherClusterInNamespace,
} from '../gates/cluster.ts';
import { probeInputMissing } from '../gates/endpoint.ts';
import { hostNotSteady, hostPaused, unclaimedHosts } from '../gates/hosts.ts';
import { crdMissingInTarget, garbageCollectionRisk, objectLeftBehind, referenceUnresolved } from '../gates/move-set.ts';
import {
  clusterctlConfigNotFound,
  clusterctlVariablesUnusable,
  contractMismatch,
  providerInventoryMissing,
  providerMissing,
  providerOlderInTarget,
} from '../gates/providers.ts';
import { copyOrphaned, keptOverwritten, targetNotEmpty } from '../gates/target-objects.ts';
import { sourceBareMetalOperator, sourceIronic, targetIronic } from '../gates/workloads.ts';
import { type Check, checksOf, type Row } from './check.ts';

const ours = 'ClusterPivot';
const mover = 'clusterctl 1.14, cluster/mover.go';
const graph = 'clusterctl 1.14, cluster/objectgraph.go';
const inventory = 'clusterctl 1.14, cluster/mover.go: checkTargetProviders';

/** Most telling first: the first failure names the condition's reason. */
const rows: readonly Row[] = [
  ['NoOtherPivot', anotherPivotActive, 'no older ClusterPivot of the namespace is under way', ours],
  ['ClusterExists', clusterNotFound, 'the Cluster of `.spec.clusterName` is in the namespace', ours],
  [
    'ClusterNotPaused',
    clusterPaused,
    'no Cluster and no ClusterClass is paused',
    `${mover}: checkClustersNotPaused, checkClusterClassesNotPaused`,
  ],
  [
    'ClusterProvisioned',
    clusterNotProvisioned,
    'each Cluster has provisioned its infrastructure and initialized its control plane',
    `${mover}: checkProvisioningCompleted`,
  ],
  [
    'TargetAccessible',
    targetNotAccessible,
    'the kubeconfig leads to an API server that answers, and that is not the source (UIDs of kube-system differ)',
    ours,
  ],
  [
    'OnlyClusterInNamespace',
    otherClusterInNamespace,
    'the namespace holds no other Cluster',
    'clusterctl moves whole namespaces',
  ],
  [
    'MachinesHaveNodes',
    machineWithoutNode,
    'each Machine has a `status.nodeRef`',
    `${mover}: checkProvisioningCompleted`,
  ],
  [
    'NothingBeingDeleted',
    objectBeingDeleted,
    'no object that moves has a deletionTimestamp: the copy would be alive',
    graph,
  ],
  [
    'HostsSteady',
    hostNotSteady,
    'each BareMetalHost is at rest: state, operational status, errors, power, credentials, image and requests by annotation',
    'Bare Metal Operator 0.13, baremetalhost_types.go and host_state_machine.go',
  ],
  [
    'HostsNotPaused',
    hostPaused,
    'nobody has paused a BareMetalHost: such a host gets no status annotation',
    'CAPM3 1.14, metal3machine_manager.go: SetPauseAnnotation',
  ],
  [
    'UnclaimedHostsWanted',
    unclaimedHosts,
    'each BareMetalHost is claimed, or `.spec.unclaimedHosts` is `Include`',
    ours,
  ],
  [
    'ContractMatches',
    contractMismatch,
    'both clusters store Clusters at the contract that clusterctl speaks',
    'clusterctl 1.14, cluster/client.go: CheckCAPIContract',
  ],
  ['ProviderInventoryFound', providerInventoryMissing, 'the source knows its providers', inventory],
  ['ProvidersNotOlder', providerOlderInTarget, "no provider of the target is older than the source's", inventory],
  [
    'ProvidersPresent',
    providerMissing,
    'the target has each provider of the source, or `.spec.providers.install` is `MatchSource`',
    inventory,
  ],
  [
    'ClusterctlConfigFound',
    clusterctlConfigNotFound,
    'the ConfigMap of `.spec.providers.clusterctlConfigRef` exists',
    ours,
  ],
  [
    'ClusterctlVariablesUsable',
    clusterctlVariablesUnusable,
    'the Secret of `.spec.providers.variablesSecretRef` exists, and its keys can be variables',
    ours,
  ],
  [
    'CrdsInTarget',
    crdMissingInTarget,
    "the target serves the Bare Metal Operator's kinds at the versions that the source stores",
    graph,
  ],
  [
    'ReferencesResolve',
    referenceUnresolved,
    'what clusterctl looks up itself is there: owners that are Clusters, ClusterClasses or Machines, and ClusterClasses of other namespaces with their templates',
    graph,
  ],
  ['NothingLeftBehind', objectLeftBehind, 'each object that should move does move', graph],
  [
    'NoGarbageCollectionRisk',
    garbageCollectionRisk,
    'no object that stays is owned by one that is deleted after the commit',
    'Kubernetes garbage collection',
  ],
  ['TargetEmpty', targetNotEmpty, 'the target has no object of the kinds and names that move', ours],
  [
    'CopiesFindOwners',
    copyOrphaned,
    'nothing that moves is owned by a global object that the target has already: clusterctl leaves that as it is, and its copies name an owner that the target does not have',
    `${mover}: createTargetObject, and Kubernetes garbage collection`,
  ],
  [
    'NothingOverwritten',
    keptOverwritten,
    'the target has no other ClusterClass, or object below one, of those that the source shares with other namespaces',
    `${mover}: createTargetObject`,
  ],
  [
    'SourceBareMetalOperatorReady',
    sourceBareMetalOperator,
    'the Bare Metal Operator of the source is found and available',
    ours,
  ],
  [
    'ProbeInputsFound',
    probeInputMissing,
    "the image of the endpoint's probes is known, and the Secrets with Ironic's authority and credentials exist",
    ours,
  ],
  ['SourceIronicFound', sourceIronic, 'the Ironic of the source is found, once, or is external', ours],
  [
    'TargetIronicReady',
    targetIronic,
    'the Ironic of the target is defined and not started; or runs already when it is `Preinstalled`',
    ours,
  ],
];

export const baseChecks: readonly Check[] = checksOf(rows, 'Failure');
