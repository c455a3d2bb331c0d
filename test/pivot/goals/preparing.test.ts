/** Each answer of Preparing, word for word, in the order in which a pivot gets them. */
import { expect, test } from 'vitest';
import { clusterctlLabel, moveLabel } from '../../../src/api/marks.ts';
import { bareMetalHosts, hardwareData } from '../../../src/api/resources.ts';
import { preparing } from '../../../src/pivot/goals/preparing.ts';
import type { Observation } from '../../../src/pivot/observation.ts';
import { act, fail, met, type Result, record, violation, wait } from '../../../src/pivot/result.ts';
import {
  at,
  bmo,
  crd,
  crds,
  fence,
  hostLabels,
  ironic,
  job,
  observation,
  ownedObjects,
  providers,
  started,
  stopped,
  targetView,
  view,
} from '../given.ts';

const name = 'cpv-0a1b2c3d-4e5f-init';
const unlabelled = [...crds().slice(0, 6), crd(bareMetalHosts, []), crd(hardwareData, [clusterctlLabel])];
const lackingLabels = {
  source: view(ownedObjects(), { crds: unlabelled }),
  target: targetView([], { crds: [crd(bareMetalHosts, [])] }),
};
const labels = {
  source: [
    { name: 'baremetalhosts.metal3.io', labels: hostLabels },
    { name: 'hardwaredata.metal3.io', labels: [moveLabel] },
  ],
  target: [{ name: 'baremetalhosts.metal3.io', labels: hostLabels }],
};
const begun = (is: Parameters<typeof observation>[0] = {}) => observation({ journal: started, ...is });
const bare = targetView([], { providers: [] });
const both = 'CoreProvider cluster-api v1.14.0, InfrastructureProvider metal3 v1.14.0';
const waiting = (message: string) => wait(violation('InitJobRunning', message));

