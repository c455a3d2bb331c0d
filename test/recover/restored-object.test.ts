/** Is what is created for a lost object safe, and what it was? */
import { expect, it } from 'vitest';
import type { KubeObject, OwnerReference } from '../../src/api/kube-object.ts';
import { statusToSave } from '../../src/pivot/hosts.ts';
import { restoredObject } from '../../src/recover/restored-object.ts';
import { cluster, host, machine, marked, secret, spare } from '../pivot/given.ts';

function created(original: KubeObject, uids: ReadonlyMap<string, string> = new Map()): KubeObject {
  const restored = restoredObject(original, uids);
  if (!('object' in restored)) throw new Error(`its owner ${restored.missingOwner.name} is missing`);
  return restored.object;
}

it('is without what the API server and controllers write', () => {
  const original = marked(machine('m-0', { phase: 'Running' }, { labels: { tier: 'blue' }, finalizers: ['f/g'] }), {
    resourceVersion: '7',
    creationTimestamp: '2026-01-01T00:00:00Z',
  });
  expect(created(original)).toEqual({
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Machine',
    metadata: { name: 'm-0', namespace: 'metal3', labels: { tier: 'blue' }, annotations: {}, finalizers: ['f/g'] },
    spec: {},
  });
});

it('is a Cluster that is paused, and not held back from a move', () => {
  const annotations = { 'clusterctl.cluster.x-k8s.io/block-move': 'pivot.metal3.io', note: 'x' };
  const prod = created(cluster('prod', { topology: { class: 'c' } }, { annotations }));
  expect(prod['spec']).toEqual({ topology: { class: 'c' }, paused: true });
  expect(prod.metadata.annotations).toEqual({ note: 'x' });
});

it('is a host with the marks that it had', () => {
  const annotations = {
    'baremetalhost.metal3.io/paused': 'metal3.io/capm3',
    'baremetalhost.metal3.io/status': '{"a":1}',
  };
  expect(created(host('m-0', { annotations })).metadata.annotations).toEqual(annotations);
});

it.each([
  ['claimed', host('m-0'), 'metal3.io/capm3'],
  ['unclaimed', spare('s-0'), 'pivot.metal3.io'],
])('is a %s host with marks even if it had none', (_, original, pausedBy) => {
  expect(created(original).metadata.annotations).toEqual({
    'baremetalhost.metal3.io/paused': pausedBy,
    'baremetalhost.metal3.io/status': statusToSave(original),
  });
});

const owner = (name: string, more: Partial<OwnerReference> = {}): OwnerReference => ({
  apiVersion: 'metal3.io/v1alpha1',
  kind: 'BareMetalHost',
  name,
  uid: `old-${name}`,
  ...more,
});
const owned = marked(secret('s'), { ownerReferences: [owner('a', { controller: true }), owner('b')] });

it('has the UIDs that its owners have here, and all else that the references say', () => {
  const uids = new Map([
    ['old-a', 'new-a'],
    ['old-b', 'new-b'],
  ]);
  expect(created(owned, uids).metadata.ownerReferences).toEqual([
    { ...owner('a', { controller: true }), uid: 'new-a' },
    { ...owner('b'), uid: 'new-b' },
  ]);
});

it('waits for each of its owners', () => {
  expect(restoredObject(owned, new Map([['old-a', 'new-a']]))).toEqual({ missingOwner: owner('b') });
});
