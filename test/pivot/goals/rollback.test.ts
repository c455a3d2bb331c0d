/** Each answer on the way back, word for word, in the order in which a pivot gets them. */
import { expect, test } from 'vitest';
import type { Journal } from '../../../src/api/journal.ts';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { bareMetalHosts, clusters } from '../../../src/api/resources.ts';
import { rollback } from '../../../src/pivot/goals/rollback.ts';
import type { InventoryEntry } from '../../../src/pivot/inventory.ts';
import { identity } from '../../../src/pivot/inventory.ts';
import type { ClusterView, Observation } from '../../../src/pivot/observation.ts';
import { act, met, type Result, record, violation, wait } from '../../../src/pivot/result.ts';
import {
  at,
  bmo,
  bmoNamespace,
  cluster,
  clusterClasses,
  copies,
  crd,
  fence,
  fencedSource,
  hostLabels,
  inventoryOf,
  ironic,
  job,
  object,
  observation,
  ownedObjects,
  runningTarget,
  spare,
  started,
  steadyHosts,
  stopped,
  targetView,
  view,
  webhook,
} from '../given.ts';

const uncompared = { startedTime: at(-60), cause: 'a test' };
const back = { ...uncompared, differences: [] };
const begun: Journal = { ...started, rollback: back };
const copied: Journal = {
  ...begun,
  fence,
  copy: { attempt: 1, job: 'copy', clusters: ['prod'] },
  pausedHosts: ['spare-0', 'spare-1'],
  releasedTime: at(-90),
};
const inventory = inventoryOf(ownedObjects());
const source = (objects: readonly KubeObject[], is: Partial<ClusterView> = {}) => ({ source: view(objects, is) });
const target = (objects: readonly KubeObject[], is: Partial<ClusterView> = {}) => ({ target: targetView(objects, is) });
const returning = (is: Parameters<typeof observation>[0]) => observation({ journal: copied, inventory, ...is });

/** The entries of the inventory as the target has them. */
const inTarget = (group: number, found: readonly KubeObject[]): readonly InventoryEntry[] =>
  inventory.entries
    .filter((entry) => entry.group === group)
    .flatMap((entry) =>
      found.filter((object) => identity(object) === identity(entry.object)).map((object) => ({ ...entry, object })),
    );
const all = copies(ownedObjects());
const roots = all.filter(({ kind }) => kind === 'Cluster' || kind === 'BareMetalHost');
const scale = (side: 'source' | 'target', name: string, replicas: number) =>
  ({ kind: 'scale', side, deployment: { namespace: bmoNamespace, name }, replicas }) as const;
const last = [{ name: 'pod-0', ready: true, node: 'm-0' }];
const mark = (name: string, by: string) =>
  spare(name, { annotations: { 'baremetalhost.metal3.io/paused': by, 'baremetalhost.metal3.io/status': '{}' } });
const held = cluster(
  'prod',
  { paused: true },
  { annotations: { 'clusterctl.cluster.x-k8s.io/block-move': 'pivot.metal3.io' } },
);
const metal = object(clusterClasses, 'metal', { annotations: { 'cluster.x-k8s.io/paused': '' } });
const lenient = { webhooks: [webhook({ failurePolicy: 'Ignore' })] };
const labelled: Journal = {
  ...begun,
  createdNamespace: true,
  labelledCrds: {
    source: [{ name: 'baremetalhosts.metal3.io', labels: hostLabels }],
    target: [
      { name: 'baremetalhosts.metal3.io', labels: hostLabels.slice(1) },
      { name: 'gone.metal3.io', labels: ['x'] },
    ],
  },
};
const unlabelled = [crd(bareMetalHosts, hostLabels.slice(0, 1))];
const finished = act([{ kind: 'cleanUp' }], 'cleaning up', { rollback: { ...back, finishedTime: at(0) } });

const uncomparedJournal: Journal = { ...copied, rollback: uncompared };
const compared = (differences: string[], words: string) =>
  record(
    { rollback: { ...uncompared, differences } },
    `comparing 19 objects of the source with the inventory: ${words}`,
  );

