/** What of other namespaces, and of what has none, takes part in a move, and what of it stays in the source? */
import { describe, expect, it } from 'vitest';
import type { KubeObject, Resource } from '../../../src/api/kube-object.ts';
import { clusterctlLabel, moveHierarchyLabel, moveLabel } from '../../../src/api/marks.ts';
import { clusters, machines } from '../../../src/api/resources.ts';
import { describeRefusal } from '../../../src/pivot/graph/refusals.ts';
import { describeObject, type FoundObject, moveSet } from '../../../src/pivot/graph.ts';
import { moveKinds } from '../../../src/pivot/move-kinds.ts';
import {
  cluster,
  clusterClasses,
  crd,
  found,
  machine,
  marked,
  metal3Machines,
  object,
  secret,
  templates,
} from '../given.ts';

function globalType(kind: string): Resource {
  const group = 'infrastructure.cluster.x-k8s.io';
  return { group, version: 'v1beta2', plural: `${kind.toLowerCase()}s`, kind, namespaced: false };
}

const identities = globalType('GlobalIdentity');
const zones = globalType('Zone');
const regions = globalType('Region');
const types = [clusters, machines, clusterClasses, templates, identities, zones, regions];
const kinds = moveKinds([
  ...[clusters, machines, clusterClasses, templates, regions].map((kind) => crd(kind)),
  crd(identities, [clusterctlLabel, moveHierarchyLabel]),
  crd(zones, [clusterctlLabel, moveLabel]),
]);

const plain = (it: KubeObject): FoundObject => {
  const resource = types.find(({ kind }) => kind === it.kind);
  return resource === undefined ? found(it) : { resource, object: it };
};
const elsewhere = (it: KubeObject): FoundObject => ({ ...plain(it), elsewhere: true });
const from = (namespace: string, it: KubeObject) =>
  elsewhere(marked(it, { namespace, uid: `${it.metadata.uid}-in-${namespace}` }));

function moved(objects: readonly FoundObject[]) {
  const { groups, leftBehind, refusals } = moveSet(kinds, objects);
  return {
    groups: groups.map((group) =>
      group.map(({ object, kept }) => `${describeObject(object)}${kept === undefined ? '' : ` (${kept})`}`),
    ),
    leftBehind: leftBehind.map(({ object, cause }) => `${describeObject(object)}: ${cause}`),
    refusals: refusals.map((refusal) => `${describeRefusal(refusal)}${refusal.inDryRun ? '' : ' (not in a dry run)'}`),
  };
}

