/** Each answer of Verifying and Committing, word for word. */
import { expect, test } from 'vitest';
import type { Journal } from '../../../src/api/journal.ts';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { blockMoveAnnotation } from '../../../src/api/marks.ts';
import { committing } from '../../../src/pivot/goals/committing.ts';
import type { Goal } from '../../../src/pivot/goals/index.ts';
import { verifying } from '../../../src/pivot/goals/verifying.ts';
import { type InventoryEntry, identity } from '../../../src/pivot/inventory.ts';
import type { Observation } from '../../../src/pivot/observation.ts';
import { act, fail, met, type Result, record, stall, violation, wait } from '../../../src/pivot/result.ts';
import {
  at,
  bmo,
  bmoNamespace,
  cluster,
  copies,
  fence,
  fencedSource,
  inventoryOf,
  ironic,
  machine,
  marked,
  observation,
  ownedObjects,
  runningTarget,
  secret,
  spare,
  started,
  steadyHosts,
  stopped,
  targetView,
  view,
} from '../given.ts';

const gated = cluster('prod', { paused: true }, { annotations: { [blockMoveAnnotation]: 'pivot.metal3.io' } });
const inventory = inventoryOf(ownedObjects(steadyHosts(), gated));
const originals = ownedObjects(steadyHosts(), cluster('prod', { paused: true }));
const faithful = copies(originals);
const journal: Journal = {
  ...started,
  fence,
  inventory: { secrets: ['cpv-inventory-0'], hash: 'h', objects: inventory.entries.length },
  releasedTime: at(-30),
};
const committed = { ...journal, committedTime: at(-5) };

type Change = (object: KubeObject) => readonly KubeObject[];
const only =
  (name: string, change: Change): Change =>
  (object) =>
    identity(object).endsWith(`/${name}`) ? change(object) : [object];

const verify = (source: Change, target: Change) =>
  observation({
    journal,
    inventory,
    source: view(originals.flatMap(source)),
    target: targetView(faithful.flatMap(target)),
  });
const same: Change = (object) => [object];
const differs = (message: string) => wait(violation('CopyDiffers', message));
const changed = (message: string) => fail(violation('SourceChanged', message));

const commit = (is: Parameters<typeof observation>[0]) =>
  observation({ journal: committed, inventory, mirrored: 'committing', source: view(originals, fencedSource), ...is });
const remaining = (...objects: readonly KubeObject[]) => ({ source: view(objects, fencedSource) });
const entriesOf = (group: number): readonly InventoryEntry[] => inventory.entries.filter((it) => it.group === group);
const upTo = (group: number) =>
  originals.filter((object) =>
    inventory.entries.some((entry) => entry.group <= group && identity(entry.object) === identity(object)),
  );
/** Finalizers are cleared of what is there, not of what was. */
const asItIs = (entry: InventoryEntry): InventoryEntry => ({
  ...entry,
  object: originals.find((object) => identity(object) === identity(entry.object)) ?? entry.object,
});
const deleting = (entries: readonly InventoryEntry[], left: number) =>
  act(
    [{ kind: 'deleteObjects', side: 'source', entries: entries.map(asItIs) }],
    `deleting originals: ${left} of ${inventory.entries.length} remain`,
  );
const again = marked(cluster(), { uid: 'another' });

