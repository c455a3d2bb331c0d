/** Does each thing that can go wrong fail a pivot, and only that? */
import { expect, test } from 'vitest';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import type { FindingKind } from '../../../testbed/witness/finding.ts';
import type { OperatorLine } from '../../../testbed/witness/operator-log.ts';
import { type Evidence, judge, type Terms } from '../../../testbed/witness/verdict.ts';
import {
  cleanPivot,
  cluster,
  copyOf,
  entry,
  host,
  machine,
  object,
  operatorPod,
  pausedMark,
  startAt,
  stored,
} from './given.ts';

const terms: Terms = { boundaries: true };

test('a pivot in which nothing went wrong is OK, and what moved is counted', () => {
  const verdict = judge(cleanPivot(), terms);
  expect(verdict.findings).toEqual([]);
  expect(verdict).toMatchObject({ ok: true, hosts: 1, objects: 3, counts: {}, allBackAt: startAt + 30_000 });
  expect(verdict.leftOut).toEqual([
    { object: 'ConfigMap metal3/kube-root-ca.crt', reason: 'the control plane puts one into every namespace' },
  ]);
});

test('a copy that is deleted before the commit, and copied anew, is no Machine that was replaced', () => {
  const again = also(
    entry('target', 10, { resource: 'machines', name: 'm-0', verb: 'delete' }),
    stored('target', 11, machine('m-0'), { verb: 'create', code: 201 }),
  );
  expect(judge(again(cleanPivot()), terms).findings).toEqual([]);
});

type Spoil = (pivot: Evidence) => Evidence;

const also =
  (...entries: Evidence['audit']): Spoil =>
  (pivot) => ({ ...pivot, audit: [...pivot.audit, ...entries] });

const logged =
  (line: Partial<OperatorLine>): Spoil =>
  (pivot) => ({
    ...pivot,
    logs: [{ side: 'source', at: startAt + 1500, host: 'host-00', message: '', newState: undefined, ...line }],
  });

const inTarget =
  (change: (object: KubeObject) => readonly KubeObject[]): Spoil =>
  (pivot) => {
    const objects = pivot.after.target.objects.flatMap(({ object }) => change(object));
    const { nodes, operatorPods } = pivot.after.target;
    return { ...pivot, after: { ...pivot.after, target: cluster(objects, { nodes, operatorPods }) } };
  };

const inSource =
  (...objects: readonly KubeObject[]): Spoil =>
  (pivot) => ({ ...pivot, after: { ...pivot.after, source: cluster(objects) } });

const withNode =
  (...nodes: Evidence['after']['target']['nodes']): Spoil =>
  (pivot) => ({ ...pivot, after: { ...pivot.after, target: { ...pivot.after.target, nodes } } });

const copy = (is: Parameters<typeof host>[1]) => host('host-00', { uid: 'copy-of-uid-of-host-00', ...is });
const all =
  (...spoils: readonly Spoil[]): Spoil =>
  (pivot) =>
    spoils.reduce((spoilt, spoil) => spoil(spoilt), pivot);
const without = (kind: string): Spoil => inTarget((object) => (object.kind === kind ? [] : [object]));
const on = (kind: string, change: (object: KubeObject) => KubeObject): Spoil =>
  inTarget((object) => [object.kind === kind ? change(object) : object]);