const answers: readonly (readonly [what: string, Observation, Result])[] = [
  [
    'once the copies are gone, the source is compared with what was recorded',
    returning({ journal: uncomparedJournal, ...source(ownedObjects()), ...target([]) }),
    compared([], '0 differ'),
  ],
  [
    'and what others changed in it is noted, and left alone',
    returning({
      journal: uncomparedJournal,
      ...source(
        ownedObjects()
          .map((it) => (it.kind === 'Machine' ? { ...it, spec: { changed: true } } : it))
          .filter(({ metadata: { name } }) => name !== 'prod-kubeconfig'),
      ),
      ...target([]),
    }),
    compared(
      [
        'Secret metal3/prod-kubeconfig was deleted from the source during the pivot',
        'Machine metal3/m-0 was changed in the source during the pivot: spec.changed was added',
        'Machine metal3/m-1 was changed in the source during the pivot: spec.changed was added',
      ],
      '3 differ',
    ),
  ],
  [
    'a running copy is ended first: it would make copies behind our back',
    returning({ copyJob: job({ name: 'copy' }), initJob: job({ name: 'init' }), ...target(all) }),
    act([{ kind: 'deleteJob', job: 'copy' }], 'ending Job copy'),
  ],
  [
    'a running installation, too',
    observation({ journal: begun, initJob: job({ name: 'init' }), copyJob: job({ finished: true }) }),
    act([{ kind: 'deleteJob', job: 'init' }], 'ending Job init'),
  ],
  [
    'one that is going is waited for, and not deleted again',
    observation({ journal: begun, initJob: job({ name: 'init', terminating: true }) }),
    wait(violation('InProgress', 'Job init is being deleted; waiting until it is gone'), 1),
  ],
  [
    'then copies are deleted, children first, while everything is paused and fenced',
    returning({ ...source(ownedObjects(), fencedSource), ...target(all, runningTarget) }),
    act(
      [{ kind: 'deleteObjects', side: 'target', entries: inTarget(3, all) }],
      'deleting copies: 19 remain in the target',
    ),
  ],
  [
    'their owners last, and nothing that is not a copy',
    returning(target([...roots, spare('local')])),
    act(
      [{ kind: 'deleteObjects', side: 'target', entries: inTarget(0, roots) }],
      'deleting copies: 5 remain in the target',
    ),
  ],
  [
    'an inventory that was lost is taken again from the source, which is whole',
    returning({ inventory: undefined, ...target(all) }),
    act([{ kind: 'takeInventory' }], 'taking the inventory again from the untouched source, to find the copies'),
  ],
  [
    'copies are looked for as well where somebody else took our block-move off, before the inventory',
    observation({ journal: { ...copied, releasedTime: undefined }, inventory: undefined, ...target(all) }),
    act([{ kind: 'takeInventory' }], 'taking the inventory again from the untouched source, to find the copies'),
  ],
  [
    'a target that was not read is waited for',
    returning(target([], { objects: undefined })),
    wait(violation('TargetUnreachable', 'waiting for the target, to delete the copies there'), 5),
  ],
  [
    "then the target's Ironic is stopped",
    returning({ ...source([], fencedSource), ...target([], runningTarget) }),
    act(
      [scale('target', 'ironic', 0)],
      'stopping Ironic: scaling Deployment baremetal-operator-system/ironic in the target from 1 to 0',
    ),
  ],
  [
    'and its last Pod is waited for, since it holds the address',
    returning({
      ...source([], fencedSource),
      ...target([], { workloads: [bmo(), ironic({ replicas: 0, pods: last })] }),
    }),
    wait(
      violation(
        'IronicNotStopped',
        'Pod baremetal-operator-system/pod-0 of Ironic still runs in the target; waiting until it is gone',
      ),
      1,
    ),
  ],
  [
    "then the source's Ironic is started",
    returning(source([], fencedSource)),
    act(
      [scale('source', 'ironic', 1)],
      'scaling Deployment baremetal-operator-system/ironic in the source from 0 to 1',
    ),
  ],
  [
    'and waited for',
    returning(source([], { ...lenient, workloads: [bmo(stopped), ironic({ available: false })] })),
    wait(
      violation(
        'IronicNotReady',
        'Deployment baremetal-operator-system/ironic in the source is not available yet; waiting for its 1 replicas',
      ),
      1,
    ),
  ],
  [
    'then our marks go, and nobody else’s',
    returning(
      source([held, mark('spare-0', 'pivot.metal3.io'), mark('spare-1', 'somebody'), mark('x', 'pivot.metal3.io')]),
    ),
    act(
      [
        {
          kind: 'annotate',
          side: 'source',
          resource: bareMetalHosts,
          object: mark('spare-0', 'pivot.metal3.io'),
          annotations: { 'baremetalhost.metal3.io/paused': null, 'baremetalhost.metal3.io/status': null },
        },
        {
          kind: 'annotate',
          side: 'source',
          resource: clusters,
          object: held,
          annotations: { 'clusterctl.cluster.x-k8s.io/block-move': null },
        },
      ],
      'removing our annotations from BareMetalHost metal3/spare-0, Cluster metal3/prod',
    ),
  ],
  [
    "then the source's Bare Metal Operator is started as it was",
    returning({
      journal: { ...copied, fence: { ...fence, bareMetalOperator: { ...fence.bareMetalOperator, replicas: 2 } } },
      ...source([], { ...lenient, workloads: [bmo(stopped), ironic()] }),
    }),
    act([scale('source', 'bmo', 2)], 'scaling Deployment baremetal-operator-system/bmo in the source from 0 to 2'),
  ],
  [
    'before its webhook is strict again, it has to answer',
    returning(source([], { ...lenient, workloads: [bmo({ available: false }), ironic()] })),
    wait(
      violation(
        'BareMetalOperatorNotReady',
        'Deployment baremetal-operator-system/bmo in the source is not available yet; waiting for its 1 replicas',
      ),
      1,
    ),
  ],
  [
    'then its webhook is as strict as it was',
    returning(source([], lenient)),
    act(
      [
        {
          kind: 'setFailurePolicy',
          configuration: 'bmo-validation',
          webhook: 'baremetalhost.metal3.io',
          failurePolicy: 'Fail',
        },
      ],
      'restoring failurePolicy of baremetalhost.metal3.io in the source',
    ),
  ],
  [
    'then ClusterClasses that clusterctl paused are unpaused',
    returning(source([cluster('prod', { paused: true }), metal])),
    act(
      [
        {
          kind: 'annotate',
          side: 'source',
          resource: clusterClasses,
          object: metal,
          annotations: { 'cluster.x-k8s.io/paused': null },
        },
      ],
      'unpausing ClusterClass metal3/metal in the source',
    ),
  ],
  [
    'and Clusters',
    returning(source([cluster('prod', { paused: true })])),
    act(
      [{ kind: 'unpauseCluster', side: 'source', object: cluster('prod', { paused: true }) }],
      'unpausing Cluster metal3/prod in the source',
    ),
  ],
  [
    'what a person paused by annotation meanwhile stays so',
    returning(source([cluster('prod', {}, { annotations: { 'cluster.x-k8s.io/paused': '' } })])),
    finished,
  ],
  [
    'hosts that their provider paused are waited for',
    returning(source([cluster(), mark('m-0', 'metal3.io/capm3')])),
    wait(
      violation('HostPaused', 'waiting until its provider lifts the pause of BareMetalHost metal3/m-0 in the source'),
      1,
    ),
  ],
  [
    'without a copy nothing was paused by us',
    observation({ journal: begun, ...source([cluster('prod', { paused: true }), metal, ...steadyHosts()]) }),
    finished,
  ],
  [
    'then labels that we gave are taken away where they still are',
    observation({ journal: labelled }),
    act(
      [
        { kind: 'unlabelCrd', side: 'source', name: 'baremetalhosts.metal3.io', labels: hostLabels },
        { kind: 'unlabelCrd', side: 'target', name: 'baremetalhosts.metal3.io', labels: hostLabels.slice(1) },
      ],
      'removing the labels that we gave 2 CRDs',
    ),
  ],
  [
    'then the namespace that we created',
    observation({
      journal: labelled,
      source: view([], { crds: [] }),
      target: targetView([], { crds: unlabelled }),
    }),
    act([{ kind: 'deleteTargetNamespace' }], 'deleting the namespace that we created in the target'),
  ],
  [
    'while it is going, it is waited for, and not deleted again',
    observation({
      journal: labelled,
      source: view([], { crds: [] }),
      target: targetView([], { crds: unlabelled, namespaceTerminating: true }),
    }),
    wait(
      violation('ObjectBeingDeleted', 'Namespace metal3 in the target is being deleted; waiting until it is gone'),
      1,
    ),
  ],
  ['one that was there before stays', observation({ journal: begun }), finished],
  [
    'then all is cleaned up, and the end is noted',
    observation({
      journal: labelled,
      source: view([], { crds: [] }),
      target: targetView([], { crds: unlabelled, namespaceExists: false }),
    }),
    finished,
  ],
  ['once', observation({ journal: { ...begun, rollback: { ...back, finishedTime: at(-1) } } }), met],
];

test.each(answers)('%s', (_, observed, result) => {
  expect(rollback(observed)).toEqual(result);
});
