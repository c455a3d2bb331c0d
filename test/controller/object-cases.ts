/** Bad input in the objects that move: who owns, names and claims whom, and what is under way with them. */
import { bareMetalHosts, secrets } from '../../src/api/resources.ts';
import type { BadInput } from './bad-input.ts';
import { ipClaims, ipPools, kubeadmControlPlanes } from './minimal-crds.ts';
import type { Stage } from './stage.ts';
import { change, found, type Objects, plant, type World } from './world.ts';

const ownerThatStays = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'vault', uid: 'not-of-a-kind-that-moves' };
const initialized = { type: 'ControlPlaneInitialized', status: 'True', reason: 'Initialized' };
const labelIt = 'label what it refers to clusterctl.cluster.x-k8s.io/move, create it, or remove the reference';
const settle = 'waiting until every rollout, scaling and repair is over';

/** The object as it was, but for its owners. */
function ownedBy(objects: Objects, key: string, ownerReferences: readonly object[]): void {
  change(objects, key, { metadata: { ownerReferences } });
}

function addControlPlane({ source, namespace }: World, readyReplicas: number): void {
  const { apiVersion, kind, metadata } = found(source, 'Cluster/prod');
  const owner = { apiVersion, kind, name: metadata.name, uid: '' };
  const counts = { replicas: 3, readyReplicas, upToDateReplicas: 3 };
  plant(
    source,
    kubeadmControlPlanes,
    { name: 'prod', namespace, ownerReferences: [owner] },
    { spec: { replicas: 3 }, status: { observedGeneration: 1, ...counts } },
  );
  const { group, kind: named } = kubeadmControlPlanes;
  change(source, 'Cluster/prod', { spec: { controlPlaneRef: { apiGroup: group, kind: named, name: 'prod' } } });
}

const notes = 'x'.repeat(262_144 - 100);

/** Of the host as it is, and what prepares it for the move. */
async function tooManyNotes({ source }: Stage): Promise<string> {
  const host = await source.admin.get(bareMetalHosts, { namespace: 'no-room', name: 'host-0' });
  const annotations = {
    ...host?.metadata.annotations,
    'clusterctl.cluster.x-k8s.io/block-move': '',
    'baremetalhost.metal3.io/paused': 'metal3.io/capm3',
    'baremetalhost.metal3.io/status': JSON.stringify(host?.['status']),
  };
  const { length } = Object.entries(annotations).flat().join('');
  return `BareMetalHost no-room/host-0 would have ${length} bytes of annotations, of 262144 that it may have; its status can't be saved in the annotation baremetalhost.metal3.io/status; waiting until it can`;
}

