/** Is a copy compared in everything that matters, and in nothing else? */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareObjects, differences } from '../../../testbed/witness/objects.ts';
import { cluster, copyOf, object } from './given.ts';

function compare(was: object, is: object) {
  const [before, after] = [object('Secret', 's', { ...was }), copyOf(object('Secret', 's', { ...is }))];
  return compareObjects(cluster([before]), { source: cluster(), target: cluster([after]) }).findings;
}

const meta = (rest: object) => ({ metadata: { name: 's', namespace: 'metal3', uid: 'u', ...rest } });

test.each([
  ['status', { status: { a: 1 } }, { status: { a: 2 } }],
  [
    'versions and times',
    meta({ resourceVersion: '1', generation: 1, creationTimestamp: 'x' }),
    meta({ resourceVersion: '2' }),
  ],
  [
    'the marks of a move',
    meta({ annotations: { 'baremetalhost.metal3.io/status': '{}', 'clusterctl.cluster.x-k8s.io/block-move': '' } }),
    meta({}),
  ],
  ['labels that are not there', meta({ labels: {} }), meta({})],
])('%s make no difference', (_what, was, is) => {
  expect(compare(was, is)).toEqual([]);
});

test.each([
  ['spec', { spec: { a: { b: 1 } } }, { spec: { a: { b: 2 } } }, 'differs in spec.a.b'],
  ['data', { data: { a: 'x' } }, {}, 'differs in data'],
  ['the type', { type: 'Opaque' }, { type: 'other' }, 'differs in type'],
  ['labels', meta({ labels: { a: 'b' } }), meta({ labels: {} }), 'differs in labels.a'],
  ['annotations of others', meta({ annotations: { a: 'b' } }), meta({}), 'differs in annotations.a'],
  [
    'owners',
    meta({ ownerReferences: [{ apiVersion: 'v1', kind: 'Cluster', name: 'prod', uid: 'x' }] }),
    meta({}),
    'it has no owner Cluster prod any more',
  ],
])('%s do', (_what, was, is, evidence) => {
  expect(compare(was, is)).toEqual([{ kind: 'changed', subject: 'Secret metal3/s', evidence: [evidence] }]);
});

test('owners may have other UIDs, if they are in the target', () => {
  const owner = (uid: string) => [{ apiVersion: 'v1', kind: 'Secret', name: 'o', uid }];
  const was = object('Secret', 's', meta({ ownerReferences: owner('old') }));
  const is = object('Secret', 's', meta({ ownerReferences: owner('new') }));
  const parent = { ...object('Secret', 'o'), metadata: { name: 'o', namespace: 'metal3', uid: 'new' } };
  const report = (objects: readonly ReturnType<typeof object>[]) =>
    compareObjects(cluster([was]), { source: cluster(), target: cluster(objects) }).findings;
  expect(report([is, parent])).toEqual([]);
  expect(report([is])).toHaveLength(1);
});

test('many differences are cut short', () => {
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`k${index}`, 'x']));
  const [finding] = compare({ data: many }, { data: {} });
  expect(finding?.evidence).toEqual(['differs in data.k0, data.k1, data.k2, data.k3, data.k4, ...']);
});

test('differences are empty exactly for equal values, and symmetric', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      expect(differences(one, structuredClone(one))).toEqual([]);
      expect(differences(one, other)).toEqual(differences(other, one));
    }),
  );
});
