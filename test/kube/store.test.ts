import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { type Change, nameAndVersion, ObjectStore } from '../../src/kube/store.ts';
import { replay } from './replay.ts';
import { configMap } from './stub-server.ts';

const told = (changes: readonly Change[]) =>
  changes.map(({ type, object }) => `${type} ${object.metadata.name} ${object.metadata.uid}`);

describe('ObjectStore', () => {
  it('tells an object from its successor of the same name', () => {
    const store = new ObjectStore();
    store.replace([configMap('a', '1', 'first')]);
    expect(told(store.replace([configMap('a', '5', 'second')]))).toEqual(['DELETED a first', 'ADDED a second']);
    expect(told(store.apply('MODIFIED', configMap('a', '9', 'third')))).toEqual(['DELETED a second', 'ADDED a third']);
  });

  it('does not let the late end of an incarnation delete its successor', () => {
    const store = new ObjectStore();
    store.replace([configMap('a', '5', 'second')]);
    expect(store.apply('DELETED', configMap('a', '4', 'first'))).toEqual([]);
    expect(store.size).toBe(1);
  });

  it('tells nothing when nothing changed', () => {
    const store = new ObjectStore();
    store.replace([configMap('a', '1')]);
    expect(store.replace([configMap('a', '1')])).toEqual([]);
    expect(store.apply('ADDED', configMap('a', '1'))).toEqual([]);
    expect(store.apply('DELETED', configMap('b', '1'))).toEqual([]);
  });

  it('hands out frozen objects without managedFields', () => {
    const store = new ObjectStore();
    const object = configMap('a', '1');
    store.replace([{ ...object, metadata: { ...object.metadata, managedFields: [{}] }, data: { deep: { er: 1 } } }]);
    const kept = store.get({ namespace: 'default', name: 'a' });
    expect(kept?.metadata).not.toHaveProperty('managedFields');
    const data = kept?.['data'] as { deep: object } | undefined;
    expect([kept, kept?.metadata, data, data?.deep].every(Object.isFrozen)).toBe(true);
    expect(data?.deep).toEqual({ er: 1 });
  });

  it('holds no more of an object than it is told to, and still knows its versions', () => {
    const store = new ObjectStore(nameAndVersion);
    const object = configMap('a', '1');
    const annotations = { notes: 'x'.repeat(1000) };
    const metadata = { ...object.metadata, labels: { app: 'a' }, annotations, finalizers: ['f'], managedFields: [{}] };
    const { uid } = metadata;
    store.replace([{ ...object, metadata, data: { large: 'y' } }]);
    const held = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace: 'default', name: 'a', uid, resourceVersion: '1', labels: { app: 'a' } },
    };
    expect(store.list()).toEqual([held]);
    expect(store.apply('MODIFIED', { ...object, metadata })).toEqual([]);
    expect(store.apply('DELETED', { ...object, metadata, data: {} })).toEqual([{ type: 'DELETED', object: held }]);
  });

  it('lists one namespace, or all', () => {
    const store = new ObjectStore();
    const other = configMap('a', '1', 'other');
    store.replace([configMap('a', '1'), { ...other, metadata: { ...other.metadata, namespace: 'other' } }]);
    expect(store.list('other').map(({ metadata }) => metadata.uid)).toEqual(['other']);
    expect(store.list()).toHaveLength(2);
  });

  it('tells changes that lead exactly from one list to the next', () => {
    const object = fc
      .tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('1', '2'), fc.constantFrom('u', 'v'))
      .map(([name, version, uid]) => configMap(name, version, uid));
    const list = fc.uniqueArray(object, { selector: ({ metadata }) => metadata.name });
    fc.assert(
      fc.property(fc.array(list), (lists) => {
        const store = new ObjectStore();
        const replayed = new Map<string, KubeObject>();
        for (const items of lists) {
          replay(replayed, store.replace(items));
          expect(new Set(replayed.values())).toEqual(new Set(items));
          expect(new Set(store.list())).toEqual(new Set(items));
        }
      }),
    );
  });
});
