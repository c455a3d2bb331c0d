/** What speaks against the Cluster, its Machines and its hosts: the exact reason and words of each gate. */
import { expect, test } from 'vitest';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import {
  clusterNotFound,
  clusterNotProvisioned,
  clusterPaused,
  machineWithoutNode,
  objectBeingDeleted,
  otherClusterInNamespace,
} from '../../../src/pivot/gates/cluster.ts';
import { hostNotSteady, hostPaused, unclaimedHosts, unfitToTravel } from '../../../src/pivot/gates/hosts.ts';
import type { Observation } from '../../../src/pivot/observation.ts';
import type { Violation } from '../../../src/pivot/result.ts';
import {
  at,
  cluster,
  clusterClasses,
  host,
  machine,
  machineDeployment,
  marked,
  object,
  observation,
  secret,
  spare,
  steadyHosts,
  view,
} from '../given.ts';

type Gate = (observation: Observation) => Violation | undefined;

const gates = {
  clusterNotFound,
  clusterNotProvisioned,
  clusterPaused,
  hostNotSteady,
  hostPaused,
  machineWithoutNode,
  objectBeingDeleted,
  otherClusterInNamespace,
  unclaimedHosts,
} as const satisfies Record<string, Gate>;

test.each(Object.entries(gates))('%s says nothing about a steady world', (_, gate) => {
  expect(gate(observation())).toBeUndefined();
});

const inSource = (...objects: readonly KubeObject[]) => observation({ source: view(objects) });
const leaving = { deletionTimestamp: at(-5) };
const uninitialized = (initialization: object, conditions: readonly object[], spec = {}) => ({
  ...cluster('prod', spec),
  status: { initialization, conditions },
});

const found: readonly (readonly [what: string, Gate, Observation, Violation])[] = [
  [
    'the Cluster is missing',
    clusterNotFound,
    inSource(),
    {
      reason: 'ClusterNotFound',
      message: 'Cluster metal3/prod does not exist in the source; waiting for it',
    },
  ],
  [
    'the name of the Cluster is mistyped',
    clusterNotFound,
    inSource(cluster('prd')),
    {
      reason: 'ClusterNotFound',
      message: 'Cluster metal3/prod does not exist in the source, where Cluster metal3/prd is; waiting for it',
    },
  ],
  [
    'another Cluster would move along',
    otherClusterInNamespace,
    inSource(cluster(), cluster('test')),
    {
      reason: 'OtherClusterInNamespace',
      message:
        'Cluster metal3/test is in the namespace too and would move along; move it to another namespace or delete it',
    },
  ],
  [
    'the infrastructure is not provisioned',
    clusterNotProvisioned,
    inSource(uninitialized({}, [])),
    {
      reason: 'ClusterNotProvisioned',
      message:
        'Cluster metal3/prod has not provisioned its infrastructure; waiting for status.initialization.infrastructureProvisioned',
    },
  ],
  [
    'the control plane is not initialized',
    clusterNotProvisioned,
    inSource(
      uninitialized({ infrastructureProvisioned: true }, [{ type: 'ControlPlaneInitialized', status: 'False' }]),
    ),
    {
      reason: 'ControlPlaneNotInitialized',
      message:
        'Cluster metal3/prod has no initialized control plane; waiting for its condition ControlPlaneInitialized',
    },
  ],
  [
    'a control plane provider has not said that it is initialized',
    clusterNotProvisioned,
    inSource(
      uninitialized({ infrastructureProvisioned: true }, [{ type: 'ControlPlaneInitialized', status: 'True' }], {
        controlPlaneRef: { kind: 'KubeadmControlPlane' },
      }),
    ),
    {
      reason: 'ControlPlaneNotInitialized',
      message:
        'Cluster metal3/prod has no initialized control plane; waiting for its condition ControlPlaneInitialized',
    },
  ],
  [
    'the Cluster is paused by its spec',
    clusterPaused,
    inSource(cluster('prod', { paused: true })),
    {
      reason: 'ClusterPaused',
      message:
        'Cluster metal3/prod is paused; waiting until spec.paused and the annotation cluster.x-k8s.io/paused are gone',
    },
  ],
  [
    'the Cluster is paused by annotation',
    clusterPaused,
    inSource(cluster('prod', {}, { annotations: { 'cluster.x-k8s.io/paused': '' } })),
    {
      reason: 'ClusterPaused',
      message:
        'Cluster metal3/prod is paused; waiting until spec.paused and the annotation cluster.x-k8s.io/paused are gone',
    },
  ],
  [
    'a ClusterClass is paused, which clusterctl refuses too',
    clusterPaused,
    inSource(cluster(), object(clusterClasses, 'metal', { annotations: { 'cluster.x-k8s.io/paused': 'true' } })),
    {
      reason: 'ClusterPaused',
      message:
        'ClusterClass metal3/metal is paused; waiting until spec.paused and the annotation cluster.x-k8s.io/paused are gone',
    },
  ],
  [
    'a Machine has no Node',
    machineWithoutNode,
    inSource(machine('m-0'), machine('m-1', { nodeRef: undefined })),
    { reason: 'MachineWithoutNode', message: 'Machine metal3/m-1 has no Node yet; waiting for its status.nodeRef' },
  ],
  ...[cluster(), machine('m-0'), machineDeployment(), host('m-0')].map(
    (object) =>
      [
        `a ${object.kind} is being deleted`,
        objectBeingDeleted,
        inSource(marked(object, leaving)),
        {
          reason: 'ObjectBeingDeleted',
          message: `${object.kind} metal3/${object.metadata.name} is being deleted, and a move would bring it back to life; waiting until it is gone`,
        },
      ] as const,
  ),
  [
    'something else that moves is being deleted',
    objectBeingDeleted,
    inSource(cluster(), marked(secret('prod-kubeconfig'), leaving)),
    {
      reason: 'ObjectBeingDeleted',
      message:
        'Secret metal3/prod-kubeconfig is being deleted, and a move would bring it back to life; waiting until it is gone',
    },
  ],
  [
    'one host is not steady',
    hostNotSteady,
    inSource(host('m-0', { state: 'provisioning' }), host('m-1')),
    {
      reason: 'HostNotSteady',
      message: 'BareMetalHost metal3/m-0 is provisioning; waiting until no operation is under way',
    },
  ],
  [
    'several hosts are not steady',
    hostNotSteady,
    inSource(...['a', 'b', 'c'].map((name) => spare(name, { state: 'inspecting' }))),
    {
      reason: 'HostNotSteady',
      message: 'BareMetalHost metal3/a is inspecting (and 2 more hosts); waiting until no operation is under way',
    },
  ],
  [
    'a provider has paused a host',
    hostPaused,
    inSource(host('m-0', { annotations: { 'baremetalhost.metal3.io/paused': 'metal3.io/capm3' } })),
    {
      reason: 'HostPaused',
      message:
        'BareMetalHost metal3/m-0 is paused by metal3.io/capm3; waiting until the annotation baremetalhost.metal3.io/paused is gone',
    },
  ],
  [
    'a person has paused a host',
    hostPaused,
    inSource(host('m-0', { annotations: { 'baremetalhost.metal3.io/paused': '' } })),
    {
      reason: 'HostPaused',
      message:
        'BareMetalHost metal3/m-0 is paused by a user; waiting until the annotation baremetalhost.metal3.io/paused is gone',
    },
  ],
  [
    'unclaimed hosts are not wanted',
    unclaimedHosts,
    observation({ spec: { unclaimedHosts: 'Refuse' } }),
    {
      reason: 'UnclaimedHosts',
      message:
        'BareMetalHost metal3/spare-0 is claimed by no Metal3Machine and would move too; set spec.unclaimedHosts to Include, or move it to another namespace',
    },
  ],
];

