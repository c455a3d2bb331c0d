/** Bad input in the source: the Cluster, its Machines and hosts, what else is in the namespace, what runs beside it. */
import { bareMetalHosts, clusters, configMaps, machines, namespaces, secrets } from '../../src/api/resources.ts';
import type { BadInput } from './bad-input.ts';
import { metal3Machines, objectOf } from './minimal-crds.ts';
import { change, createObjects, found, plant, type World } from './world.ts';

/** The namespace of a new cluster that nobody has created yet, or of a typing error. */
function keepOnly(world: World, ...keys: readonly string[]): void {
  for (const key of world.source.keys()) if (!keys.includes(key)) world.source.delete(key);
}

const ownerThatStays = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'vault', uid: 'not-of-a-kind-that-moves' };

export const clusterCases: readonly BadInput[] = [
  {
    name: 'a Cluster that does not exist',
    namespace: 'no-cluster',
    given: (world) =>
      keepOnly(
        world,
        'Namespace/no-cluster',
        'Secret/prod-kubeconfig',
        'Deployment/no-cluster-bmo',
        'Deployment/no-cluster-ironic',
      ),
    reason: 'ClusterNotFound',
    stalled: false,
    message: 'Cluster no-cluster/prod does not exist in the source; waiting for it',
  },
  {
    name: 'the name of a Cluster mistyped',
    namespace: 'mistyped',
    given: ({ spec }) => {
      spec['clusterName'] = 'prd';
      spec['target'] = { kubeconfigSecretRef: { name: 'prod-kubeconfig' } };
    },
    reason: 'ClusterNotFound',
    stalled: false,
    message: 'Cluster mistyped/prd does not exist in the source, where Cluster mistyped/prod is; waiting for it',
  },
  {
    name: 'a Cluster without infrastructure',
    namespace: 'no-infra',
    given: ({ source }) =>
      change(source, 'Cluster/prod', {
        status: { phase: 'Provisioning', initialization: { infrastructureProvisioned: false } },
      }),
    reason: 'ClusterNotProvisioned',
    stalled: false,
    message:
      'Cluster no-infra/prod has not provisioned its infrastructure; waiting for status.initialization.infrastructureProvisioned',
  },
  {
    name: 'a Cluster whose control plane is not initialized',
    namespace: 'no-control-plane',
    given: ({ source }) =>
      change(source, 'Cluster/prod', {
        status: {
          initialization: { controlPlaneInitialized: false },
          conditions: [{ type: 'ControlPlaneInitialized', status: 'False', reason: 'NotInitialized' }],
        },
      }),
    reason: 'ControlPlaneNotInitialized',
    stalled: false,
    message:
      'Cluster no-control-plane/prod has no initialized control plane; waiting for its condition ControlPlaneInitialized',
  },
  {
    name: 'a Cluster that spec.paused pauses',
    namespace: 'paused-by-spec',
    given: ({ source }) => change(source, 'Cluster/prod', { spec: { paused: true } }),
    reason: 'ClusterPaused',
    stalled: false,
    message:
      'Cluster paused-by-spec/prod is paused; waiting until spec.paused and the annotation cluster.x-k8s.io/paused are gone',
  },
  {
    name: 'a Cluster that an annotation pauses',
    namespace: 'paused-by-mark',
    given: ({ source }) =>
      change(source, 'Cluster/prod', { metadata: { annotations: { 'cluster.x-k8s.io/paused': '' } } }),
    reason: 'ClusterPaused',
    stalled: false,
    message:
      'Cluster paused-by-mark/prod is paused; waiting until spec.paused and the annotation cluster.x-k8s.io/paused are gone',
  },
  {
    name: 'another Cluster in the namespace',
    namespace: 'two-clusters',
    given: ({ source }) => {
      const { metadata: _, ...fields } = found(source, 'Cluster/prod');
      plant(source, clusters, { name: 'staging', namespace: 'two-clusters' }, fields);
    },
    reason: 'OtherClusterInNamespace',
    stalled: true,
    message:
      'Cluster two-clusters/staging is in the namespace too and would move along; move it to another namespace or delete it',
  },
  {
    name: 'a Machine without a Node',
    namespace: 'no-node',
    given: ({ source }) => change(source, 'Machine/worker-0', { status: { phase: 'Provisioning', nodeRef: null } }),
    reason: 'MachineWithoutNode',
    stalled: false,
    message: [
      'Machine no-node/worker-0 has no Node yet; waiting for its status.nodeRef',
      'Machine no-node/worker-0 is Provisioning instead of Running; waiting until every rollout, scaling and repair is over',
    ].join('\n'),
  },
  {
    name: 'a Machine that is being deleted',
    namespace: 'deleted-machine',
    given: ({ source }) =>
      change(source, 'Machine/worker-0', { metadata: { finalizers: ['machine.cluster.x-k8s.io'] } }),
    after: async ({ namespace }, { source }) => {
      await source.admin.delete(machines, { namespace, name: 'worker-0' });
    },
    reason: 'ObjectBeingDeleted',
    stalled: false,
    message:
      'Machine deleted-machine/worker-0 is being deleted, and a move would bring it back to life; waiting until it is gone',
  },
  {
    name: 'an object of a provider that is being deleted',
    namespace: 'deleted-infra',
    given: ({ source }) =>
      change(source, 'Metal3Machine/worker-0', {
        metadata: { finalizers: ['metal3machine.infrastructure.cluster.x-k8s.io'] },
      }),
    after: async ({ namespace }, { source }) => {
      await source.admin.delete(metal3Machines, { namespace, name: 'worker-0' });
    },
    reason: 'ObjectBeingDeleted',
    stalled: false,
    message:
      'Metal3Machine deleted-infra/worker-0 is being deleted, and a move would bring it back to life; waiting until it is gone',
  },
  {
    name: 'a host that a user paused',
    namespace: 'paused-host',
    given: ({ source }) =>
      change(source, 'BareMetalHost/spare', { metadata: { annotations: { 'baremetalhost.metal3.io/paused': '' } } }),
    reason: 'HostPaused',
    stalled: false,
    message:
      'BareMetalHost paused-host/spare is paused by a user; waiting until the annotation baremetalhost.metal3.io/paused is gone',
  },
  {
    name: 'an unclaimed host where those are refused',
    namespace: 'unclaimed',
    given: ({ spec }) => {
      spec['unclaimedHosts'] = 'Refuse';
    },
    reason: 'UnclaimedHosts',
    stalled: true,
    message:
      'BareMetalHost unclaimed/spare is claimed by no Metal3Machine and would move too; set spec.unclaimedHosts to Include, or move it to another namespace',
  },
  {
    name: 'an object that should move and is owned by one that does not',
    namespace: 'left-behind',
    given: ({ source }) =>
      plant(source, secrets, {
        name: 'backup-key',
        namespace: 'left-behind',
        labels: { 'clusterctl.cluster.x-k8s.io/move': '' },
        ownerReferences: [ownerThatStays],
      }),
    reason: 'ObjectLeftBehind',
    stalled: true,
    message:
      'Secret left-behind/backup-key would be left behind: it is owned by Deployment vault, whose kind is not discovered; give its owner the clusterctl labels, remove the owner reference, or let it stay with spec.leftBehind',
  },
  {
    name: 'an object that does not move and is owned by one that is deleted',
    namespace: 'collected',
    given: ({ source }) => {
      const namespace = 'collected';
      const labels = { 'clusterctl.cluster.x-k8s.io/move': '' };
      plant(source, secrets, { name: 'licence', namespace, labels });
      const ownerReferences = [{ apiVersion: 'v1', kind: 'Secret', name: 'licence', uid: '' }];
      plant(source, configMaps, { name: 'notes', namespace, ownerReferences });
    },
    reason: 'GarbageCollectionRisk',
    stalled: true,
    message:
      'ConfigMap collected/notes would be lost: an owner of it moves and is deleted from the source, but it belongs to no Cluster and its kind does not move by itself; label it clusterctl.cluster.x-k8s.io/move, or remove the owner reference',
  },
  {
    name: 'a clusterctl ConfigMap that does not exist',
    namespace: 'no-config',
    given: ({ spec }) => {
      spec['providers'] = { clusterctlConfigRef: { name: 'clusterctl' } };
    },
    reason: 'ClusterctlConfigNotFound',
    stalled: false,
    message: 'ConfigMap no-config/clusterctl with key clusterctl.yaml does not exist; waiting for it',
  },
  {
    name: 'a clusterctl ConfigMap without its key',
    namespace: 'no-config-key',
    given: ({ source, spec }) => {
      plant(source, configMaps, { name: 'clusterctl', namespace: 'no-config-key' }, { data: { 'clusterctl.yml': '' } });
      spec['providers'] = { clusterctlConfigRef: { name: 'clusterctl' } };
    },
    reason: 'ClusterctlConfigNotFound',
    stalled: false,
    message: 'ConfigMap no-config-key/clusterctl with key clusterctl.yaml does not exist; waiting for it',
  },
  {
    name: 'a Bare Metal Operator in the source that does not exist',
    namespace: 'no-bmo',
    given: ({ source }) => {
      source.delete('Deployment/no-bmo-bmo');
    },
    reason: 'BareMetalOperatorNotFound',
    stalled: false,
    message:
      'Deployment metal3-system/no-bmo-bmo (spec.bareMetalOperator.source) does not exist in the source; waiting for it',
  },
  {
    name: 'a Bare Metal Operator in the source that is not available',
    namespace: 'bmo-down',
    given: ({ source }) =>
      change(source, 'Deployment/bmo-down-bmo', { status: { readyReplicas: 0, availableReplicas: 0 } }),
    reason: 'BareMetalOperatorNotReady',
    stalled: false,
    message:
      'Deployment metal3-system/bmo-down-bmo in the source is not available; waiting for the Bare Metal Operator, since hosts change unseen without it',
  },
  {
    name: 'an Ironic in the source that does not exist',
    namespace: 'no-ironic',
    given: ({ source }) => {
      source.delete('Deployment/no-ironic-ironic');
    },
    reason: 'IronicNotFound',
    stalled: false,
    message:
      'Deployment metal3-system/no-ironic-ironic (spec.ironic.source) does not exist in the source; waiting for it',
  },
  {
    name: 'several things at once, of which it tells all',
    namespace: 'many',
    given: ({ source, spec }) => {
      spec['unclaimedHosts'] = 'Refuse';
      change(source, 'Machine/worker-0', { status: { nodeRef: null } });
      change(source, 'BareMetalHost/host-0', { status: { errorType: 'power management error', errorMessage: 'BMC' } });
    },
    reason: 'UnclaimedHosts',
    stalled: true,
    message: [
      'Machine many/worker-0 has no Node yet; waiting for its status.nodeRef',
      'BareMetalHost many/host-0 is provisioned with power management error: BMC; waiting until no operation is under way',
      'BareMetalHost many/spare is claimed by no Metal3Machine and would move too; set spec.unclaimedHosts to Include, or move it to another namespace',
    ].join('\n'),
  },
  {
    name: 'an owner that is gone for good',
    namespace: 'lost-owner',
    given: ({ source }) =>
      plant(source, secrets, {
        name: 'orphaned',
        namespace: 'lost-owner',
        ownerReferences: [{ apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'Cluster', name: 'old', uid: 'uid-of-old' }],
      }),
    reason: 'ReferenceUnresolved',
    stalled: true,
    message:
      'Secret lost-owner/orphaned would make clusterctl give up: it names Cluster old with UID uid-of-old as its owner, which is not in its namespace; correct or remove the reference',
  },
  {
    name: 'a Secret with variables for clusterctl that does not exist',
    namespace: 'no-variables',
    given: ({ spec }) => {
      spec['providers'] = { variablesSecretRef: { name: 'provider-variables' } };
    },
    reason: 'VariablesNotFound',
    stalled: false,
    message: 'Secret no-variables/provider-variables with variables for clusterctl does not exist; waiting for it',
  },
  {
    name: 'a variable that clusterctl itself goes by',
    namespace: 'odd-variables',
    given: ({ spec, source }) => {
      spec['providers'] = { variablesSecretRef: { name: 'provider-variables' } };
      plant(
        source,
        secrets,
        { name: 'provider-variables', namespace: 'odd-variables' },
        { data: { CLUSTER_TOPOLOGY: 'dHJ1ZQ==', HOME: 'Lw==' } },
      );
    },
    reason: 'InvalidVariables',
    stalled: true,
    message:
      'Secret odd-variables/provider-variables has a key HOME, which is reserved for clusterctl itself; take it out',
  },
  {
    name: 'credentials of Ironic for the probes that do not exist',
    namespace: 'no-ironic-secret',
    given: ({ spec }) => {
      spec['ironic'] = {
        ...(spec['ironic'] as object),
        endpoint: {
          address: '192.0.2.5',
          interface: 'ironicendpoint',
          credentialsSecretRef: { name: 'ironic-credentials' },
        },
      };
    },
    reason: 'ProbeInputMissing',
    stalled: false,
    message:
      "Secret no-ironic-secret/ironic-credentials with key username does not exist; without it nobody can watch Ironic's endpoint",
  },
];

/** Bad input in the target: what it has that it should not, and lacks. */
export const targetCases: readonly BadInput[] = [
  {
    name: 'an Ironic that runs in the target already',
    namespace: 'two-ironics',
    given: ({ target }) =>
      change(target, 'Deployment/two-ironics-ironic', {
        spec: { replicas: 1 },
        status: { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
      }),
    reason: 'IronicAlreadyRunning',
    stalled: true,
    message:
      "Deployment metal3-system/two-ironics-ironic in the target runs (1 replicas, 0 Pods) while the source's Ironic does too; scale it to 0",
  },
  {
    name: 'a target that holds objects of an earlier move',
    namespace: 'not-empty',
    given: () => undefined,
    after: async ({ namespace }, { target }) =>
      createObjects(target.admin, [
        objectOf(namespaces, { name: namespace }),
        objectOf(bareMetalHosts, { name: 'spare', namespace }),
      ]),
    reason: 'TargetNotEmpty',
    stalled: true,
    message: 'the target has BareMetalHost not-empty/spare already; delete what is left there of an earlier move',
  },
];
