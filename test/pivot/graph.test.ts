/** Does the move set hold what clusterctl would move, in its order, and tell what clusterctl would drop? */
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { clusterctlLabel, moveHierarchyLabel, moveLabel } from '../../src/api/marks.ts';
import { clusters, configMaps, hardwareData, machines } from '../../src/api/resources.ts';
import { describeObject, moveSet } from '../../src/pivot/graph.ts';
import { moveKinds } from '../../src/pivot/move-kinds.ts';
import {
  bindings,
  cluster,
  clusterClasses,
  crd,
  crds,
  found,
  host,
  machine,
  marked,
  metal3Machines,
  node,
  object,
  ownedObjects,
  resourceSets,
  secret,
  templates,
} from './given.ts';

const kinds = moveKinds([...crds(), crd(resourceSets), crd(bindings)]);

function moved(objects: readonly KubeObject[], of = kinds) {
  const { groups, leftBehind, garbageCollectionRisk } = moveSet(of, objects.map(found));
  const told = (left: typeof leftBehind) => left.map(({ object, why }) => `${describeObject(object)}: ${why}`);
  return {
    groups: groups.map((group) => group.map((entry) => describeObject(entry.object))),
    leftBehind: told(leftBehind),
    atRisk: told(garbageCollectionRisk),
  };
}

const nothing = { groups: [], leftBehind: [], atRisk: [] };
const only = (...groups: string[][]) => ({ ...nothing, groups });
const prod = cluster();
const classy = (classRef: object) => cluster('prod', { topology: { classRef } });

const purposes = ['kubeconfig', 'ca', 'etcd', 'sa', 'proxy', 'apiserver-etcd-client'];

interface Case {
  readonly given: readonly KubeObject[];
  readonly moves: ReturnType<typeof moved>;
}

