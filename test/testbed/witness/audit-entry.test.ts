/** Is an audit log read as the API server meant it? */
import { expect, test } from 'vitest';
import { changedSomething, inOrder, instant, parseAuditLog } from '../../../testbed/witness/audit-entry.ts';
import { entry } from './given.ts';

const event = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  stage: 'ResponseComplete',
  requestURI: '/apis/metal3.io/v1alpha1/namespaces/metal3/baremetalhosts/host-00/status',
  verb: 'update',
  user: { username: 'system:serviceaccount:x:y' },
  objectRef: {
    resource: 'baremetalhosts',
    namespace: 'metal3',
    name: 'host-00',
    apiGroup: 'metal3.io',
    subresource: 'status',
  },
  responseStatus: { code: 200 },
  responseObject: { kind: 'BareMetalHost', apiVersion: 'metal3.io/v1alpha1', metadata: { name: 'host-00', uid: 'u' } },
  requestReceivedTimestamp: '2026-11-24T09:59:41.723813Z',
  stageTimestamp: '2026-11-24T09:59:41.776604Z',
};

function read(change: object) {
  return parseAuditLog([JSON.stringify({ ...event, ...change })], 'source');
}

test('an entry has who did what to which object, when and with what result', () => {
  expect(read({})).toEqual([
    {
      side: 'source',
      received: Date.parse('2026-11-24T09:59:41.723Z') + 0.813,
      completed: Date.parse('2026-11-24T09:59:41.776Z') + 0.604,
      user: 'system:serviceaccount:x:y',
      verb: 'update',
      group: 'metal3.io',
      resource: 'baremetalhosts',
      subresource: 'status',
      namespace: 'metal3',
      name: 'host-00',
      uid: 'u',
      code: 200,
      dryRun: false,
      object: event.responseObject,
    },
  ]);
});

test('only complete answers count', () => {
  expect(read({ stage: 'RequestReceived' })).toEqual([]);
  expect(read({ stage: 'Panic' })).toEqual([]);
});

test('a Status is no object, but tells the UID of the one that went', () => {
  const [deleted] = read({
    verb: 'delete',
    responseObject: { kind: 'Status', metadata: {}, details: { uid: 'gone' } },
  });
  expect(deleted?.object).toBeUndefined();
  expect(deleted?.uid).toBe('gone');
});

test('a generated name comes from the answer', () => {
  const [created] = read({ objectRef: { resource: 'baremetalhosts', apiGroup: 'metal3.io' } });
  expect(created?.name).toBe('host-00');
});

test.each([
  ['in the query', { requestURI: '/api/v1/secrets/x?dryRun=All' }],
  ['in the options of a deletion', { verb: 'delete', requestObject: { kind: 'DeleteOptions', dryRun: ['All'] } }],
  ['in the query of a deletion whose options are not recorded', { verb: 'delete', requestURI: '/x?dryRun=All' }],
])('a dry run is known %s', (_where, change) => {
  const [entry] = read(change);
  expect(entry?.dryRun).toBe(true);
});

test('a deletion whose options ask for no dry run is none, whatever its query says', () => {
  const [entry] = read({
    verb: 'delete',
    requestURI: '/api/v1/secrets/x?dryRun=All',
    requestObject: { kind: 'DeleteOptions', preconditions: { uid: 'u' } },
  });
  expect(entry?.dryRun).toBe(false);
});

test('a line that is no JSON is an error, not silence', () => {
  expect(() => parseAuditLog([JSON.stringify(event), '{"kind":'], 'target')).toThrow(
    /line 2 of the target's audit log is not JSON/,
  );
});

test.each([
  ['a write', {}, true],
  ['a read', { verb: 'get' }, false],
  ['a refused write', { code: 403 }, false],
  ['a conflict', { code: 409 }, false],
  ['a dry run', { dryRun: true }, false],
  [
    'a review of rights',
    { verb: 'create', group: 'authorization.k8s.io', resource: 'selfsubjectaccessreviews' },
    false,
  ],
  ['a deletion of many', { verb: 'deletecollection' }, true],
] as const)('%s changes what is stored: %s', (_what, change, expected) => {
  expect(changedSomething(entry('source', 1, change))).toBe(expected);
});

test('microseconds order what milliseconds cannot', () => {
  const early = { ...entry('source', 0), completed: instant('2026-01-01T00:00:00.000001Z') };
  const late = { ...entry('target', 0), completed: instant('2026-01-01T00:00:00.000900Z') };
  expect(inOrder([late, early])).toEqual([early, late]);
  expect(instant('2026-01-01T00:00:00Z')).toBe(Date.parse('2026-01-01T00:00:00Z'));
});
