/** Which providers does a cluster have, in clusterctl's inventory or not? */
import { describe, expect, it } from 'vitest';
import {
  missingProviders,
  providerInventoryMissing,
  providerOlderInTarget,
  providersToList,
  targetProvidersNotReady,
} from '../../src/pivot/gates/providers.ts';
import { providersOf, readLabel } from '../../src/pivot/providers.ts';
import type { ProviderDeployment } from '../../src/pivot/survey.ts';
import { observation, ownedObjects, targetView, view } from './given.ts';

function running(provider: string, version: string | undefined = 'v1.14.2', available = true): ProviderDeployment {
  return {
    provider,
    namespace: `${provider}-system`,
    name: `${provider}-manager`,
    available,
    version,
    featureGates: {},
  };
}

const helm = { providers: [], providerDeployments: [running('cluster-api'), running('infrastructure-metal3')] };
const listed = [
  { type: 'CoreProvider', name: 'cluster-api', version: 'v1.14.2' },
  { type: 'InfrastructureProvider', name: 'metal3', version: 'v1.14.2' },
];
const source = (is: Parameters<typeof view>[1]) => view(ownedObjects(), is);

it.each([
  ['cluster-api', { type: 'CoreProvider', name: 'cluster-api' }],
  ['bootstrap-kubeadm', { type: 'BootstrapProvider', name: 'kubeadm' }],
  ['control-plane-kubeadm', { type: 'ControlPlaneProvider', name: 'kubeadm' }],
  ['infrastructure-metal3', { type: 'InfrastructureProvider', name: 'metal3' }],
  ['ipam-metal3', { type: 'IPAMProvider', name: 'metal3' }],
  ['runtime-extension-x-y', { type: 'RuntimeExtensionProvider', name: 'x-y' }],
  ['addon-helm', { type: 'AddonProvider', name: 'helm' }],
  ['cert-manager', undefined],
])('reads label %s', (label, expected) => expect(readLabel(label)).toEqual(expected));

describe('a provider', () => {
  it('counts when it runs, whether or not it is in the inventory, and once', () => {
    expect(providersOf(helm)).toEqual(listed);
    const both = {
      providers: listed.slice(0, 1),
      providerDeployments: [...helm.providerDeployments, running('cluster-api')],
    };
    expect(providersOf(both)).toEqual(listed);
    const two = { providers: [], providerDeployments: [running('cluster-api'), running('cluster-api')] };
    expect(providersOf(two)).toEqual(listed.slice(0, 1));
  });

  it('that nobody can tell the version of has to be listed by a human', () => {
    const unknown = { providers: [], providerDeployments: [running('cluster-api', undefined)].map(withoutVersion) };
    expect(providersOf(unknown)).toEqual([]);
    expect(providerInventoryMissing(observation({ source: source(unknown) }))?.message).toBe(
      'Deployment cluster-api-system/cluster-api-manager of provider cluster-api in the source is in no clusterctl inventory, and its image has no version as its tag; create its Provider object (providers.clusterctl.cluster.x-k8s.io)',
    );
    const isListed = { ...unknown, providers: listed };
    expect(providerInventoryMissing(observation({ source: source(isListed) }))).toBeUndefined();
  });

  it('is not asked for in a source without any', () => {
    const none = { providers: [], providerDeployments: [] };
    expect(providerInventoryMissing(observation({ source: source(none) }))?.reason).toBe('ProviderInventoryMissing');
    expect(providerInventoryMissing(observation({ source: source(helm) }))).toBeUndefined();
  });

  it('of the source is missing in the target unless it runs there', () => {
    const bare = targetView([], { providers: [], providerDeployments: [] });
    expect(missingProviders(observation({ source: source(helm), target: bare }))).toEqual(listed);
    expect(missingProviders(observation({ source: source(helm), target: targetView([], helm) }))).toEqual([]);
  });

  it("is put into the target's inventory only where the source has it in its own", () => {
    const inventoried = source({ providers: listed, providerDeployments: [] });
    expect(providersToList(observation({ source: inventoried, target: targetView([], helm) }))).toEqual([
      { ...listed[0], label: 'cluster-api', namespace: 'cluster-api-system' },
      { ...listed[1], label: 'infrastructure-metal3', namespace: 'infrastructure-metal3-system' },
    ]);
    expect(providersToList(observation({ source: source(helm), target: targetView([], helm) }))).toEqual([]);
    expect(providersToList(observation({ source: inventoried, target: undefined }))).toEqual([]);
  });

  it('that is older in the target is told, in the inventory or not', () => {
    const older = { providers: [], providerDeployments: [running('cluster-api', 'v1.13.9')] };
    const inventoried = source({ providers: listed });
    expect(providerOlderInTarget(observation({ source: inventoried, target: targetView([], older) }))?.message).toBe(
      'CoreProvider cluster-api is v1.13.9 in the target and v1.14.2 in the source; upgrade it in the target with clusterctl upgrade',
    );
  });

  it('has to be available in the target', () => {
    const providerDeployments = [
      running('cluster-api'),
      running('ipam-metal3', 'v1.14.0', false),
      running('cert-manager', 'v1', false),
    ];
    expect(targetProvidersNotReady(observation({ target: targetView([], { providerDeployments }) }))?.message).toBe(
      'Deployment ipam-metal3-system/ipam-metal3-manager of provider ipam-metal3 in the target is not available (and 1 more); waiting until all its replicas are',
    );
    expect(targetProvidersNotReady(observation({ target: targetView([], helm) }))).toBeUndefined();
  });
});

function withoutVersion(deployment: ProviderDeployment): ProviderDeployment {
  return { ...deployment, version: undefined };
}