const only = (...groups: string[][]) => ({ groups, leftBehind: [], refusals: [] });
const identity = object(identities, 'admin');
const templateRef = { apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2', kind: 'Metal3MachineTemplate', name: 't' };
const metal = object(clusterClasses, 'metal', {}, { spec: { infrastructure: { templateRef } } });
const classy = (classRef: object, name = 'prod') => cluster(name, { topology: { classRef } });
const foreignMetal = from('classes', metal);
const foreignTemplate = (ownedBy: readonly FoundObject[]) =>
  from('classes', object(templates, 't', { ownedBy: ownedBy.map((it) => it.object) }));

const cases: Readonly<Record<string, readonly [given: readonly FoundObject[], moves: ReturnType<typeof moved>]>> = {
  'a global object that moves is kept': [[plain(object(zones, 'z'))], only(['Zone z (global)'])],
  'one that does not move stays': [[plain(object(regions, 'r'))], only()],
  'everything below a global root is kept as well': [
    [plain(identity), plain(secret('password', { ownedBy: [identity] }))],
    only(['GlobalIdentity admin (global)'], ['Secret metal3/password (global)']),
  ],
  'below a global object that is no root it is not': [
    [plain(object(zones, 'z')), plain(secret('s', { ownedBy: [object(zones, 'z')], labels: { [moveLabel]: '' } }))],
    only(['Zone z (global)'], ['Secret metal3/s']),
  ],
  'what a Cluster owns as well as a global root is kept': [
    [plain(identity), plain(cluster()), plain(secret('s', { ownedBy: [identity, cluster()] }))],
    only(['GlobalIdentity admin (global)', 'Cluster metal3/prod'], ['Secret metal3/s (global)']),
  ],
  "a provider's Secret moves if it is labelled": [
    [
      from('capm3-system', secret('credentials', { labels: { [moveLabel]: '' } })),
      from('capm3-system', secret('token')),
    ],
    only(['Secret capm3-system/credentials']),
  ],
  "a provider's Secret does not belong to a Cluster that it is named after": [
    [plain(cluster()), from('capm3-system', secret('prod-ca'))],
    only(['Cluster metal3/prod']),
  ],
  'a ClusterClass of another namespace is copied with the templates that it owns, and kept': [
    [plain(classy({ name: 'metal', namespace: 'classes' })), foreignMetal, foreignTemplate([foreignMetal])],
    only(['ClusterClass classes/metal (shared)'], ['Cluster metal3/prod', 'Metal3MachineTemplate classes/t (shared)']),
  ],
  'a template that it names and does not own stays': [
    [plain(classy({ name: 'metal', namespace: 'classes' })), foreignMetal, foreignTemplate([])],
    only(['ClusterClass classes/metal (shared)'], ['Cluster metal3/prod']),
  ],
  'one that nobody here uses is not discovered': [
    [plain(classy({ name: 'other' })), foreignMetal, foreignTemplate([foreignMetal])],
    only(['Cluster metal3/prod']),
  ],
  'a ClusterClass that Clusters elsewhere use is kept': [
    [plain(metal), from('other', classy({ name: 'metal', namespace: 'metal3' }))],
    only(['ClusterClass metal3/metal (shared)']),
  ],
  'and what it owns, but not the Clusters that use it': [
    [
      plain(metal),
      plain(object(templates, 't', { ownedBy: [metal] })),
      plain(classy({ name: 'metal' })),
      from('other', classy({ name: 'metal', namespace: 'metal3' })),
    ],
    only(['ClusterClass metal3/metal (shared)'], ['Metal3MachineTemplate metal3/t (shared)', 'Cluster metal3/prod']),
  ],
  'a Cluster elsewhere that names no namespace uses one of its own': [
    [plain(metal), from('other', classy({ name: 'metal' }))],
    only(['ClusterClass metal3/metal']),
  ],
  'clusterctl gives up over a ClusterClass that does not exist': [
    [plain(classy({ name: 'metal', namespace: 'classes' }))],
    {
      ...only(['Cluster metal3/prod']),
      refusals: ['Cluster metal3/prod: it refers to ClusterClass classes/metal, which does not exist'],
    },
  ],
  'and over a template of it': [
    [plain(classy({ name: 'metal', namespace: 'classes' })), foreignMetal],
    {
      ...only(['ClusterClass classes/metal (shared)'], ['Cluster metal3/prod']),
      refusals: ['ClusterClass classes/metal: it refers to Metal3MachineTemplate classes/t, which does not exist'],
    },
  ],
  'a ClusterClass of the own namespace may name what it likes': [[plain(metal)], only(['ClusterClass metal3/metal'])],
  'clusterctl gives up over an owner that is a Cluster and gone, even of what does not move': [
    [plain(secret('s', { ownedBy: [cluster('gone')] }))],
    {
      ...only(),
      refusals: [
        'Secret metal3/s: it names Cluster gone with UID uid-of-Cluster-gone as its owner, which is not in its namespace',
      ],
    },
  ],
  'and over a Machine that is gone, when it does more than look': [
    [plain(secret('s', { ownedBy: [machine('gone')] }))],
    {
      ...only(),
      refusals: [
        'Secret metal3/s: it names Machine gone with UID uid-of-Machine-gone as its owner, which is not in its namespace (not in a dry run)',
      ],
    },
  ],
  'an object of a kind without a label is left behind': [
    [plain(object(metal3Machines, 'm'))],
    { ...only(), leftBehind: ['Metal3Machine metal3/m: unlabelledKind'] },
  ],
};

describe('in other namespaces and in none', () => {
  it.each(Object.entries(cases))('%s', (_, [given, moves]) => {
    expect(moved(given)).toEqual(moves);
  });

  it('an object that is being deleted moves like any other', () => {
    const dying = marked(cluster(), { deletionTimestamp: '2026-03-02T09:00:00Z' });
    expect(moved([plain(dying)])).toEqual(only(['Cluster metal3/prod']));
  });
});
