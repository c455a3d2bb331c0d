/** Does a dry run try what clusterctl will send? */
import { expect, it } from 'vitest';
import { secrets } from '../../src/api/resources.ts';
import { asCreated } from '../../src/pivot/as-created.ts';
import { statusToSave } from '../../src/pivot/hosts.ts';
import { cluster, host, object, spare } from './given.ts';

it('leaves out what the source gave it, and its status', () => {
  const original = object(
    secrets,
    'a',
    {
      resourceVersion: '7',
      creationTimestamp: '2026-01-01T00:00:00Z',
      generateName: 'a-',
      labels: { l: '1' },
      annotations: { n: '2' },
      finalizers: ['f/g'],
      managedFields: [{}],
      ownedBy: [cluster()],
    },
    { data: { x: 'y' }, status: { z: 1 } },
  );
  expect(asCreated(original)).toEqual({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'a', namespace: 'metal3', labels: { l: '1' }, annotations: { n: '2' }, finalizers: ['f/g'] },
    data: { x: 'y' },
  });
});

it('pauses Clusters, and keeps what is in their spec', () => {
  expect(asCreated(cluster('prod', { clusterNetwork: {} }))['spec']).toEqual({ clusterNetwork: {}, paused: true });
});

it.each([
  [host('m-0', { annotations: { a: '1' } }), 'metal3.io/capm3'],
  [spare('s-0', { annotations: { a: '1' } }), 'pivot.metal3.io'],
])('hosts are paused by whom it will be, with their status', (original, by) => {
  expect(asCreated(original).metadata.annotations).toEqual({
    a: '1',
    'baremetalhost.metal3.io/paused': by,
    'baremetalhost.metal3.io/status': statusToSave(original),
  });
});
