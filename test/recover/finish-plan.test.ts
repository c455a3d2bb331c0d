/** Is unpausing safe, what is unpaused in which order, and which hosts are back? */
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { buildInventory } from '../../src/pivot/inventory.ts';
import {
  hostsNow,
  missingPrograms,
  missingShared,
  unpausings,
  unsafeToUnpause,
} from '../../src/recover/finish-plan.ts';
import {
  at,
  bmo,
  cluster,
  clusterClasses,
  copies,
  found,
  host,
  inventoryOf,
  ironic,
  marked,
  object,
  ownedObjects,
  spare,
  stopped,
} from '../pivot/given.ts';

const paused = (by: string, state: string) => ({
  'baremetalhost.metal3.io/paused': by,
  'baremetalhost.metal3.io/status': JSON.stringify({ provisioning: { state } }),
});
const claimed = host('m-0', { annotations: paused('metal3.io/capm3', 'provisioned') });
const unclaimed = spare('spare-0', { annotations: paused('pivot.metal3.io', 'available') });
const shared = object(clusterClasses, 'shared', { annotations: { 'cluster.x-k8s.io/paused': '' } });
const originals = ownedObjects([claimed, unclaimed], cluster('prod', { paused: true }));
const moved = inventoryOf(originals);
const inventory = {
  ...moved,
  entries: [...buildInventory([[{ ...found(shared), kept: 'shared' }]], []).entries, ...moved.entries],
};
const present = copies([shared, ...originals]);
const instead = (name: string, change: (host: KubeObject) => KubeObject) =>
  present.map((one) => (one.kind === 'BareMetalHost' && one.metadata.name === name ? change(one) : one));
const withStatus = (name: string, status: object) => instead(name, (one) => ({ ...one, status }));

describe('unsafeToUnpause', () => {
  it.each([
    ['everything was copied', present],
    ['only what others share is missing', present.filter(({ kind }) => kind !== 'ClusterClass')],
    ['a host is back already', withStatus('m-0', { lastUpdated: at(0), provisioning: { state: 'provisioned' } })],
  ])('finds nothing when %s', (_, objects) => {
    expect(unsafeToUnpause(inventory, objects)).toEqual([]);
  });

  it.each([
    [
      'an object is missing',
      present.filter(({ metadata }) => metadata.name !== 'm-0-bmc'),
      'Secret metal3/m-0-bmc is missing',
    ],
    [
      'a host is being deleted',
      instead('m-0', (one) => marked(one, { deletionTimestamp: at(-1) })),
      'BareMetalHost metal3/m-0 is being deleted',
    ],
    [
      'an object names an owner that is gone',
      present.map((one) => (one.kind === 'MachineDeployment' ? marked(one, { uid: 'another' }) : one)),
      [
        'Machine metal3/m-0 will be garbage-collected, since its owner MachineDeployment workers is gone',
        'Machine metal3/m-1 will be garbage-collected, since its owner MachineDeployment workers is gone',
      ],
    ],
    [
      'a host would be taken for a new one',
      instead('m-0', (one) => marked(one, { annotations: {} })),
      'BareMetalHost metal3/m-0 has no status, and no annotation from which it comes back as provisioned',
    ],
    [
      'a host would come back as something else',
      instead('spare-0', (one) => marked(one, { annotations: paused('pivot.metal3.io', 'registering') })),
      'BareMetalHost metal3/spare-0 has no status, and no annotation from which it comes back as available',
    ],
    [
      'a host was begun to be inspected',
      withStatus('m-0', { lastUpdated: at(0), provisioning: { state: 'inspecting' } }),
      'BareMetalHost metal3/m-0 is inspecting instead of provisioned',
    ],
  ])('says that %s', (_, objects, problem) => {
    expect(unsafeToUnpause(inventory, objects)).toEqual([problem].flat());
  });
});

it('names what others shared and is missing', () => {
  expect(missingShared(inventory, present)).toEqual([]);
  expect(missingShared(inventory, copies(originals)).map(({ metadata }) => metadata.name)).toEqual(['shared']);
});

describe('unpausings', () => {
  const all = present.map(found);

  it('are of classes, then Clusters, then the hosts that we paused', () => {
    expect(
      unpausings(inventory, all).map(({ object: { kind, metadata }, patch }) => [kind, metadata.name, patch]),
    ).toEqual([
      ['ClusterClass', 'shared', { metadata: { annotations: { 'cluster.x-k8s.io/paused': null } } }],
      ['Cluster', 'prod', { spec: { paused: null } }],
      ['BareMetalHost', 'spare-0', { metadata: { annotations: { 'baremetalhost.metal3.io/paused': null } } }],
    ]);
  });

  it('are none of what is not paused, or not in the backup', () => {
    const others = copies([
      cluster('other', { paused: true }),
      spare('other', { annotations: unclaimed.metadata.annotations ?? {} }),
    ]);
    const running = [cluster(), spare('spare-0', { annotations: paused('somebody', 'available') })];
    expect(unpausings(inventory, [...others, ...copies(running)].map(found))).toEqual([]);
  });
});

it('tells of each host whether it is back', () => {
  const back = host('m-0', { status: { goodCredentials: { credentialsVersion: '42' } } });
  expect(hostsNow(inventory, [back, unclaimed], new Map([['m-0-bmc', '42']]))).toEqual([
    { host: 'BareMetalHost metal3/m-0', why: undefined },
    { host: 'BareMetalHost metal3/spare-0', why: 'is still paused (baremetalhost.metal3.io/paused)' },
  ]);
  expect(hostsNow(inventory, [unclaimed], new Map())[0]?.why).toBe('is missing in the target');
});

it.each([
  ['both run', [bmo(), ironic()], []],
  ['one is stopped', [bmo(), ironic(stopped)], ['Ironic']],
  ['one is not available', [bmo({ available: false }), ironic()], ['the Bare Metal Operator']],
  ['there is none', [], ['the Bare Metal Operator', 'Ironic']],
])('misses what hosts need when %s', (_, workloads, programs) => {
  expect(missingPrograms(workloads)).toEqual(
    programs.map((program) => `no available Deployment in this cluster runs ${program}; hosts come back only with it`),
  );
});
