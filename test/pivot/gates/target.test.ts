/** What speaks against the target, the providers and the move set: the exact reason and words of each gate. */
import { describe, expect, it, test } from 'vitest';
import { bareMetalHosts, clusters } from '../../../src/api/resources.ts';
import { anotherPivotActive, targetChanged, targetNotAccessible } from '../../../src/pivot/gates/access.ts';
import { crdMissingInTarget, garbageCollectionRisk, objectLeftBehind } from '../../../src/pivot/gates/move-set.ts';
import {
  clusterctlConfigNotFound,
  compareVersions,
  contractMismatch,
  providerInventoryMissing,
  providerMissing,
  providerOlderInTarget,
} from '../../../src/pivot/gates/providers.ts';
import {
  sourceBareMetalOperator,
  sourceIronic,
  targetBareMetalOperator,
  targetHostWebhook,
  targetIronic,
} from '../../../src/pivot/gates/workloads.ts';
import type { Observation, Rival } from '../../../src/pivot/observation.ts';
import type { Violation } from '../../../src/pivot/result.ts';
import {
  at,
  bmo,
  cluster,
  crd,
  crds,
  hostLabels,
  ironic,
  machine,
  metal3Machines,
  object,
  observation,
  ownedObjects,
  providers,
  spare,
  started,
  targetView,
  view,
} from '../given.ts';

type Said = [reason: Violation['reason'], message: string];
type Gate = (observation: Observation) => Violation | undefined;

const gates = {
  anotherPivotActive,
  clusterctlConfigNotFound,
  contractMismatch,
  crdMissingInTarget,
  garbageCollectionRisk,
  objectLeftBehind,
  providerInventoryMissing,
  providerMissing,
  providerOlderInTarget,
  sourceBareMetalOperator,
  sourceIronic,
  targetBareMetalOperator,
  targetChanged,
  targetHostWebhook,
  targetIronic,
  targetNotAccessible,
} as const satisfies Record<string, Gate>;

test.each(Object.entries(gates))('%s says nothing about a world that is ready', (_, gate) => {
  expect(gate(observation())).toBeUndefined();
});

const rival = (is: Partial<Rival>): Observation =>
  observation({ rivals: [{ name: 'older', creationTimestamp: at(-120), started: false, ended: false, ...is }] });
const here = (is: Partial<Observation['access']> & { state: string }) =>
  observation({ access: is as Observation['access'] });
const sourceHas = (...objects: Parameters<typeof view>[0]) => observation({ source: view(objects) });
const versions = (version: string, is: Parameters<typeof observation>[0] = {}) =>
  observation({
    target: targetView([], { providers: providers.map((provider) => ({ ...provider, version })) }),
    ...is,
  });