const cases: readonly (readonly [what: string, spoil: Spoil, finds: Partial<Record<FindingKind, number>>])[] = [
  ['a Secret is nowhere', without('Secret'), { lost: 1, 'not restored': 1 }],
  ['a Machine was not moved', all(without('Machine'), inSource(machine('m-0'))), { 'not moved': 1 }],
  ['a Machine is in both clusters', inSource(machine('m-0')), { 'left in the source': 1 }],
  ['a copy has other data', on('Secret', (secret) => ({ ...secret, data: { password: 'x' } })), { changed: 1 }],
  [
    'a copy lost a label',
    (pivot) => {
      const labelled = { ...machine('m-0'), metadata: { ...machine('m-0').metadata, labels: { a: 'b' } } };
      const source = cluster([host('host-00'), labelled, object('Secret', 'host-00-bmc')], pivot.before.source);
      return {
        ...pivot,
        before: {
          ...pivot.before,
          source: { ...source, objects: cluster([host('host-00'), labelled, object('Secret', 'host-00-bmc')]).objects },
        },
      };
    },
    { changed: 1 },
  ],
  [
    'a copy belongs to an object that is not there',
    on('Secret', (secret) => ({
      ...secret,
      metadata: {
        ...secret.metadata,
        ownerReferences: [{ apiVersion: 'v1', kind: 'Owner', name: 'o', uid: 'elsewhere' }],
      },
    })),
    { changed: 1 },
  ],
  [
    'a Machine does not run',
    on('Machine', (it) => ({ ...copyOf(machine('m-0', { phase: 'Pending' })), metadata: it.metadata })),
    { changed: 1 },
  ],
  [
    'a Machine has another Node',
    on('Machine', (it) => ({ ...machine('m-0', { nodeRef: { name: 'x' } }), metadata: it.metadata })),
    { changed: 1 },
  ],
  [
    'a host was deprovisioned in the source',
    also(stored('source', 1.5, host('host-00', { version: 3, state: 'deprovisioning' }))),
    { deprovisioned: 1 },
  ],
  [
    'a host was on its way to be powered off',
    also(stored('source', 1.5, host('host-00', { version: 3, state: 'powering off before delete' }))),
    { deprovisioned: 1 },
  ],
  [
    'a host was inspected in the target',
    also(stored('target', 20, copy({ version: 3, state: 'inspecting' }))),
    { 're-inspected': 1 },
  ],
  ['a host was prepared', also(stored('target', 20, copy({ version: 3, state: 'preparing' }))), { 're-prepared': 1 }],
  [
    'a host got a new image',
    also(stored('target', 20, copy({ version: 3, state: 'provisioning' }))),
    { 're-imaged': 1 },
  ],
  [
    'a host is serviced',
    also(stored('target', 20, copy({ version: 3, operationalStatus: 'servicing' }))),
    { serviced: 1 },
  ],
  [
    'a host went off and on',
    also(stored('target', 25, copy({ version: 3 })), stored('target', 26, copy({ version: 4, poweredOn: false }))),
    { rebooted: 1 },
  ],
  [
    'its history tells of an inspection',
    on('BareMetalHost', (it) => ({
      ...it,
      status: {
        ...(it['status'] as object),
        operationHistory: { inspect: { start: '2026-03-02T09:00:10Z' }, provision: { start: '2026-03-02T07:30:00Z' } },
      },
    })),
    { 're-inspected': 1 },
  ],
  [
    'the operator asked for a deprovisioning',
    logged({ message: 'ensuring host is deprovisioned' }),
    { deprovisioned: 1 },
  ],
  ['the operator asked for power off', logged({ message: 'ensuring host is powered off' }), { rebooted: 1 }],
  [
    'the operator decided to deprovision, in vain',
    logged({ message: 'changing provisioning state', newState: 'deprovisioning' }),
    { 'nearly touched': 1 },
  ],
  [
    'a host stays paused',
    also(stored('target', 40, copy({ version: 6, annotations: pausedMark }))),
    { 'not restored': 1 },
  ],
  [
    'its BMC was not reached',
    also(stored('target', 40, copy({ version: 6, status: { goodCredentials: { credentialsVersion: '1' } } }))),
    { 'not restored': 1 },
  ],
  [
    'both operators ran on an unpaused host',
    also(
      stored('source', 10, operatorPod('baremetal-operator-controller-manager-x')),
      stored('source', 11, host('host-00', { version: 3 })),
      stored('target', 12, copy({ version: 3 })),
    ),
    { 'two live writers': 1 },
  ],
  [
    'a Machine came',
    also(entry('target', 40, { resource: 'machines', name: 'm-1', verb: 'create', code: 201 })),
    { 'machine replaced': 1 },
  ],
  [
    'a Machine went from the target',
    also(entry('target', 40, { resource: 'machines', name: 'm-0', verb: 'delete' })),
    { 'machine replaced': 1 },
  ],
  ['a Node was rebooted', withNode({ name: 'm-0', uid: 'node-uid', bootId: 'boot-2' }), { 'node changed': 1 }],
  ['a Node is another one', withNode({ name: 'm-0', uid: 'other', bootId: 'boot-1' }), { 'node changed': 1 }],
  ['a Node is gone', withNode(), { 'node changed': 1 }],
  [
    'a copy came nobody knows how',
    inTarget((it) => (it.kind === 'Secret' ? [it, copyOf(object('Secret', 'unknown'))] : [it])),
    { 'not proven': 1 },
  ],
  [
    'the copier wrote to a Secret',
    also(
      entry('source', 9, {
        resource: 'secrets',
        name: 'host-00-bmc',
        verb: 'patch',
        user: 'system:serviceaccount:clusterpivot-system:clusterpivot-copy',
      }),
    ),
    { 'written by the copier': 1 },
  ],
  [
    'a Secret was deleted too early',
    also(entry('source', 19, { resource: 'secrets', name: 'host-00-bmc', verb: 'delete' })),
    { 'deleted before the commit': 1 },
  ],
  [
    'all Secrets were deleted too early',
    also(entry('source', 19, { resource: 'secrets', name: undefined, verb: 'deletecollection' })),
    { 'deleted before the commit': 1 },
  ],
  [
    'there was no commit',
    (pivot) => ({ ...pivot, audit: pivot.audit.filter(({ resource }) => resource !== 'clusterpivots') }),
    { 'deleted before the commit': 3 },
  ],
];

