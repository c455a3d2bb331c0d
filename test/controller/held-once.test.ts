/** What is read twice is held once: which object stands for which? */
import { expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { heldOnce } from '../../src/controller/held-once.ts';
import { FakeCluster } from '../kube/fake-cluster.ts';
import { configMap } from '../kube/stub-server.ts';

const read = (version: string, fields: object = {}): KubeObject => {
  const object = configMap('a', version);
  return { ...object, metadata: { ...object.metadata, managedFields: [{ manager: 'kubectl' }] }, ...fields };
};

it('the same version of an object stands for whatever is read of it later', () => {
  const client = new FakeCluster().client();
  const first = heldOnce(client)(read('1'));
  expect(first).toEqual(configMap('a', '1'));
  expect(heldOnce(client)(read('1'))).toBe(first);
});

it.each<[string, KubeObject]>([
  ['another version', read('2')],
  ['a version of the API that shows it otherwise', read('1', { apiVersion: 'v2' })],
  ['its successor', { ...read('1'), metadata: { ...read('1').metadata, uid: 'another' } }],
  ['an object without a version', { ...read('1'), metadata: { name: 'a' } }],
])('%s does not', (_, other) => {
  const hold = heldOnce(new FakeCluster().client());
  const first = hold(read('1'));
  const second = hold(other);
  const { managedFields: _m, ...metadata } = other.metadata;
  expect(second).not.toBe(first);
  expect(second).toEqual({ ...other, metadata });
});

it('clusters are told apart', () => {
  const [one, other] = [new FakeCluster(), new FakeCluster()].map((cluster) => heldOnce(cluster.client()));
  expect(other?.(read('1'))).not.toBe(one?.(read('1')));
});
