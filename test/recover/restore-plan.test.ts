/** What is missing, what differs, and what only seems to? */
import { expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { identity } from '../../src/pivot/inventory.ts';
import { restorePlan } from '../../src/recover/restore-plan.ts';
import { at, clusterClasses, copies, marked, object, ownedObjects } from '../pivot/given.ts';
import { inventory } from './given-backup.ts';

const present = copies(ownedObjects());
const isNamed = (kind: string, name: string) => (one: KubeObject) => one.kind === kind && one.metadata.name === name;
const changed = (kind: string, change: (one: KubeObject) => KubeObject) =>
  present.map((one) => (one.kind === kind ? change(one) : one));

it('finds nothing to do where everything is as it was', () => {
  expect(restorePlan(inventory, present)).toMatchObject({ missing: [], leaving: [], differing: [] });
});

it('creates owners first', () => {
  const { missing } = restorePlan(inventory, []);
  expect(missing).toHaveLength(inventory.entries.length);
  const order = new Map(missing.map((entry, index) => [entry.object.metadata.uid, index]));
  for (const [index, { object }] of missing.entries()) {
    for (const { uid } of object.metadata.ownerReferences ?? []) expect(order.get(uid)).toBeLessThan(index);
  }
});

it('creates only what is missing, and knows the UIDs of the rest', () => {
  const { missing, uids, differing } = restorePlan(
    inventory,
    present.filter((one) => !isNamed('Secret', 'm-0-bmc')(one)),
  );
  expect(missing.map((entry) => identity(entry.object))).toEqual(['/Secret/metal3/m-0-bmc']);
  expect(uids.get('uid-of-BareMetalHost-m-0')).toBe('copy-of-uid-of-BareMetalHost-m-0');
  expect(uids.size).toBe(inventory.entries.length - 1);
  expect(differing).toEqual([]);
});

it('says how others differ', () => {
  const online = changed('BareMetalHost', (host) =>
    isNamed('BareMetalHost', 'm-1')(host) ? { ...host, spec: { ...(host['spec'] as object), online: false } } : host,
  );
  expect(restorePlan(inventory, online).differing).toEqual(['BareMetalHost metal3/m-1: spec.online differs']);
});

it('waits for what is being deleted, and lets nothing be owned by it', () => {
  const ending = changed('Cluster', (prod) => marked(prod, { deletionTimestamp: at(-1) }));
  const plan = restorePlan(inventory, ending);
  expect(plan.missing).toEqual([]);
  expect(plan.leaving).toEqual([{ object: ending.find(isNamed('Cluster', 'prod')), why: 'is being deleted' }]);
  expect(plan.uids.has('uid-of-Cluster-prod')).toBe(false);
});

it('waits for what the garbage collector will delete, and names nothing of it but that', () => {
  const recreated = changed('Cluster', (prod) => marked(prod, { uid: 'another' }));
  const plan = restorePlan(inventory, recreated);
  expect(plan.leaving).toEqual([
    {
      object: recreated.find(isNamed('MachineDeployment', 'workers')),
      why: 'will be garbage-collected, since its owner Cluster prod is gone',
    },
  ]);
  expect(plan.differing).toEqual([]);
  expect(plan.uids.get('uid-of-Cluster-prod')).toBe('another');
});

it.each([
  [
    'has another owner, too',
    [{ apiVersion: 'v1', kind: 'Secret', name: 'prod-kubeconfig', uid: 'copy-of-uid-of-Secret-prod-kubeconfig' }],
  ],
  ['has an owner that no backup has', [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'keeper', uid: 'keeper' }]],
])('takes nothing for garbage that %s', (_, more) => {
  const recreated = changed('Cluster', (prod) => marked(prod, { uid: 'another' })).map((one) =>
    isNamed('MachineDeployment', 'workers')(one)
      ? marked(one, { ownerReferences: [...(one.metadata.ownerReferences ?? []), ...more] })
      : one,
  );
  expect(restorePlan(inventory, recreated).leaving).toEqual([]);
});

it('names Clusters that run, and would act on what is created', () => {
  const paused = changed('Cluster', (prod) => ({ ...prod, spec: { paused: true } }));
  expect(restorePlan(inventory, present).running).toEqual(present.filter(isNamed('Cluster', 'prod')));
  expect(restorePlan(inventory, paused).running).toEqual([]);
});

it.each([
  [
    'a host that is paused',
    changed('BareMetalHost', (host) =>
      marked(host, {
        annotations: { 'baremetalhost.metal3.io/paused': 'x', 'baremetalhost.metal3.io/status': '{}' },
      }),
    ),
  ],
  ['a Cluster that is paused', changed('Cluster', (prod) => ({ ...prod, spec: { paused: true } }))],
  [
    'a Cluster that is held back from a move',
    changed('Cluster', (prod) => marked(prod, { annotations: { 'clusterctl.cluster.x-k8s.io/block-move': '' } })),
  ],
])('takes no notice of %s', (_, objects) => {
  expect(restorePlan(inventory, objects).differing).toEqual([]);
});

it('takes no notice of a ClusterClass that is paused', () => {
  const original = object(clusterClasses, 'c', { annotations: { 'cluster.x-k8s.io/paused': '' } }, { spec: {} });
  const entries = [{ resource: clusterClasses, group: 0, object: original }];
  const [copy = original] = copies([marked(original, { annotations: {} })]);
  expect(restorePlan({ entries, nodes: [] }, [copy]).differing).toEqual([]);
});