const found: readonly (readonly [what: string, Gate, Observation, ...Said])[] = [
  [
    'an older ClusterPivot waits in the namespace',
    anotherPivotActive,
    rival({}),
    'AnotherPivotActive',
    'ClusterPivot metal3/older was here first, and a pivot moves its whole namespace; waiting until it is complete, rolled back or deleted',
  ],
  [
    'a younger one has begun already',
    anotherPivotActive,
    rival({ name: 'younger', creationTimestamp: at(0), started: true }),
    'AnotherPivotActive',
    'ClusterPivot metal3/younger was here first, and a pivot moves its whole namespace; waiting until it is complete, rolled back or deleted',
  ],
  [
    'one of the same second comes first by name',
    anotherPivotActive,
    rival({ name: 'a', creationTimestamp: at(-60) }),
    'AnotherPivotActive',
    'ClusterPivot metal3/a was here first, and a pivot moves its whole namespace; waiting until it is complete, rolled back or deleted',
  ],
  [
    'the kubeconfig leads to the source',
    targetNotAccessible,
    here({ state: 'connected', server: 'https://x', uid: 'uid-of-source' }),
    'SourceIsTarget',
    "the kubeconfig in Secret metal3/prod-kubeconfig leads to the source cluster itself (both have kube-system UID uid-of-source); put the workload cluster's kubeconfig into the Secret",
  ],
  [
    'the Secret does not exist',
    targetNotAccessible,
    here({ state: 'secretMissing', secret: 'prod-kubeconfig', key: undefined }),
    'KubeconfigNotFound',
    "Secret metal3/prod-kubeconfig with the target's kubeconfig does not exist; waiting for it",
  ],
  [
    'the Secret has no such key',
    targetNotAccessible,
    here({ state: 'secretMissing', secret: 'prod-kubeconfig', key: 'value' }),
    'KubeconfigNotFound',
    "Secret metal3/prod-kubeconfig has no key value; waiting for the target's kubeconfig in it",
  ],
  [
    'the kubeconfig would run a program',
    targetNotAccessible,
    here({ state: 'invalid', secret: 'prod-kubeconfig', field: 'users[0].user.exec', problem: 'is not allowed' }),
    'InvalidKubeconfig',
    'the kubeconfig in Secret metal3/prod-kubeconfig is refused: users[0].user.exec is not allowed',
  ],
  [
    'the target does not answer',
    targetNotAccessible,
    here({ state: 'unreachable', server: 'https://192.0.2.10:6443', problem: 'connection refused' }),
    'TargetUnreachable',
    "the target's API server https://192.0.2.10:6443 cannot be reached: connection refused; waiting for it",
  ],
  [
    'the kubeconfig suddenly leads elsewhere',
    targetChanged,
    observation({ journal: { ...started, targetUid: 'uid-of-another' } }),
    'TargetChanged',
    "the target's kubeconfig now leads to a cluster with kube-system UID uid-of-target, but the pivot began with uid-of-another; restore the kubeconfig",
  ],
  [
    'the source is of another contract',
    contractMismatch,
    observation({ source: view([], { crds: [crd({ ...clusters, version: 'v1beta1' })] }) }),
    'ContractMismatch',
    'the source stores Clusters at v1beta1, but this clusterctl works with v1beta2 only; upgrade Cluster API there',
  ],
  [
    'the target is of another contract',
    contractMismatch,
    observation({ target: targetView([], { crds: [crd({ ...clusters, version: 'v1beta1' })] }) }),
    'ContractMismatch',
    'the target stores Clusters at v1beta1, but this clusterctl works with v1beta2 only; upgrade Cluster API there',
  ],
  [
    'the source has no provider inventory',
    providerInventoryMissing,
    observation({ source: view([], { providers: [] }) }),
    'ProviderInventoryMissing',
    'the source has no Provider objects (providers.clusterctl.cluster.x-k8s.io) and no Deployments with the label cluster.x-k8s.io/provider, so nothing tells what the target needs; create the inventory',
  ],
  [
    'a provider is older in the target',
    providerOlderInTarget,
    versions('v1.13.9'),
    'ProviderOlderInTarget',
    'CoreProvider cluster-api is v1.13.9 in the target and v1.14.0 in the source; upgrade it in the target with clusterctl upgrade',
  ],
  [
    'a provider is missing and none may be installed',
    providerMissing,
    observation({ target: targetView([], { providers: [] }), spec: { providers: { install: 'Preinstalled' } } }),
    'ProviderMissingInTarget',
    'the target lacks CoreProvider cluster-api v1.14.0, InfrastructureProvider metal3 v1.14.0, and spec.providers.install is Preinstalled; install them with clusterctl init',
  ],
  [
    'the clusterctl configuration is missing',
    clusterctlConfigNotFound,
    observation({ clusterctlConfig: 'missing', spec: { providers: { clusterctlConfigRef: { name: 'offline' } } } }),
    'ClusterctlConfigNotFound',
    'ConfigMap metal3/offline with key clusterctl.yaml does not exist; waiting for it',
  ],
  [
    'the target does not know hosts',
    crdMissingInTarget,
    observation({ target: targetView([], { crds: [] }) }),
    'CrdMissingInTarget',
    "the target does not serve baremetalhosts.metal3.io v1alpha1; install the Bare Metal Operator's CRDs there in the version of the source",
  ],
  [
    'the target does not serve the version',
    crdMissingInTarget,
    observation({
      target: targetView([], {
        crds: [...crds().slice(0, 6), { ...crd(bareMetalHosts, hostLabels), servedVersions: ['v1beta1'] }],
      }),
    }),
    'CrdMissingInTarget',
    "the target does not serve baremetalhosts.metal3.io v1alpha1; install the Bare Metal Operator's CRDs there in the version of the source",
  ],
  [
    'an owner does not move',
    objectLeftBehind,
    sourceHas(cluster(), machine('m-0', {}, { ownedBy: [cluster(), object(metal3Machines, 'alone')] })),
    'ObjectLeftBehind',
    'Machine metal3/m-0 would be left behind: it is owned by Metal3Machine alone, which does not exist; give its owner the clusterctl labels, remove the owner reference, or let it stay with spec.leftBehind',
  ],
  [
    'several are left behind',
    objectLeftBehind,
    sourceHas(
      ...ownedObjects(),
      ...['a', 'b', 'c'].map((name) => spare(name, { metadata: { ownedBy: [object(metal3Machines, 'gone')] } })),
    ),
    'ObjectLeftBehind',
    'BareMetalHost metal3/a would be left behind: it is owned by Metal3Machine gone, which does not exist (and 2 more); give its owner the clusterctl labels, remove the owner reference, or let it stay with spec.leftBehind',
  ],
  [
    'the garbage collector would take what stays',
    garbageCollectionRisk,
    sourceHas(cluster(), machine('m-0', {}, { ownedBy: [cluster(), object(metal3Machines, 'alone')] })),
    'GarbageCollectionRisk',
    'Machine metal3/m-0 would be lost: an owner of it moves and is deleted from the source, but it is owned by Metal3Machine alone, which does not exist; label it clusterctl.cluster.x-k8s.io/move, or remove the owner reference',
  ],
  [
    "the source's Bare Metal Operator is not available",
    sourceBareMetalOperator,
    observation({ source: view([], { workloads: [bmo({ available: false })] }) }),
    'BareMetalOperatorNotReady',
    'Deployment baremetal-operator-system/bmo in the source is not available; waiting for the Bare Metal Operator, since hosts change unseen without it',
  ],
  [
    "the source's Bare Metal Operator is scaled to 0",
    sourceBareMetalOperator,
    observation({ source: view([], { workloads: [bmo({ replicas: 0 })] }) }),
    'BareMetalOperatorNotReady',
    'Deployment baremetal-operator-system/bmo in the source is not available; waiting for the Bare Metal Operator, since hosts change unseen without it',
  ],
  [
    'the source has no Ironic',
    sourceIronic,
    observation({ source: view([], { workloads: [bmo()] }) }),
    'IronicNotFound',
    'no Deployment in the source runs Ironic (containers ironic and ironic-endpoint-keepalived or keepalived); install it there, or name it in spec.ironic.source',
  ],
  [
    "the target's Bare Metal Operator is not available",
    targetBareMetalOperator,
    observation({ target: targetView([], { workloads: [bmo({ available: false })] }) }),
    'BareMetalOperatorNotReady',
    'Deployment baremetal-operator-system/bmo in the target is not available; waiting for the Bare Metal Operator',
  ],
  [
    'the target has no Bare Metal Operator',
    targetBareMetalOperator,
    observation({ target: targetView([], { workloads: [] }) }),
    'BareMetalOperatorNotFound',
    'no Deployment in the target runs the Bare Metal Operator; install it there, or name it in spec.bareMetalOperator.target',
  ],
  [
    "the target's webhook does not answer",
    targetHostWebhook,
    observation({ hostWebhook: { answers: false, problem: 'no endpoints available' } }),
    'BareMetalOperatorNotReady',
    "the target does not admit a BareMetalHost (dry run): no endpoints available; waiting for the Bare Metal Operator's webhook",
  ],
  [
    "the target's Ironic runs",
    targetIronic,
    observation({ target: targetView([], { workloads: [ironic()] }) }),
    'IronicAlreadyRunning',
    "Deployment baremetal-operator-system/ironic in the target runs (1 replicas, 1 Pods) while the source's Ironic does too; scale it to 0",
  ],
  [
    "a Pod of the target's Ironic is still there",
    targetIronic,
    observation({
      target: targetView([], { workloads: [ironic({ replicas: 0, pods: [{ name: 'p', ready: true, node: 'm-0' }] })] }),
    }),
    'IronicAlreadyRunning',
    "Deployment baremetal-operator-system/ironic in the target runs (0 replicas, 1 Pods) while the source's Ironic does too; scale it to 0",
  ],
];