const cases: Readonly<Record<string, Case>> = {
  'a Cluster moves with all below it, owners first': {
    given: [
      object(metal3Machines, 'm', { ownedBy: [machine('m')] }),
      machine('m', {}, { ownedBy: [prod] }),
      secret('bootstrap', { ownedBy: [machine('m')] }),
      prod,
    ],
    moves: only(['Cluster metal3/prod'], ['Machine metal3/m'], ['Metal3Machine metal3/m', 'Secret metal3/bootstrap']),
  },
  'an object of two owners comes after both': {
    given: [
      prod,
      object(templates, 't', { ownedBy: [prod] }),
      machine('m', {}, { ownedBy: [object(templates, 't', {}), prod] }),
    ],
    moves: only(['Cluster metal3/prod'], ['Metal3MachineTemplate metal3/t'], ['Machine metal3/m']),
  },
  'Secrets named after a Cluster are its own': {
    given: [prod, ...purposes.map((purpose) => secret(`prod-${purpose}`))],
    moves: only(
      ['Cluster metal3/prod'],
      purposes.map((purpose) => `Secret metal3/prod-${purpose}`),
    ),
  },
  'other Secrets stay': {
    given: [prod, secret('prod-token'), secret('other-ca'), secret('prod'), secret('-ca'), secret('prod-ca-ca')],
    moves: only(['Cluster metal3/prod']),
  },
  'a Secret of that name with another owner is not': {
    given: [prod, secret('prod-ca', { ownedBy: [object(configMaps, 'x')] })],
    moves: only(['Cluster metal3/prod']),
  },
  'a ConfigMap of that name is not': {
    given: [prod, object(configMaps, 'prod-ca')],
    moves: only(['Cluster metal3/prod']),
  },
  'a Secret of a Cluster in another namespace is not': {
    given: [marked(prod, { namespace: 'elsewhere' }), secret('prod-ca')],
    moves: only(['Cluster elsewhere/prod']),
  },
  'a ClusterClass comes before its Clusters, with its templates': {
    given: [
      classy({ name: 'metal' }),
      object(templates, 't', { ownedBy: [object(clusterClasses, 'metal')] }),
      object(clusterClasses, 'metal'),
    ],
    moves: only(['ClusterClass metal3/metal'], ['Cluster metal3/prod', 'Metal3MachineTemplate metal3/t']),
  },
  'a ClusterClass of the same name in another namespace does not own': {
    given: [classy({ name: 'metal', namespace: 'classes' }), object(clusterClasses, 'metal')],
    moves: only(['Cluster metal3/prod', 'ClusterClass metal3/metal']),
  },
  'a Cluster that names its ClusterClass as v1beta1 did has none for clusterctl 1.14': {
    given: [cluster('prod', { topology: { class: 'metal' } }), object(clusterClasses, 'metal')],
    moves: only(['Cluster metal3/prod', 'ClusterClass metal3/metal']),
  },
  'a ClusterResourceSetBinding belongs to the Cluster that it names': {
    given: [object(bindings, 'prod', {}, { spec: { clusterName: 'prod' } }), prod],
    moves: only(['Cluster metal3/prod'], ['ClusterResourceSetBinding metal3/prod']),
  },
  'a binding also waits for its ClusterResourceSet': {
    given: [
      object(bindings, 'prod', { ownedBy: [object(resourceSets, 'cni')] }, { spec: { clusterName: 'prod' } }),
      object(resourceSets, 'cni', { ownedBy: [prod] }),
      prod,
    ],
    moves: only(['Cluster metal3/prod'], ['ClusterResourceSet metal3/cni'], ['ClusterResourceSetBinding metal3/prod']),
  },
  'a binding of no Cluster stays': {
    given: [object(bindings, 'gone', {}, { spec: { clusterName: 'gone' } })],
    moves: nothing,
  },
  'a host moves by itself and takes along what it owns': {
    given: [secret('m-0-bmc', { ownedBy: [host('m-0')] }), object(hardwareData, 'm-0'), host('m-0')],
    moves: only(['HardwareData metal3/m-0', 'BareMetalHost metal3/m-0'], ['Secret metal3/m-0-bmc']),
  },
  'a label on the object moves it': {
    given: [secret('pull', { labels: { [moveLabel]: '' } })],
    moves: only(['Secret metal3/pull']),
  },
  'but not what it owns': {
    given: [
      secret('pull', { labels: { [moveLabel]: '' } }),
      object(configMaps, 'child', { ownedBy: [secret('pull')] }),
    ],
    moves: {
      groups: [['Secret metal3/pull']],
      leftBehind: [],
      atRisk: ['ConfigMap metal3/child: it belongs to no Cluster and its kind does not move by itself'],
    },
  },
  'a hierarchy label on the object does': {
    given: [
      secret('pull', { labels: { [moveHierarchyLabel]: '' } }),
      object(configMaps, 'child', { ownedBy: [secret('pull')] }),
    ],
    moves: only(['Secret metal3/pull'], ['ConfigMap metal3/child']),
  },
  'an owner of an unknown kind leaves the object behind, and the garbage collector takes it': {
    given: [prod, machine('m', {}, { ownedBy: [prod, node('n')] })],
    moves: {
      groups: [['Cluster metal3/prod']],
      leftBehind: ['Machine metal3/m: it is owned by Node n, whose kind is not discovered'],
      atRisk: ['Machine metal3/m: it is owned by Node n, whose kind is not discovered'],
    },
  },
  'and all below it': {
    given: [
      prod,
      machine('m', {}, { ownedBy: [prod, node('n')] }),
      object(metal3Machines, 'm', { ownedBy: [machine('m')] }),
    ],
    moves: {
      groups: [['Cluster metal3/prod']],
      leftBehind: [
        'Machine metal3/m: it is owned by Node n, whose kind is not discovered',
        'Metal3Machine metal3/m: it is owned by Machine metal3/m, which does not move',
      ],
      atRisk: [
        'Machine metal3/m: it is owned by Node n, whose kind is not discovered',
        'Metal3Machine metal3/m: it is owned by Machine metal3/m, which does not move',
      ],
    },
  },
  'an owner that was not found leaves the object behind': {
    given: [prod, object(metal3Machines, 'm', { ownedBy: [prod, machine('gone')] })],
    moves: {
      groups: [['Cluster metal3/prod']],
      leftBehind: ['Metal3Machine metal3/m: it is owned by Machine gone, which does not exist'],
      atRisk: ['Metal3Machine metal3/m: it is owned by Machine gone, which does not exist'],
    },
  },
  'an owner that is known but stays leaves the object behind, and keeps the garbage collector from it': {
    given: [prod, secret('s', { ownedBy: [prod, object(configMaps, 'c')] }), object(configMaps, 'c')],
    moves: {
      groups: [['Cluster metal3/prod']],
      leftBehind: ['Secret metal3/s: it is owned by ConfigMap metal3/c, which does not move'],
      atRisk: [],
    },
  },
  'owners in a circle leave each other behind': {
    given: [host('a', { metadata: { ownedBy: [host('b')] } }), host('b', { metadata: { ownedBy: [host('a')] } })],
    moves: {
      groups: [],
      leftBehind: [
        'BareMetalHost metal3/a: it owns itself by way of BareMetalHost metal3/b',
        'BareMetalHost metal3/b: it owns itself by way of BareMetalHost metal3/a',
      ],
      atRisk: [],
    },
  },
  'an object that owns itself stays behind': {
    given: [host('a', { metadata: { ownedBy: [host('a')] } })],
    moves: {
      ...nothing,
      leftBehind: ['BareMetalHost metal3/a: it owns itself'],
    },
  },
  'objects of no Cluster stay without a word': {
    given: [object(metal3Machines, 'm'), object(configMaps, 'kube-root-ca.crt'), machine('m')],
    moves: nothing,
  },
};

describe('the move set', () => {
  it.each(Object.entries(cases))('%s', (_, { given, moves }) => {
    expect(moved(given)).toEqual(moves);
  });

  it('is everything of a Cluster that is ready to be pivoted', () => {
    const { groups, leftBehind, atRisk } = moved(ownedObjects());
    expect(groups.flat().toSorted()).toEqual(ownedObjects().map(describeObject).toSorted());
    expect([...leftBehind, ...atRisk]).toEqual([]);
  });

  it('without labels on the kinds of Metal3 would not take unowned hosts along', () => {
    const plain = [clusters, machines].map((kind) => crd(kind, [clusterctlLabel]));
    expect(moved([prod, host('m-0')], moveKinds(plain))).toEqual({
      ...only(['Cluster metal3/prod']),
      leftBehind: [
        'BareMetalHost metal3/m-0: its CRD baremetalhosts.metal3.io lacks the label clusterctl.cluster.x-k8s.io',
      ],
    });
  });
});
