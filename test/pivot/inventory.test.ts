/** How is a copy compared with its original, and in what order are objects kept? */
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import {
  buildInventory,
  byIdentity,
  byUid,
  differences,
  identity,
  inventoryResources,
  nameSome,
  orphansInTarget,
  sameJson,
} from '../../src/pivot/inventory.ts';
import { cluster, copies, found, host, machine, marked, node, object, secret, templates } from './given.ts';

const owner = cluster();
const original = marked(
  {
    ...machine('m-0', {}, { ownedBy: [owner] }),
    spec: { version: 'v1.36.0', taints: [{ key: 'a' }], bootstrap: { dataSecretName: 's' } },
  },
  { labels: { tier: 'blue' }, annotations: { note: 'x' }, finalizers: ['machine.cluster.x-k8s.io'] },
);
const both = copies([owner, original]);
const [, copy = original] = both;
const compare = (changed: KubeObject) => differences(original, changed, byUid([...both, changed]));
const spec = (fields: object) => ({ ...copy, spec: { ...(original['spec'] as object), ...fields } });
const owners = copy.metadata.ownerReferences ?? [];

const unfaithful: Readonly<Record<string, readonly [KubeObject, readonly string[]]>> = {
  'a value differs': [spec({ version: 'v1.35.0' }), ['spec.version differs']],
  'a value is missing': [spec({ version: undefined }), ['spec.version is missing']],
  'a value was added': [spec({ providerID: 'metal3://x' }), ['spec.providerID was added']],
  'a value deep inside differs': [
    spec({ bootstrap: { dataSecretName: 't' } }),
    ['spec.bootstrap.dataSecretName differs'],
  ],
  'a list differs': [spec({ taints: [{ key: 'b' }] }), ['spec.taints.0.key differs']],
  'a list is longer': [spec({ taints: [{ key: 'a' }, { key: 'b' }] }), ['spec.taints.1 was added']],
  'a list became an object': [spec({ taints: { 0: { key: 'a' } } }), ['spec.taints differs']],
  'null is not absent': [spec({ version: null }), ['spec.version differs']],
  'a whole field is missing': [{ ...copy, spec: undefined }, ['spec is missing']],
  'a whole field was added': [{ ...copy, data: { a: 'b' } }, ['data was added']],
  'a label differs': [marked(copy, { labels: { tier: 'red' } }), ['metadata.labels.tier differs']],
  'labels are missing': [marked(copy, { labels: {} }), ['metadata.labels.tier is missing']],
  'an annotation was added': [
    marked(copy, { annotations: { note: 'x', more: 'y' } }),
    ['metadata.annotations.more was added'],
  ],
  'an owner is missing': [
    marked(copy, { ownerReferences: [] }),
    ['metadata.ownerReferences is empty instead of Cluster prod'],
  ],
  'another owner': [
    marked(copy, { ownerReferences: owners.map((it) => ({ ...it, name: 'test' })) }),
    ['metadata.ownerReferences is Cluster test instead of Cluster prod'],
  ],
  "an owner that is the source's": [
    marked(copy, { ownerReferences: owners.map((it) => ({ ...it, uid: owner.metadata.uid ?? '' })) }),
    ['owner Cluster prod has UID uid-of-Cluster-prod, which no copy has'],
  ],
  'several at once': [
    marked(spec({ version: 'v2' }), { labels: {}, annotations: {} }),
    ['spec.version differs', 'metadata.labels.tier is missing', 'metadata.annotations.note is missing'],
  ],
};

const faithful: Readonly<Record<string, KubeObject>> = {
  'it is as clusterctl makes it': copy,
  'its status is another': { ...copy, status: { phase: 'Pending' } },
  'the API server counts anew': marked(copy, {
    resourceVersion: '1',
    generation: 1,
    creationTimestamp: '2026-01-01T00:00:00Z',
    managedFields: [{}],
  }),
  'its version of the API is another': { ...copy, apiVersion: 'cluster.x-k8s.io/v1beta3' },
};