const answers: readonly (readonly [what: string, Goal, Observation, Result])[] = [
  [
    'faithful copies are verified, though the gate was on when the inventory was taken',
    verifying,
    verify(same, same),
    met,
  ],
  [
    'a copy that kept the gate is not faithful: it would block the next move',
    verifying,
    verify(
      same,
      only('prod', (copy) => [marked(copy, { annotations: { [blockMoveAnnotation]: '' } })]),
    ),
    differs(
      'Cluster metal3/prod: metadata.annotations.clusterctl.cluster.x-k8s.io/block-move was added in the target; waiting until the copies are faithful',
    ),
  ],
  [
    'a missing copy is named',
    verifying,
    verify(
      same,
      only('prod-kubeconfig', () => []),
    ),
    differs('Secret metal3/prod-kubeconfig is missing in the target; waiting until the copies are faithful'),
  ],
  [
    'of several differences the first is told, and how many there are',
    verifying,
    verify(same, (copy) => (copy.kind === 'Secret' ? [{ ...copy, data: {}, type: undefined }] : [copy])),
    differs(
      'Secret metal3/m-0-bmc: data.password is missing in the target (and 9 more differences); waiting until the copies are faithful',
    ),
  ],
  [
    'an object that the source never had was made by somebody who should be paused',
    verifying,
    verify(same, (copy) => (copy.kind === 'Cluster' ? [copy, machine('m-9')] : [copy])),
    differs('the target has Machine metal3/m-9, which the source never had'),
  ],
  [
    'other Secrets of the target do not matter',
    verifying,
    verify(same, (copy) => (copy.kind === 'Cluster' ? [copy, secret('token')] : [copy])),
    met,
  ],
  [
    'a source that was changed since makes the copies stale',
    verifying,
    verify(
      only('m-0', (object) => [marked(object, { labels: { ...object.metadata.labels, a: 'b' } })]),
      same,
    ),
    changed('BareMetalHost metal3/m-0 was changed in the source after it was copied: metadata.labels.a was added'),
  ],
  [
    'an original that was deleted does, too',
    verifying,
    verify(
      only('prod-kubeconfig', () => []),
      same,
    ),
    changed('Secret metal3/prod-kubeconfig was deleted from the source after it was copied'),
  ],
  [
    'and one that was made again',
    verifying,
    verify(
      only('prod-kubeconfig', (object) => [marked(object, { uid: 'another' })]),
      same,
    ),
    changed('Secret metal3/prod-kubeconfig was deleted from the source after it was copied'),
  ],
  [
    'what was not read is waited for',
    verifying,
    observation({ journal, target: targetView([], { objects: undefined }), inventory }),
    wait(violation('CopyIncomplete', 'waiting for the inventory and the copies to be read')),
  ],
  ['after the commit nothing is verified any more', verifying, observation({ journal: committed }), met],

  [
    'the kubeconfig is kept again if it was lost, as its original goes now',
    committing,
    commit({ journal, targetPinned: false }),
    act([{ kind: 'pinTarget' }], "keeping a copy of the target's kubeconfig again"),
  ],
  [
    'the story is mirrored to the target first',
    committing,
    commit({ journal, mirrored: 'copying' }),
    act([{ kind: 'mirror', stage: 'committing' }], 'noting in the target that the commit is next'),
  ],
  [
    'then the point of no return is noted',
    committing,
    commit({ journal, target: targetView([], runningTarget) }),
    record({ committedTime: at(0) }, 'committing: from here on only forward'),
  ],
  [
    'but not while the target has no Ironic that serves',
    committing,
    commit({ journal }),
    wait(
      violation(
        'IronicNotReady',
        'Deployment baremetal-operator-system/ironic in the target is not available; waiting for Ironic',
      ),
      1,
    ),
  ],
  [
    'nothing is deleted while the Bare Metal Operator runs',
    committing,
    commit({ source: view(originals, { ...fencedSource, workloads: [bmo(), ironic(stopped)] }) }),
    act(
      [{ kind: 'scale', side: 'source', deployment: { namespace: bmoNamespace, name: 'bmo' }, replicas: 0 }],
      'stopping the Bare Metal Operator: scaling Deployment baremetal-operator-system/bmo in the source from 1 to 0',
    ),
  ],
  ['children go first', committing, commit({}), deleting(entriesOf(3), 19)],
  ['then their owners', committing, commit(remaining(...upTo(1))), deleting(entriesOf(1), upTo(1).length)],
  ['the Cluster and its hosts go last', committing, commit(remaining(...upTo(0))), deleting(entriesOf(0), 5)],
  [
    'what was not in the inventory stays',
    committing,
    commit(remaining(secret('unrelated'), spare('new', { metadata: { uid: 'new' } }))),
    met,
  ],
  [
    'an object that is made again is somebody else, and named',
    committing,
    commit(remaining(again)),
    wait(
      violation(
        'SourceNotEmpty',
        'Cluster metal3/prod was created again in the source after it was moved; stop what re-creates it (a GitOps tool?) and delete it',
      ),
      5,
    ),
  ],
  [
    'and does not keep its equals from being deleted',
    committing,
    commit(remaining(again, ...steadyHosts())),
    deleting(
      entriesOf(0).filter(({ object }) => object.kind === 'BareMetalHost'),
      5,
    ),
  ],
  ['then everything is committed', committing, commit(remaining()), met],
  [
    'without the inventory a human has to help: nobody knows what is left',
    committing,
    commit({ inventory: undefined }),
    stall(
      violation(
        'CopyIncomplete',
        "the inventory cannot be read: a Secret of cpv-inventory-0 in the operator's namespace is missing or changed; copy it back from the namespace of the same name in the target",
      ),
    ),
  ],
  [
    'once the target is active the source is not looked at any more',
    committing,
    commit({ journal: { ...committed, activatedTime: at(-1) }, mirrored: undefined }),
    met,
  ],
];

test.each(answers)('%s', (_, goal, observed, result) => {
  expect(goal(observed)).toEqual(result);
});
