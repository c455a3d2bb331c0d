/** What does the plan say, and does its hash change exactly when something that matters changes? */
import { describe, expect, it } from 'vitest';
import { clusterctlLabel } from '../../src/api/marks.ts';
import { bareMetalHosts } from '../../src/api/resources.ts';
import type { Observation } from '../../src/pivot/observation.ts';
import { buildPlan } from '../../src/pivot/plan.ts';
import {
  bmo,
  crd,
  crds,
  host,
  ironic,
  marked,
  now,
  observation,
  ownedObjects,
  secret,
  spare,
  steadyHosts,
  stopped,
  targetView,
  view,
} from './given.ts';

const lacking = observation({
  source: view(ownedObjects(), { crds: [...crds().slice(0, 6), crd(bareMetalHosts, [])] }),
  target: targetView([], { namespaceExists: false, providers: [], crds: [crd(bareMetalHosts, [clusterctlLabel])] }),
});

describe('the plan', () => {
  it('counts what moves, lists hosts and says what will be done', () => {
    expect(buildPlan(observation())).toEqual({
      hash: expect.stringMatching(/^[0-9a-f]{16}$/),
      objects: 19,
      kinds: [
        { kind: 'BareMetalHost', count: 4 },
        { kind: 'Cluster', count: 1 },
        { kind: 'HardwareData', count: 4 },
        { kind: 'Machine', count: 2 },
        { kind: 'MachineDeployment', count: 1 },
        { kind: 'Metal3Machine', count: 2 },
        { kind: 'Secret', count: 5 },
      ],
      hosts: [
        { name: 'm-0', state: 'provisioned', claimed: true },
        { name: 'm-1', state: 'provisioned', claimed: true },
        { name: 'spare-0', state: 'available', claimed: false },
        { name: 'spare-1', state: 'available', claimed: false },
      ],
      steps: [
        'scale Deployment baremetal-operator-system/bmo in the source from 1 to 0',
        'scale Deployment baremetal-operator-system/ironic in the source from 1 to 0',
        'scale Deployment baremetal-operator-system/ironic in the target to 1',
      ],
      estimate: { pauseSeconds: 17 },
    });
  });

  it('says what is frozen, ahead of everything, and for how long', () => {
    const freeze = [
      { kind: 'Application', namespace: 'argocd', name: 'clusters' },
      { kind: 'Kustomization', namespace: 'flux-system', name: 'hosts' },
    ];
    const left = buildPlan(observation({ spec: { gitOps: { freeze } } }));
    expect(left?.steps.slice(0, 2)).toEqual([
      'freeze Application argocd/clusters in the source (spec.syncPolicy.automated), and leave it so',
      'freeze Kustomization flux-system/hosts in the source (spec.suspend), and leave it so',
    ]);
    const thawed = buildPlan(observation({ spec: { gitOps: { freeze, afterCompletion: 'Thaw' } } }));
    expect(thawed?.steps[0]).toBe(
      'freeze Application argocd/clusters in the source (spec.syncPolicy.automated), until the pivot is complete',
    );
    expect(new Set([left?.hash, thawed?.hash, buildPlan(observation())?.hash]).size).toBe(3);
  });

  it('says what has to be labelled, created and installed first', () => {
    expect(buildPlan(lacking)?.steps.slice(0, 4)).toEqual([
      'label baremetalhosts.metal3.io in the source for clusterctl',
      'label baremetalhosts.metal3.io in the target for clusterctl',
      'create Namespace metal3 in the target',
      'install CoreProvider cluster-api v1.14.0, InfrastructureProvider metal3 v1.14.0 in the target',
    ]);
  });

  it('is not made from what was not read', () => {
    expect(buildPlan(observation({ source: view([], { objects: undefined }) }))).toBeUndefined();
    expect(buildPlan(observation({ source: view([], { crds: undefined }) }))).toBeUndefined();
  });
});

const hash = (observed: Observation) => buildPlan(observed)?.hash;
const withHosts = (...hosts: ReturnType<typeof host>[]) => observation({ source: view(ownedObjects(hosts)) });
const [first, ...rest] = steadyHosts();
const same = hash(observation());

const indifferent: Readonly<Record<string, Observation>> = {
  'time passes': observation({ now: now + 60_000 }),
  'objects come in another order': observation({ source: view(ownedObjects().toReversed()) }),
  'a host reports': withHosts(host('m-0', { status: { lastUpdated: 'later' } }), ...rest),
  'an object is written': observation({
    source: view(ownedObjects().map((object) => marked(object, { resourceVersion: '99', generation: 2 }))),
  }),
  'an unowned Secret that stays is added': observation({ source: view([...ownedObjects(), secret('unrelated')]) }),
  'the user writes another field': observation({ spec: { gates: { soakSeconds: 1 } } }),
};

const relevant: Readonly<Record<string, Observation>> = {
  'an object is added': observation({ source: view([...ownedObjects(), secret('prod-ca')]) }),
  'a host is added': withHosts(...steadyHosts(), spare('spare-2')),
  'a host is taken away': withHosts(...rest),
  'a host is claimed': withHosts(
    ...steadyHosts().slice(0, 3),
    spare('spare-1', { spec: { consumerRef: { kind: 'Metal3Machine', name: 'm-2' } } }),
  ),
  'a host changes its state': withHosts(host('m-0', { state: 'deprovisioning' }), ...rest),
  'a host is asked for another image': withHosts(host('m-0', { spec: { image: { url: 'http://x/y' } } }), ...rest),
  'a host is to be switched off': withHosts(host('m-0', { spec: { online: false } }), ...rest),
  'the source runs two replicas': observation({
    source: view(ownedObjects(), { workloads: [bmo({ replicas: 2 }), ironic()] }),
  }),
  'another Deployment would be started': observation({
    target: targetView([], { workloads: [bmo(), ironic({ ...stopped, name: 'ironic-2' })] }),
  }),
  'a label went missing': observation({ target: targetView([], { crds: [crd(bareMetalHosts, [])] }) }),
  'a provider has to be installed': observation({ target: targetView([], { providers: [] }) }),
  'the namespace has to be created': observation({ target: targetView([], { namespaceExists: false }) }),
};

describe('its hash', () => {
  it('has a host to change', () => expect(first?.metadata.name).toBe('m-0'));

  it.each(Object.entries(indifferent))('stays when %s', (_, observed) => {
    expect(hash(observed)).toBe(same);
  });

  it.each(Object.entries(relevant))('changes when %s', (_, observed) => {
    expect(hash(observed)).not.toBe(same);
  });
});
