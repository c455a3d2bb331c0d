/** A rollback whose target does not answer: whom it waits for, when it goes on without it, and what it says that this means. */
import { describe, expect, it, test } from 'vitest';
import type { Journal } from '../../../src/api/journal.ts';
import { decide } from '../../../src/pivot/decide.ts';
import type { Observation, TargetAccess } from '../../../src/pivot/observation.ts';
import { act, met, type Result, record, violation, wait } from '../../../src/pivot/result.ts';
import { statusAfter } from '../../../src/pivot/status.ts';
import { outside, releasedView } from '../endpoint/given.ts';
import { endpoint, notReleased, seen } from '../endpoint/observed.ts';
import {
  at,
  bmo,
  bmoNamespace,
  cluster,
  crd,
  crds,
  fence,
  fencedSource,
  inventoryOf,
  ironic,
  observation,
  ownedObjects,
  started,
  stopped,
  view,
  webhook,
} from '../given.ts';

const silent: TargetAccess = { state: 'unreachable', server: 'https://x', problem: 'refused' };
const back = { startedTime: at(-300), cause: 'a test' };
const uid = '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9';
const copied: Journal = {
  ...started,
  fence,
  createdNamespace: true,
  labelledCrds: { source: [], target: [{ name: 'baremetalhosts.metal3.io', labels: ['x'] }] },
  copy: { attempt: 1, job: 'copy', clusters: ['prod'] },
  releasedTime: at(-310),
  rollback: back,
};
const left = [
  'copies of up to 19 objects of Namespace metal3, paused',
  'Ironic, Deployment baremetal-operator-system/ironic',
  'Namespace metal3, which the pivot created',
  'labels of the pivot on CRDs baremetalhosts.metal3.io',
  'Lease kube-system/pivot.metal3.io',
  `accounts, rights and Secrets with label pivot.metal3.io/clusterpivot-uid=${uid}`,
];
const meaning = `the target was given up (TargetGone in spec.acknowledge): whoever starts it again has two clusters that manage one set of hosts, so clean it before, as docs/recovery.md#a-target-that-was-given-up says. It may still have ${left.join('; ')}`;
const goneNow = { time: at(0), left };
const waited: Journal = { ...copied, targetSilentSince: at(-90) };
const gone: Journal = { ...waited, rollback: { ...back, differences: [], targetGone: goneNow } };
const inventory = inventoryOf(ownedObjects());
const said = { acknowledge: ['TargetGone' as const] };

type Given = Parameters<typeof observation>[0] & object;
const cutOff = (is: Given) => observation({ access: silent, target: undefined, inventory, spec: said, ...is });
const without = (is: Given = {}) => cutOff({ journal: gone, ...is });
const notReached = "the target's API server https://x cannot be reached: refused; waiting for it";
const scale = (name: string, replicas: number) =>
  ({ kind: 'scale', side: 'source', deployment: { namespace: bmoNamespace, name }, replicas }) as const;
const fenced = (is: object = {}) => view([cluster()], { ...fencedSource, ...is });
const watched = { ...said, ironic: { endpoint } };
const seenBySource = releasedView({ target: { ...outside, cluster: 'target' } });

