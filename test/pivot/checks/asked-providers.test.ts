/** Providers, their webhooks and versions: do they run, fit each other, and take what is to come? */
import { describe, expect, it } from 'vitest';
import { machines } from '../../../src/api/resources.ts';
import type { Observation } from '../../../src/pivot/observation.ts';
import type { ProviderDeployment, WebhookService } from '../../../src/pivot/survey.ts';
import {
  bmo,
  crd,
  crds,
  ironic,
  node,
  object,
  observation,
  ownedObjects,
  providers,
  targetView,
  view,
} from '../given.ts';
import { type Case, saying, servers } from './asked-given.ts';
import { machineSets } from './given.ts';

function deployment(is: Partial<ProviderDeployment> = {}): ProviderDeployment {
  return {
    provider: 'cluster-api',
    namespace: 'capi-system',
    name: 'capi-controller-manager',
    available: true,
    version: 'v1.14.0',
    featureGates: {},
    ...is,
  };
}

function deployed(source: Partial<ProviderDeployment>, target: Partial<ProviderDeployment> = {}): Observation {
  return observation({
    source: view(ownedObjects(), { providerDeployments: [deployment(source)] }),
    target: targetView([], { providerDeployments: [deployment(target)] }),
  });
}

const installing = observation({ target: targetView([], { providers: [] }) });
const installed = { providers: { install: 'Preinstalled' } };

function hook(is: Partial<WebhookService> = {}): WebhookService {
  return {
    kind: 'Validating',
    configuration: 'capi-validating',
    name: 'machine.cluster.x-k8s.io',
    failurePolicy: 'Fail',
    hasCaBundle: true,
    service: 'capi-system/capi-webhook',
    readyEndpoints: 1,
    ...is,
  };
}

const webhookRemedy =
  'waiting until it can be asked; mend what serves it, or remove a configuration that nobody serves any more';
const gateRemedy = "initialize the target with the source's feature variables (such as CLUSTER_TOPOLOGY)";

const state: readonly Case[] = [
  ['all available', 'ProvidersReady', deployed({}), undefined],
  [
    'one in the source is not',
    'ProvidersReady',
    deployed({ available: false }),
    'Deployment capi-system/capi-controller-manager of provider cluster-api in the source is not available; waiting until all its replicas are',
  ],
  [
    'one in the target is not',
    'ProvidersReady',
    deployed({}, { available: false }),
    'Deployment capi-system/capi-controller-manager of provider cluster-api in the target is not available; waiting until all its replicas are',
  ],
  ['still to be installed', 'ProvidersReady', installing, "the target's providers are still to be installed"],
  ['the same gates', 'FeatureGatesEqual', deployed({ featureGates: { MachinePool: true } }), undefined],
  [
    'a gate that only one names',
    'FeatureGatesEqual',
    deployed({ featureGates: { ClusterTopology: true } }),
    `Deployment capi-system/capi-controller-manager has feature gate ClusterTopology=false in the target, where the source has ClusterTopology=true; ${gateRemedy}`,
  ],
  [
    'a gate that both name',
    'FeatureGatesEqual',
    deployed({ featureGates: { RuntimeSDK: true } }, { featureGates: { RuntimeSDK: false } }),
    `Deployment capi-system/capi-controller-manager has feature gate RuntimeSDK=false in the target, where the source has RuntimeSDK=true; ${gateRemedy}`,
  ],
  [
    'any other gate that only one names',
    'FeatureGatesEqual',
    deployed({ featureGates: { RuntimeSDK: true } }),
    undefined,
  ],
  [
    'gates of another provider',
    'FeatureGatesEqual',
    deployed(
      { provider: 'infrastructure-metal3', featureGates: { MachinePool: true } },
      { provider: 'infrastructure-metal3', featureGates: { MachinePool: false } },
    ),
    undefined,
  ],
  ['gates to be installed', 'FeatureGatesEqual', installing, "the target's providers are still to be installed"],
  ['a webhook with endpoints', 'WebhooksAnswer', servers({ webhooks: [hook()] }), undefined],
  [
    'a webhook without endpoints',
    'WebhooksAnswer',
    servers({}, { webhooks: [hook({ readyEndpoints: 0 })] }),
    `ValidatingWebhookConfiguration capi-validating in the target has webhook machine.cluster.x-k8s.io, which has no ready endpoint behind Service capi-system/capi-webhook; ${webhookRemedy}`,
  ],
  [
    'a webhook without a CA',
    'WebhooksAnswer',
    servers({ webhooks: [hook({ kind: 'Mutating', hasCaBundle: false })] }),
    `MutatingWebhookConfiguration capi-validating in the source has webhook machine.cluster.x-k8s.io, which cannot be trusted: its caBundle is empty (Service capi-system/capi-webhook); ${webhookRemedy}`,
  ],
  [
    'a conversion without endpoints',
    'WebhooksAnswer',
    servers(
      {},
      {
        webhooks: [hook({ kind: 'Conversion', configuration: 'a.b.example', name: 'a.b.example', readyEndpoints: 0 })],
      },
    ),
    `CustomResourceDefinition a.b.example in the target has no ready endpoint behind Service capi-system/capi-webhook; ${webhookRemedy}`,
  ],
  [
    'a webhook whose failure is ignored',
    'WebhooksAnswer',
    servers({}, { webhooks: [hook({ readyEndpoints: 0, failurePolicy: 'Ignore' })] }),
    undefined,
  ],
  [
    'a webhook at a URL',
    'WebhooksAnswer',
    servers({}, { webhooks: [hook({ service: undefined, readyEndpoints: undefined, hasCaBundle: false })] }),
    undefined,
  ],
  [
    'webhooks to be installed',
    'WebhooksAnswer',
    installing,
    "the target's providers, and their webhooks, are still to be installed",
  ],
];

