/** Is the history of an object what the API server stored, in its order? */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AuditEntry } from '../../../testbed/witness/audit-entry.ts';
import { historyOf } from '../../../testbed/witness/object-history.ts';
import { entry, host, namespace, startAt, stored } from './given.ts';

const hosts = { group: 'metal3.io', resource: 'baremetalhosts', namespace };

function history(audit: readonly AuditEntry[], source = [host('host-00')]) {
  return historyOf(hosts, { source, target: [] }, startAt, audit).map(({ object }) => object?.metadata.resourceVersion);
}

test('it begins with what there was', () => {
  expect(history([])).toEqual(['1']);
});

test.each([
  ['of another type', { resource: 'hardwaredata' }],
  ['of another namespace', { namespace: 'other' }],
  ['of another subresource', { subresource: 'scale' }],
  ['that were refused', { code: 409 }],
  ['that only looked', { verb: 'get' }],
  ['from before', { completed: startAt - 1 }],
])('writes %s are no part of it', (_what, change) => {
  expect(history([stored('source', 1, host('host-00', { version: 2 }), change)])).toEqual(['1']);
});

const dying = (rest: object) => ({ metadata: { deletionTimestamp: '2026-03-02T09:00:01Z', ...rest } });

test('an object goes when its last finalizer goes, not when it is deleted', () => {
  const finalizers = ['baremetalhost.metal3.io'];
  const deleted = stored('source', 1, host('host-00', { version: 2, ...dying({ finalizers }) }), { verb: 'delete' });
  const freed = stored('source', 2, host('host-00', { version: 3, ...dying({ finalizers: [] }) }), { verb: 'patch' });
  expect(history([deleted])).toEqual(['1', '2']);
  expect(history([deleted, freed])).toEqual(['1', '2', undefined]);
});

test('an object with a grace period is there until the grace is over', () => {
  const leaving = dying({ deletionGracePeriodSeconds: 30 });
  const gone = dying({ deletionGracePeriodSeconds: 0 });
  expect(history([stored('source', 1, host('host-00', { version: 2, ...leaving }), { verb: 'delete' })])).toEqual([
    '1',
    '2',
  ]);
  expect(history([stored('source', 1, host('host-00', { version: 2, ...gone }), { verb: 'delete' })])).toEqual([
    '1',
    undefined,
  ]);
});

test('an answer that came late does not bring an object back', () => {
  const gone = entry('source', 2, { name: 'host-00', verb: 'delete', uid: 'uid-of-host-00' });
  const late = stored('source', 2.5, host('host-00', { version: 9 }));
  expect(history([gone, late])).toEqual(['1', '9', undefined]);
});

test('a new incarnation comes after the end of the old one', () => {
  const gone = entry('source', 2, { name: 'host-00', verb: 'delete', uid: 'uid-of-host-00' });
  const fresh = stored('source', 3, host('host-00', { uid: 'new', version: 4 }), { verb: 'create', code: 201 });
  expect(history([gone, fresh])).toEqual(['1', undefined, '4']);
});

test('in whatever order answers arrive, the versions of each host are in the order of their writes', () => {
  const versions = fc.uniqueArray(fc.integer({ min: 2, max: 1000 }), { maxLength: 20 });
  fc.assert(
    fc.property(versions, versions, (first, second) => {
      const audit = [
        ...first.map((version, index) => stored('source', index + 1, host('host-00', { version }))),
        ...second.map((version, index) => stored('source', index + 1.5, host('host-01', { version }))),
      ];
      const seen = historyOf(hosts, { source: [], target: [] }, startAt, audit);
      for (const [name, all] of [
        ['host-00', first],
        ['host-01', second],
      ] as const) {
        const order = seen
          .filter((version) => version.name === name)
          .map(({ object }) => Number(object?.metadata.resourceVersion));
        expect(order).toEqual(all.toSorted((a, b) => a - b));
      }
      expect(seen.map(({ at }) => at)).toEqual(seen.map(({ at }) => at).toSorted((a, b) => a - b));
    }),
  );
});