test.each(found)('%s', (_, gate, observed, violation) => {
  expect(gate(observed)).toEqual(violation);
});

test('unclaimed hosts that are not wanted are none when all are claimed', () => {
  const source = view(steadyHosts().slice(0, 2));
  expect(unclaimedHosts(observation({ source, spec: { unclaimedHosts: 'Refuse' } }))).toBeUndefined();
});

const paused = 'baremetalhost.metal3.io/paused';
const saved = 'baremetalhost.metal3.io/status';
const goodStatus = JSON.stringify({ provisioning: { state: 'provisioned' } });

const unfit: readonly (readonly [what: string, KubeObject, string | undefined])[] = [
  ['is not paused', host('m-0', { annotations: { [saved]: goodStatus } }), `lacks the annotation ${paused}`],
  ['has no saved status', host('m-0', { annotations: { [paused]: '' } }), `lacks the annotation ${saved}`],
  [
    'has a saved status without a state',
    host('m-0', { annotations: { [paused]: '', [saved]: '{}' } }),
    `has a ${saved} without a provisioning state`,
  ],
  [
    'has a saved status that is cut off',
    host('m-0', { annotations: { [paused]: '', [saved]: '{"provisioning"' } }),
    `has a ${saved} that is not JSON`,
  ],
  [
    'is paused in the middle of an operation',
    host('m-0', { state: 'deprovisioning', annotations: { [paused]: '', [saved]: goodStatus } }),
    'is deprovisioning',
  ],
  ['is fit', host('m-0', { annotations: { [paused]: '', [saved]: goodStatus } }), undefined],
];

test.each(unfit)('a host that %s', (_, object, why) => {
  expect(unfitToTravel(object)).toBe(why);
});

test('an object that is being deleted and does not move is nobody to wait for', () => {
  expect(objectBeingDeleted(inSource(cluster(), marked(secret('other'), leaving)))).toBeUndefined();
});

test('with a mistyped name, the Cluster that is there is not told to be another one', () => {
  expect(otherClusterInNamespace(inSource(cluster('prd')))).toBeUndefined();
});