const waits: readonly (readonly [what: string, Observation, Result])[] = [
  [
    'when it fell silent is noted',
    cutOff({ journal: copied, spec: {} }),
    { kind: 'record', facts: { targetSilentSince: at(0) }, doing: violation('TargetUnreachable', notReached) },
  ],
  [
    'it is waited for, and the way out is told',
    cutOff({ journal: waited, spec: {} }),
    wait(
      violation(
        'TargetUnreachable',
        `${notReached}. If it is gone for good, and nothing can start it again, add TargetGone to spec.acknowledge, to go back without it (docs/recovery.md#in-the-source)`,
      ),
      5,
    ),
  ],
  [
    'a word alone does not turn a short outage into the end of a cluster',
    cutOff({ journal: { ...copied, targetSilentSince: at(-57.5) } }),
    wait(
      violation(
        'TargetUnreachable',
        `${notReached}; it is given up (TargetGone in spec.acknowledge) when it has been silent for 3 s more`,
      ),
      2.5,
    ),
  ],
  [
    'it is given up, and what may be left there is noted before anything is done without it',
    cutOff({ journal: waited }),
    {
      kind: 'record',
      facts: { rollback: { ...back, targetGone: goneNow } },
      doing: violation('TargetGone', meaning),
    },
  ],
  [
    'it answers again: that is noted, and everything is taken back there, too',
    observation({ journal: gone, inventory, spec: said }),
    record(
      { targetSilentSince: null, rollback: { ...back, differences: [] } },
      'the target answers again; going back in both clusters',
    ),
  ],
  [
    'so it is when nobody had said anything',
    observation({ journal: waited, inventory }),
    record({ targetSilentSince: null, rollback: back }, 'the target answers again; going back in both clusters'),
  ],
  [
    'the word is taken back: it is waited for again',
    without({ spec: {} }),
    wait(
      violation(
        'TargetUnreachable',
        `${notReached}. If it is gone for good, and nothing can start it again, add TargetGone to spec.acknowledge, to go back without it (docs/recovery.md#in-the-source)`,
      ),
      5,
    ),
  ],
  [
    'a kubeconfig that is missing says nothing of the target',
    cutOff({ journal: waited, access: { state: 'secretMissing', secret: 's', key: undefined } }),
    wait(
      violation('KubeconfigNotFound', "Secret metal3/s with the target's kubeconfig does not exist; waiting for it"),
      5,
    ),
  ],
  [
    'nor does another cluster in its place',
    cutOff({ journal: waited, access: { state: 'connected', server: 'https://x', uid: 'uid-of-another' } }),
    wait(
      violation(
        'TargetChanged',
        "the target's kubeconfig now leads to a cluster with kube-system UID uid-of-another, but the pivot began with uid-of-target; restore the kubeconfig",
      ),
      5,
    ),
  ],
];