const sets = object(machineSets, 'set', { ownedBy: [] });
const withSets = (target: ReturnType<typeof crds>, spec = {}) =>
  observation({
    spec,
    source: view(ownedObjects(), {
      crds: [...crds(), crd(machineSets)],
      objects: [
        ...(view(ownedObjects()).objects ?? []),
        {
          resource: machineSets,
          object: { ...sets, metadata: { ...sets.metadata, labels: { 'clusterctl.cluster.x-k8s.io/move': '' } } },
        },
      ],
    }),
    target: targetView([], { crds: target, providers: 'providers' in spec ? providers : [] }),
  });

const versionRemedy = "install the provider of the source's version in the target";
const served: readonly Case[] = [
  ['the same versions', 'StorageVersionsServed', observation(), undefined],
  [
    'another version',
    'StorageVersionsServed',
    observation({
      target: targetView([], {
        crds: crds().map((one) => (one.resource === machines ? { ...one, servedVersions: ['v1beta1'] } : one)),
      }),
    }),
    `CustomResourceDefinition machines.cluster.x-k8s.io is stored at v1beta2 in the source, and the target serves v1beta1; ${versionRemedy}`,
  ],
  [
    'a kind that comes with a provider',
    'StorageVersionsServed',
    withSets(crds()),
    'CustomResourceDefinition machinesets.cluster.x-k8s.io is not in the target; it comes with a provider that is still to be installed',
  ],
  [
    'a kind that nobody brings',
    'StorageVersionsServed',
    withSets(crds(), installed),
    `CustomResourceDefinition machinesets.cluster.x-k8s.io is not in the target; ${versionRemedy}`,
  ],
];

const image = (tag: string) => ({
  containers: [{ name: 'manager', image: `registry.example/metal3-io/baremetal-operator${tag}` }],
});
const operators = (source: string, target: string) =>
  observation({
    source: view(ownedObjects(), { workloads: [bmo(image(source)), ironic()] }),
    target: targetView([], { workloads: [bmo(image(target)), ironic({ replicas: 0, pods: [] })] }),
  });
const withProviders = (...more: readonly (typeof providers)[number][]) =>
  observation({ target: targetView([], { providers: [...providers, ...more] }) });
const skewRemedy = 'upgrade what is behind; nobody has tried these together';

const versions: readonly Case[] = [
  ['what belongs together', 'VersionsSupported', observation(), undefined],
  [
    'a kubeadm provider that is behind',
    'VersionsSupported',
    withProviders({ name: 'kubeadm', type: 'BootstrapProvider', version: 'v1.13.4' }),
    `BootstrapProvider kubeadm v1.13.4 in the target is beside CAPM3 v1.14.0, which is built and tested with 1.14; ${skewRemedy}`,
  ],
  [
    'an IP address manager that is behind',
    'VersionsSupported',
    withProviders({ name: 'metal3', type: 'IPAMProvider', version: 'v1.12.0' }),
    `IPAMProvider metal3 v1.12.0 in the target is beside CAPM3 v1.14.0, which is built and tested with 1.14; ${skewRemedy}`,
  ],
  [
    'a Bare Metal Operator that is behind',
    'VersionsSupported',
    operators(':v0.14.0', ':v0.13.2'),
    `Bare Metal Operator v0.13.2 in the target is beside CAPM3 v1.14.0, which is built and tested with 0.14; ${skewRemedy}`,
  ],
  [
    'a CAPM3 that nothing is known about',
    'VersionsSupported',
    observation({
      target: targetView([], {
        providers: [{ name: 'metal3', type: 'InfrastructureProvider', version: 'v1.99.0' }],
        workloads: [],
      }),
    }),
    undefined,
  ],
  ['the same operator', 'BareMetalOperatorNotOlder', operators(':v0.14.1', ':v0.14.0'), undefined],
  ['a newer operator', 'BareMetalOperatorNotOlder', operators(':v0.13.4', ':v0.14.0'), undefined],
  [
    'an older operator',
    'BareMetalOperatorNotOlder',
    operators(':v0.14.1@sha256:abc', ':v0.13.4'),
    'Deployment baremetal-operator-system/bmo runs Bare Metal Operator v0.13.4 in the target, and the source has v0.14.1; upgrade it in the target',
  ],
  ['an operator without a version', 'BareMetalOperatorNotOlder', operators(':v0.14.1', ':main'), undefined],
  ['an operator by its digest', 'BareMetalOperatorNotOlder', operators(':v0.14.1', '@sha256:abc'), undefined],
];

const tainted = (name: string, spec: object) => ({ ...node(name), spec });
const controlPlane = { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] };
const onNodes = (...nodes: readonly ReturnType<typeof node>[]) =>
  observation({ target: targetView([], { nodes, providers: [] }) });

const schedulable: readonly Case[] = [
  ['a free node', 'TargetSchedulable', onNodes(tainted('cp', controlPlane), node('worker')), undefined],
  [
    'no free node',
    'TargetSchedulable',
    onNodes(tainted('cp', controlPlane), tainted('worker', { unschedulable: true })),
    'Node cp has the taint node-role.kubernetes.io/control-plane:NoSchedule (and 1 more); add a worker, or take the taint off, so that the providers can start',
  ],
  [
    'nothing to be installed',
    'TargetSchedulable',
    observation({ target: targetView([], { nodes: [tainted('cp', controlPlane)] }) }),
    undefined,
  ],
];

describe('of the providers', () => {
  it.each([...state, ...served, ...versions, ...schedulable])('%s: %s', (_, check, observed, said) => {
    expect(saying(check, observed)).toBe(said);
  });
});