const answers: readonly (readonly [what: string, Observation, Result])[] = [
  [
    'first the finalizer, so that a deleted pivot is undone',
    observation({ metadata: { finalizers: ['other'] }, targetPinned: false }),
    act([{ kind: 'addFinalizer' }], 'adding the finalizer that undoes a deleted pivot'),
  ],
  [
    'then a copy of the kubeconfig, whose original moves',
    observation({ targetPinned: false }),
    act([{ kind: 'pinTarget' }], "keeping a copy of the target's kubeconfig"),
  ],
  [
    'then the pivot begins, and notes between which clusters',
    observation(),
    record(
      {
        startedTime: at(0),
        sourceUid: 'uid-of-source',
        targetUid: 'uid-of-target',
        targetServer: 'https://192.0.2.10:6443',
      },
      'beginning',
    ),
  ],
  [
    'labels are noted before they are set',
    begun(lackingLabels),
    record({ labelledCrds: labels }, 'noting which CRDs get clusterctl labels'),
  ],
  [
    'labels that are noted are set',
    begun({ ...lackingLabels, journal: { ...started, labelledCrds: labels } }),
    act(
      [
        { kind: 'labelCrd', side: 'source', name: 'baremetalhosts.metal3.io', labels: hostLabels },
        { kind: 'labelCrd', side: 'source', name: 'hardwaredata.metal3.io', labels: [moveLabel] },
        { kind: 'labelCrd', side: 'target', name: 'baremetalhosts.metal3.io', labels: hostLabels },
      ],
      'labelling 3 CRDs so that clusterctl moves their objects',
    ),
  ],
  [
    'a CRD that appears later is noted with the others',
    begun({
      journal: { ...started, labelledCrds: { source: labels.source, target: [] } },
      target: lackingLabels.target,
    }),
    record({ labelledCrds: labels }, 'noting which CRDs get clusterctl labels'),
  ],
  [
    'a label that somebody took away is set again, and stays noted',
    begun({ journal: { ...started, labelledCrds: labels }, target: lackingLabels.target }),
    act(
      [{ kind: 'labelCrd', side: 'target', name: 'baremetalhosts.metal3.io', labels: hostLabels }],
      'labelling 1 CRDs so that clusterctl moves their objects',
    ),
  ],
  [
    'a namespace that is being deleted is no place to move to',
    begun({ target: targetView([], { namespaceTerminating: true }) }),
    wait(
      violation('ObjectBeingDeleted', 'Namespace metal3 in the target is being deleted; waiting until it is gone'),
      1,
    ),
  ],
  [
    'that the namespace will be ours is noted before it is created',
    begun({ target: targetView([], { namespaceExists: false }) }),
    record({ createdNamespace: true }, 'noting that the namespace in the target is ours'),
  ],
  [
    'then it is created',
    begun({
      journal: { ...started, createdNamespace: true },
      target: targetView([], { namespaceExists: false }),
    }),
    act([{ kind: 'createTargetNamespace' }], 'creating Namespace metal3 in the target'),
  ],
  [
    'that providers will be installed is noted first',
    begun({ target: bare }),
    record({ initJob: name }, `about to install ${both}`),
  ],
  [
    'then they are installed',
    begun({ target: bare, journal: { ...started, initJob: name } }),
    act([{ kind: 'runInitJob', job: name, providers }], `installing ${both} in the target`),
  ],
  [
    'only those that are missing are installed',
    begun({ target: targetView([], { providers: providers.slice(0, 1) }), journal: { ...started, initJob: name } }),
    act(
      [{ kind: 'runInitJob', job: name, providers: providers.slice(1) }],
      'installing InfrastructureProvider metal3 v1.14.0 in the target',
    ),
  ],
  [
    'a running Job is waited for',
    begun({ target: bare, initJob: job({ name }) }),
    waiting(`Job ${name} installs ${both} in the target; waiting for its end`),
  ],
  [
    'what holds it up is told',
    begun({ target: bare, initJob: job({ name, problem: 'ErrImagePull: not found' }) }),
    waiting(`Job ${name} installs ${both} in the target (ErrImagePull: not found); waiting for its end`),
  ],
  [
    'its end is waited for though everything is there',
    begun({ initJob: job({ name }) }),
    waiting(`Job ${name} installs the providers in the target; waiting for its end`),
  ],
  [
    'the inventory may lag behind the Job',
    begun({ target: bare, initJob: job({ name, finished: true, succeeded: true }) }),
    waiting(`clusterctl init has ended; waiting for ${both} in the target's inventory`),
  ],
  [
    'a Job that failed ends the attempt',
    begun({ target: bare, initJob: job({ name, finished: true, problem: 'timed out' }) }),
    fail(violation('InitJobFailed', `Job ${name} (clusterctl init) failed: timed out`)),
  ],
  [
    'even without a reason',
    begun({ target: bare, initJob: job({ name, finished: true }) }),
    fail(violation('InitJobFailed', `Job ${name} (clusterctl init) failed: no reason given`)),
  ],
  ['but not if nothing is missing', begun({ initJob: job({ name, finished: true, problem: 'timed out' }) }), met],
  [
    'an older provider, installed meanwhile, is waited for',
    begun({ target: targetView([], { providers: providers.map((it) => ({ ...it, version: 'v1.0.0' })) }) }),
    wait(
      violation(
        'ProviderOlderInTarget',
        'CoreProvider cluster-api is v1.0.0 in the target and v1.14.0 in the source; upgrade it in the target with clusterctl upgrade',
      ),
    ),
  ],
  [
    "the target's Bare Metal Operator is waited for",
    begun({ target: targetView([], { workloads: [bmo({ available: false }), ironic(stopped)] }) }),
    wait(
      violation(
        'BareMetalOperatorNotReady',
        'Deployment baremetal-operator-system/bmo in the target is not available; waiting for the Bare Metal Operator',
      ),
    ),
  ],
  [
    'and its webhook',
    begun({ hostWebhook: { answers: false, problem: 'no endpoints' } }),
    wait(
      violation(
        'BareMetalOperatorNotReady',
        "the target does not admit a BareMetalHost (dry run): no endpoints; waiting for the Bare Metal Operator's webhook",
      ),
    ),
  ],
  [
    'and an Ironic that must be defined',
    begun({ target: targetView([], { workloads: [bmo()] }) }),
    wait(
      violation(
        'IronicNotFound',
        'no Deployment in the target runs Ironic (containers ironic and ironic-endpoint-keepalived or keepalived); install it there, or name it in spec.ironic.target',
      ),
    ),
  ],
  ['then the target is prepared', begun(), met],
  [
    'once the source is fenced nothing is prepared any more',
    begun({ journal: { ...started, fence }, ...lackingLabels }),
    met,
  ],
];

test.each(answers)('%s', (_, observed, result) => {
  expect(preparing(observed)).toEqual(result);
});