describe('a copy', () => {
  it.each(Object.entries(unfaithful))('is not faithful: %s', (_, [changed, what]) => {
    expect(compare(changed)).toEqual(what);
  });

  it.each(Object.entries(faithful))('is faithful though %s', (_, changed) => {
    expect(compare(changed)).toEqual([]);
  });

  it('of an object without labels may have an empty map of them', () => {
    const [bare = secret('s')] = copies([secret('s')]);
    expect(differences(secret('s'), marked(bare, { labels: {}, annotations: {} }), byUid([bare]))).toEqual([]);
  });

  it('of a Secret is compared without telling what is in it', () => {
    const [changed = secret('s')] = copies([{ ...secret('s'), data: { password: 'b3RoZXI=' } }]);
    expect(differences(secret('s'), changed, byUid([changed]))).toEqual(['data.password differs']);
  });
});

describe('the inventory', () => {
  const managed = marked(host('m-0'), { managedFields: [{ manager: 'x' }] });
  const groups = [
    [found(cluster()), found(managed)],
    [found(secret('b')), found(secret('a'))],
  ];
  const inventory = buildInventory(groups, [node('n-1'), node('n-0', 'boot')]);

  it('keeps owners first, and otherwise sorts by name', () => {
    expect(inventory.entries.map(({ group, object }) => [group, identity(object)])).toEqual([
      [0, 'cluster.x-k8s.io/Cluster/metal3/prod'],
      [0, 'metal3.io/BareMetalHost/metal3/m-0'],
      [1, '/Secret/metal3/a'],
      [1, '/Secret/metal3/b'],
    ]);
  });

  it('keeps everything of an object but who wrote which field', () => {
    expect(inventory.entries[1]?.object).toEqual(host('m-0'));
  });

  it('keeps what tells a reboot and a new machine', () => {
    expect(inventory.nodes).toEqual([
      { name: 'n-0', uid: 'uid-of-Node-n-0', bootId: 'boot' },
      { name: 'n-1', uid: 'uid-of-Node-n-1', bootId: 'boot-of-n-1' },
    ]);
  });

  it('notes what stays in the source, and what the target had already', () => {
    const groups = [[found(cluster()), { ...found(secret('a')), kept: 'global' as const }]];
    const present = byIdentity([secret('a'), { ...cluster(), spec: { paused: true } }]);
    expect(buildInventory(groups, [], present).entries).toMatchObject([
      { kept: 'global', preexisting: 'alike' },
      { preexisting: 'different' },
    ]);
    expect(buildInventory(groups, []).entries.map(({ preexisting }) => preexisting)).toEqual([undefined, undefined]);
  });

  it('knows what a global owner of the target would make an orphan', () => {
    const owner = secret('owner');
    const groups = [
      [{ ...found(owner), kept: 'global' as const }, found(secret('free'))],
      [found(secret('child', { ownedBy: [owner] }))],
    ];
    const orphans = (...present: readonly KubeObject[]) =>
      orphansInTarget(buildInventory(groups, [], byIdentity(present)).entries).map(
        ({ orphan }) => orphan.metadata.name,
      );
    expect(orphans()).toEqual([]);
    expect(orphans(owner)).toEqual(['child']);
  });

  it('names each type once', () => {
    expect(inventoryResources(inventory).map(({ kind }) => kind)).toEqual(['Cluster', 'BareMetalHost', 'Secret']);
  });
});

describe('sameJson', () => {
  it('takes what is absent for what is undefined, and nothing else', () => {
    expect(sameJson({ a: undefined }, {})).toBe(true);
    expect(sameJson({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toBe(true);
    expect(sameJson({ a: 0 }, { a: '0' })).toBe(false);
    expect(sameJson(null, {})).toBe(false);
    expect(sameJson([], {})).toBe(false);
  });
});

describe('nameSome', () => {
  it('names a few and counts the rest', () => {
    const some = ['a', 'b', 'c', 'd', 'e'].map((name) => object(templates, name));
    expect(nameSome(some.slice(0, 2))).toBe('Metal3MachineTemplate metal3/a, Metal3MachineTemplate metal3/b');
    expect(nameSome(some)).toMatch(/c and 2 more$/);
    expect(nameSome([node('n-0')])).toBe('Node n-0');
  });
});