const ways: readonly (readonly [what: string, Observation, Result])[] = [
  [
    'the source is compared with the inventory all the same',
    without({ journal: { ...gone, rollback: { ...back, targetGone: goneNow } } }),
    record(
      { rollback: { ...back, targetGone: goneNow, differences: [] } },
      'comparing 19 objects of the source with the inventory: 0 differ',
    ),
  ],
  [
    'copies, manifests and Providers there are not waited for, and an inventory that was lost is not missed',
    without({
      journal: {
        ...gone,
        targetManifests: { hash: 'h', created: [] },
        listedProviders: [{ namespace: 'capm3-system', name: 'metal3' }],
      },
      inventory: undefined,
      source: fenced(),
    }),
    act([scale('ironic', 1)], 'scaling Deployment baremetal-operator-system/ironic in the source from 0 to 1'),
  ],
  [
    "the source's Ironic waits until its own probes see that nobody answers for its address",
    without({ spec: watched, source: fenced(), endpoint: seen(seenBySource, { notReleased }) }),
    wait(violation(notReleased.reason, notReleased.message), 1),
  ],
  [
    'and for the first look of theirs',
    without({ spec: watched, source: fenced() }),
    wait(violation('ProbeReportMissing', "the probes' reports have not been read yet; waiting for both clusters"), 1),
  ],
  [
    'then it is started',
    without({ spec: watched, source: fenced(), endpoint: seen(seenBySource) }),
    act([scale('ironic', 1)], 'scaling Deployment baremetal-operator-system/ironic in the source from 0 to 1'),
  ],
  [
    'and once it runs, that it answers for the address itself stops nothing',
    without({
      spec: watched,
      source: fenced({ workloads: [bmo(stopped), ironic()] }),
      endpoint: seen(seenBySource, { notReleased }),
    }),
    act([scale('bmo', 1)], 'scaling Deployment baremetal-operator-system/bmo in the source from 0 to 1'),
  ],
  [
    'it has to hold its address again',
    without({ spec: watched, source: view([cluster()]), endpoint: seen(seenBySource) }),
    wait(
      violation(
        'AddressNotHeld',
        "no source node holds 172.22.0.2 again; waiting for keepalived of the source's Ironic to put it on interface ironicendpoint",
      ),
      1,
    ),
  ],
  [
    'an Ironic outside of the source is seen by nobody any more',
    without({
      spec: { ...said, ironic: { endpoint, source: { type: 'External' } } },
      journal: { ...gone, fence: { bareMetalOperator: fence.bareMetalOperator, webhooks: [] } },
      source: view([cluster()]),
      endpoint: seen(releasedView({ source: outside, target: { ...outside, cluster: 'target' } })),
    }),
    act([{ kind: 'cleanUp' }], 'cleaning up', { rollback: { ...gone.rollback, ...back, finishedTime: at(0) } }),
  ],
  [
    'labels are taken off the CRDs of the source',
    without({
      journal: {
        ...gone,
        labelledCrds: {
          ...copied.labelledCrds,
          source: [{ name: 'clusters.cluster.x-k8s.io', labels: ['x'] }],
        } as never,
      },
      source: view([cluster()], { crds: [...crds().slice(1), { ...crd({ ...crds()[0]?.resource } as never, ['x']) }] }),
    }),
    act(
      [{ kind: 'unlabelCrd', side: 'source', name: 'clusters.cluster.x-k8s.io', labels: ['x'] }],
      'removing the labels that we gave 1 CRDs',
    ),
  ],
  [
    'then it is over',
    without({ source: view([cluster()], { webhooks: [webhook()] }) }),
    act([{ kind: 'cleanUp' }], 'cleaning up', { rollback: { ...gone.rollback, ...back, finishedTime: at(0) } }),
  ],
];

test.each(waits)('while the target is silent, %s', (_, observed, result) => {
  expect(decide(observed)).toEqual({ phase: 'RollingBack', result });
});

test.each(ways)('without the target, %s', (_, observed, result) => {
  expect(decide(observed)).toEqual({ phase: 'RollingBack', result });
});

describe('what it means', () => {
  const messageOf = (observed: Observation, type: string) =>
    statusAfter(observed, decide(observed), {}).conditions?.find((condition) => condition.type === type)?.message;

  it('is told as long as the way back takes', () => {
    const observed = without({ source: fenced() });
    const doing = 'scaling Deployment baremetal-operator-system/ironic in the source from 0 to 1';
    expect(messageOf(observed, 'RolledBack')).toBe(`${doing}. Mind that ${meaning}`);
    expect(messageOf(observed, 'Ready')).toBe(doing);
  });

  it('is told for good when it is over', () => {
    const journal = { ...gone, rollback: { ...back, targetGone: goneNow, finishedTime: at(0) } };
    const observed = cutOff({ journal, targetPinned: false });
    expect(decide(observed)).toEqual({ phase: 'RolledBack', result: met });
    expect(messageOf(observed, 'RolledBack')).toBe(`rolled back (a test); the source is as before, and ${meaning}`);
  });
});

it('said of a target before there is a rollback, nothing is begun', () => {
  expect(decide(observation({ spec: said }))).toEqual({
    phase: 'AwaitingApproval',
    result: wait(
      violation(
        'AcknowledgedAhead',
        'nothing is begun, since TargetGone in spec.acknowledge can be said of a target only during a rollback; take it out to go on',
      ),
      60,
    ),
  });
});

it.each([
  ['before it is rolled back', { ...started, fence }],
  ['after the commit', { ...copied, rollback: undefined, committedTime: at(-100) }],
])('said %s, it is not heeded', (_, journal) => {
  const { result } = decide(cutOff({ journal }));
  expect(result).toEqual(wait(violation('TargetUnreachable', notReached), 5));
});