export const objectCases: readonly BadInput[] = [
  {
    name: 'a Cluster that is not available',
    namespace: 'unhealthy',
    given: ({ source }) => {
      const available = {
        type: 'Available',
        status: 'False',
        reason: 'NotAvailable',
        message: '* WorkersAvailable:\n  * 0',
      };
      change(source, 'Cluster/prod', { status: { conditions: [initialized, available] } });
    },
    reason: 'ClusterNotHealthy',
    stalled: false,
    message:
      'Cluster unhealthy/prod is not healthy: Available is False (* WorkersAvailable: * 0); waiting until it is available, and nothing is rolled out, scaled, repaired or deleted',
  },
  {
    name: 'a control plane that is not ready',
    namespace: 'unsettled-plane',
    given: (world) => addControlPlane(world, 2),
    reason: 'ControlPlaneNotSettled',
    stalled: false,
    message: `KubeadmControlPlane unsettled-plane/prod wants 3 Machines and has 3, 3 up to date, 2 ready; ${settle}`,
  },
  {
    name: 'a MachineSet that scales',
    namespace: 'unsettled-set',
    given: ({ source }) => change(source, 'MachineSet/workers-1', { status: { readyReplicas: 0 } }),
    reason: 'MachinesNotSettled',
    stalled: false,
    message: `MachineSet unsettled-set/workers-1 wants 1 Machines and has 1, 1 up to date, 0 ready; ${settle}`,
  },
  {
    name: 'a host and a Metal3Machine that do not agree',
    namespace: 'half-claim',
    given: ({ source }) => {
      const annotations = { 'metal3.io/BareMetalHost': 'half-claim/spare' };
      change(source, 'Metal3Machine/worker-0', { metadata: { annotations } });
    },
    reason: 'HostClaimBroken',
    stalled: true,
    message:
      'BareMetalHost half-claim/host-0 is claimed by Metal3Machine half-claim/worker-0, which names host half-claim/spare (and 1 more); make spec.consumerRef and label of the host and the annotation metal3.io/BareMetalHost of its Metal3Machine agree',
  },
  {
    name: 'a Metal3Machine that somebody paused',
    namespace: 'paused-machine',
    given: ({ source }) =>
      change(source, 'Metal3Machine/worker-0', { metadata: { annotations: { 'cluster.x-k8s.io/paused': '' } } }),
    reason: 'Metal3MachineNotReady',
    stalled: false,
    message:
      'Metal3Machine paused-machine/worker-0 is paused by cluster.x-k8s.io/paused; waiting until it is ready and nobody pauses it',
  },
  {
    name: 'BMC credentials that do not exist',
    namespace: 'no-credentials',
    given: ({ source }) => {
      source.delete('Secret/host-0-bmc');
    },
    reason: 'CredentialsNotOwned',
    stalled: true,
    message:
      'Secret no-credentials/host-0-bmc is named by BareMetalHost no-credentials/host-0 in spec.bmc.credentialsName, and does not exist; the target could not register the host without it; create it, or let nothing that stays own or use it',
  },
  {
    name: 'BMC credentials that something else owns',
    namespace: 'vaulted',
    given: ({ source }) => ownedBy(source, 'Secret/host-0-bmc', [ownerThatStays]),
    reason: 'CredentialsNotOwned',
    stalled: true,
    message:
      'Secret vaulted/host-0-bmc is named by BareMetalHost vaulted/host-0 in spec.bmc.credentialsName, and is owned by Deployment vault, which does not move; the target could not register the host without it; create it, or let nothing that stays own or use it',
  },
  {
    name: 'an address pool that somebody else uses, too',
    namespace: 'shared-pool',
    given: ({ source, namespace }) => {
      ownedBy(source, 'IPPool/provisioning', []);
      plant(source, ipClaims, { name: 'guest', namespace }, { spec: { pool: { name: 'provisioning' } } });
    },
    reason: 'AddressPoolNotOwned',
    stalled: true,
    message:
      'IPPool shared-pool/provisioning is named by Metal3DataTemplate shared-pool/prod in spec.networkData.networks.ipv4.0.ipAddressFromIPPool, and is used by IPClaim shared-pool/guest too, which does not move; addresses would be given out anew without it; create it, or let nothing that stays own or use it',
  },
  {
    name: 'user data that would stay',
    namespace: 'left-data',
    given: ({ source, namespace }) => {
      plant(source, secrets, { name: 'my-data', namespace }, { stringData: { value: '#cloud-config' } });
      change(source, 'BareMetalHost/host-0', { spec: { userData: { name: 'my-data' } } });
    },
    reason: 'ReferenceNotMoved',
    stalled: true,
    message: `BareMetalHost left-data/host-0 refers in spec.userData to Secret left-data/my-data, which does not move; ${labelIt}`,
  },
  {
    name: 'a host without room for its status among its annotations',
    namespace: 'no-room',
    given: ({ source }) => change(source, 'BareMetalHost/host-0', { metadata: { annotations: { notes } } }),
    reason: 'HostStatusNotAcceptable',
    stalled: false,
    message: tooManyNotes,
  },
];

/** What is odd in the objects that move, and holds no pivot up. */
export interface Oddity {
  /** Goes after "a pivot with". */
  readonly name: string;
  readonly namespace: string;
  readonly given: (world: World) => void;
  /** What is told of it; nothing where Preparing mends it. */
  readonly warning?: { readonly check: string; readonly message: string };
}

export const oddities: readonly Oddity[] = [
  {
    name: 'a control plane of three',
    namespace: 'three-planes',
    given: (world) => addControlPlane(world, 3),
  },
  {
    name: 'BMC credentials and an address pool that nobody owns',
    namespace: 'unowned',
    given: ({ source }) => {
      ownedBy(source, 'Secret/spare-bmc', []);
      ownedBy(source, 'IPPool/provisioning', []);
    },
  },
  {
    name: 'a pool of an earlier cluster',
    namespace: 'old-pool',
    given: ({ source, namespace }) => plant(source, ipPools, { name: 'earlier', namespace }),
  },
  {
    name: 'a host whose HardwareData is lost',
    namespace: 'no-hardware',
    given: ({ source }) => {
      source.delete('HardwareData/spare');
    },
    warning: {
      check: 'HardwareDataFound',
      message:
        'BareMetalHost no-hardware/spare was inspected, but has no HardwareData of its name; the target will not know its hardware before it inspects it again; restore the HardwareData, or go on without',
    },
  },
  {
    name: 'a detached host',
    namespace: 'detached',
    given: ({ source }) =>
      change(source, 'BareMetalHost/spare', { metadata: { annotations: { 'baremetalhost.metal3.io/detached': '' } } }),
    warning: {
      check: 'HostsAttached',
      message:
        'BareMetalHost detached/spare carries baremetalhost.metal3.io/detached; the target will not register it with its Ironic, nor prove that its BMC can be reached; remove the annotation if that is not wanted',
    },
  },
  {
    name: 'bootstrap data that is gone',
    namespace: 'no-data',
    given: ({ source }) => {
      source.delete('Secret/worker-0-data');
    },
    warning: {
      check: 'OptionalReferencesFound',
      message:
        'BareMetalHost no-data/host-0 refers in spec.userData to Secret no-data/worker-0-data, which was not found (it does not exist, or clusterctl does not discover its kind) (and 1 more); it is missing in the source already, and needed only for a new deployment; create it, or go on without',
    },
  },
];
