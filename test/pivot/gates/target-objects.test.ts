/** What the target has already, of its own or of what the source shares with others: would copies get along with it? */
import { describe, expect, it } from 'vitest';
import type { KubeObject, Resource } from '../../../src/api/kube-object.ts';
import { clusterctlLabel, moveHierarchyLabel } from '../../../src/api/marks.ts';
import { copyOrphaned, keptOverwritten, targetNotEmpty } from '../../../src/pivot/gates/target-objects.ts';
import type { FoundObject } from '../../../src/pivot/graph.ts';
import type { Observation } from '../../../src/pivot/observation.ts';
import {
  cluster,
  clusterClasses,
  copies,
  crd,
  crds,
  found,
  marked,
  object,
  observation,
  secret,
  spare,
  targetView,
  view,
} from '../given.ts';

const pools: Resource = {
  group: 'ipam.cluster.x-k8s.io',
  version: 'v1alpha2',
  plural: 'globalinclusterippools',
  kind: 'GlobalInClusterIPPool',
  namespaced: false,
};

const prod = cluster('prod', { topology: { classRef: { name: 'metal', namespace: 'classes' } } });
const pool = object(pools, 'corporate', {}, { spec: { prefix: 24 } });
const below = ['first', 'second'].map((name) => secret(name, { ownedBy: [pool] }));
const shared = marked(object(clusterClasses, 'metal', {}, { spec: { a: 1 } }), { namespace: 'classes' });

const foundPool: FoundObject = { resource: pools, object: pool };
const elsewhere = (it: KubeObject): FoundObject => ({ ...found(it), elsewhere: true });

/** A source with a pool of all clusters and a ClusterClass of another namespace, and a target with these objects. */
function having(...inTarget: readonly FoundObject[]): Observation {
  return observation({
    source: view([prod], {
      crds: [...crds(), crd(pools, [clusterctlLabel, moveHierarchyLabel])],
      objects: [found(prod), foundPool, ...below.map(found), elsewhere(shared)],
    }),
    target: targetView([], { objects: inTarget }),
  });
}

describe('a target', () => {
  it('with nothing of what moves is fine', () => {
    for (const gate of [targetNotEmpty, copyOrphaned, keptOverwritten]) expect(gate(having())).toBeUndefined();
  });

  it('that nobody can read is accused of nothing', () => {
    const blind = { ...having(), target: undefined };
    for (const gate of [targetNotEmpty, copyOrphaned, keptOverwritten]) expect(gate(blind)).toBeUndefined();
  });

  it('with objects that move is not empty', () => {
    expect(targetNotEmpty(observation({ target: targetView(copies([cluster(), secret('prod-kubeconfig')])) }))).toEqual(
      {
        reason: 'TargetNotEmpty',
        message:
          'the target has Cluster metal3/prod, Secret metal3/prod-kubeconfig already; delete what is left there of an earlier move',
      },
    );
  });

  it('nor is one with another object of a kind that moves, but for Secrets', () => {
    expect(targetNotEmpty(observation({ target: targetView([spare('local'), secret('of-somebody')]) }))).toEqual({
      reason: 'TargetNotEmpty',
      message: 'the target has BareMetalHost metal3/local already; delete what is left there of an earlier move',
    });
  });

  it('counts as empty with what the source shares with others', () => {
    expect(targetNotEmpty(having(foundPool, elsewhere(shared)))).toBeUndefined();
  });
});

describe('a global object that the target has', () => {
  it('would leave what it owns in the source without an owner', () => {
    expect(copyOrphaned(having(foundPool))).toEqual({
      reason: 'TargetNotEmpty',
      message:
        'Secret metal3/first would be copied with an owner that does not exist in the target, and be garbage-collected there: the target has GlobalInClusterIPPool corporate already (and 1 more); delete that in the target, or remove the owner reference',
      objects: ['Secret metal3/first', 'Secret metal3/second'],
    });
  });

  it('whatever it says there, since clusterctl leaves it as it is', () => {
    const another = { resource: pools, object: { ...pool, spec: { prefix: 16 } } };
    expect(copyOrphaned(having(another))?.objects).toHaveLength(2);
    expect(keptOverwritten(having(another))).toBeUndefined();
  });

  it('is no matter to those that the target has, too', () => {
    expect(copyOrphaned(having(foundPool, ...below.map(found)))).toBeUndefined();
  });
});

describe('a shared object that the target has', () => {
  it('is overwritten when it is another one', () => {
    expect(keptOverwritten(having(elsewhere({ ...shared, spec: { a: 2 } })))).toEqual({
      reason: 'TargetNotEmpty',
      message:
        'ClusterClass classes/metal of the target is another one, and clusterctl would overwrite it; make it like that of the source, or delete it',
      objects: ['ClusterClass classes/metal'],
    });
  });

  it('is no matter when it is alike, whatever its status and versions', () => {
    const alike = marked({ ...shared, status: { seen: 1 } }, { uid: 'another', resourceVersion: '99' });
    expect(keptOverwritten(having(elsewhere(alike)))).toBeUndefined();
  });
});