test.each(cases)('%s', (_what, spoil, finds) => {
  const verdict = judge(spoil(cleanPivot()), terms);
  expect(verdict.counts).toEqual(finds);
  expect(verdict.ok).toBe(false);
  for (const { evidence } of verdict.findings) expect(evidence).not.toEqual([]);
});

const harmless: readonly (readonly [what: string, spoil: Spoil])[] = [
  [
    'what was before the start',
    (pivot) => ({ ...pivot, audit: [stored('source', -5, host('host-00', { state: 'inspecting' })), ...pivot.audit] }),
  ],
  ['what the operator said before', logged({ at: startAt - 1000, message: 'provisioning image to host' })],
  [
    'the fixture finds its power off at first',
    also(
      stored('target', 25, copy({ version: 3, id: 'temporary-fake-id' })),
      stored('target', 26, copy({ version: 4, id: 'temporary-fake-id', poweredOn: false })),
    ),
  ],
  [
    'the copier pauses Clusters',
    also(
      entry('source', 3, {
        resource: 'clusters',
        group: 'cluster.x-k8s.io',
        name: 'prod',
        verb: 'patch',
        user: 'system:serviceaccount:clusterpivot-system:clusterpivot-copy',
      }),
    ),
  ],
  [
    'the copier is refused',
    also(
      entry('source', 9, {
        resource: 'secrets',
        name: 'host-00-bmc',
        verb: 'delete',
        code: 403,
        user: 'system:serviceaccount:clusterpivot-system:clusterpivot-copy',
      }),
    ),
  ],
  [
    'a deletion was only tried out',
    also(entry('source', 3, { resource: 'secrets', name: 'host-00-bmc', verb: 'delete', dryRun: true })),
  ],
  [
    'something else was deleted early',
    also(entry('source', 3, { resource: 'secrets', name: 'token', verb: 'delete' })),
  ],
  [
    'Machines of another namespace come and go',
    also(entry('target', 3, { resource: 'machines', name: 'x', namespace: 'other', verb: 'deletecollection' })),
  ],
];

test.each(harmless)('harmless: %s', (_what, spoil) => {
  expect(judge(spoil(cleanPivot()), terms).findings).toEqual([]);
});

test('a decision that the operator tells and stores is counted once', () => {
  const told = logged({ message: 'changing provisioning state', newState: 'deprovisioning' });
  const kept = also(stored('source', 1.5, host('host-00', { version: 3, state: 'deprovisioning' })));
  expect(judge(all(told, kept)(cleanPivot()), terms).counts).toEqual({ deprovisioned: 1 });
});

test('by hand nobody promised a commit, so only harm counts', () => {
  const pivot = cleanPivot();
  const withoutCommit = { ...pivot, audit: pivot.audit.filter(({ resource }) => resource !== 'clusterpivots') };
  expect(judge(withoutCommit, { boundaries: false }).ok).toBe(true);
});

test('an object that the caller says stays is left out, with its reason', () => {
  const pivot = cleanPivot();
  const config = object('ConfigMap', 'clusterctl');
  const source = cluster([...pivot.before.source.objects.map((held) => held.object), config], pivot.before.source);
  const objects = cluster([...pivot.before.source.objects.map((held) => held.object), config]).objects;
  const spoilt = { ...pivot, before: { ...pivot.before, source: { ...source, objects } } };
  const stay = [{ object: 'ConfigMap metal3/clusterctl', reason: 'ours' }];
  expect(judge(spoilt, terms).counts).toEqual({ lost: 1 });
  const verdict = judge(spoilt, { ...terms, stay });
  expect(verdict.ok).toBe(true);
  expect(verdict.leftOut).toContainEqual(stay[0]);
});