test.each(found)('%s', (_, gate, observed, ...said) => {
  const [reason, message] = said;
  expect(gate(observed)).toMatchObject({ reason, message });
});

const silent: readonly (readonly [what: string, Gate, Observation])[] = [
  ['an older ClusterPivot that is over does not count', anotherPivotActive, rival({ started: true, ended: true })],
  ['a younger one that has not begun does not count', anotherPivotActive, rival({ creationTimestamp: at(0) })],
  [
    'missing providers are installed by default',
    providerMissing,
    versions('v1', { target: targetView([], { providers: [] }) }),
  ],
  ['a newer provider is fine', providerOlderInTarget, versions('v1.14.1')],
  ['a target that was not read is not accused of lacking Ironic', targetIronic, observation({ target: undefined })],
  ['nor of lacking CRDs', crdMissingInTarget, observation({ target: undefined })],
  ['a webhook that was not asked is not accused', targetHostWebhook, observation({ hostWebhook: undefined })],
];

test.each(silent)('%s', (_, gate, observed) => {
  expect(gate(observed)).toBeUndefined();
});

describe('compareVersions', () => {
  const ordered = [
    'junk',
    'v0.0.1',
    'v1.2.3-alpha',
    'v1.2.3-alpha.1',
    'v1.2.3-alpha.beta',
    'v1.2.3-beta.2',
    'v1.2.3-beta.11',
    'v1.2.3-rc.0',
    '1.2.3',
    'v1.2.10',
    'v1.10.0',
    'v2.0.0',
  ];
  const pairs = ordered.flatMap((a, i) => ordered.map((b, j) => [a, b, Math.sign(i - j)] as const));

  it.each(pairs)('%s against %s is %i', (a, b, sign) => {
    expect(compareVersions(a, b)).toBe(sign);
  });

  it('ignores what comes after a plus', () => {
    expect(compareVersions('v1.2.3+build.7', 'v1.2.3')).toBe(0);
  });
});
