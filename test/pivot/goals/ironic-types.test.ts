/** Each way in which Ironic is handed over: what is done, in which order, and what is refused before. */
import { expect, test } from 'vitest';
import type { Journal } from '../../../src/api/journal.ts';
import { sourceIronic, targetIronic } from '../../../src/pivot/gates/workloads.ts';
import { handingOver } from '../../../src/pivot/goals/handing-over.ts';
import type { Goal } from '../../../src/pivot/goals/index.ts';
import { rollback } from '../../../src/pivot/goals/rollback.ts';
import type { ClusterView, Observation, ObservedEndpoint } from '../../../src/pivot/observation.ts';
import { act, actAgainst, met, type Result, violation, wait } from '../../../src/pivot/result.ts';
import { releasedView } from '../endpoint/given.ts';
import { endpoint, type Given, notHeld, notReleased, released, seen } from '../endpoint/observed.ts';
import {
  at,
  bmo,
  bmoNamespace,
  fence,
  fencedSource,
  ironic,
  observation,
  runningTarget,
  stopped,
  targetView,
  view,
} from '../given.ts';

const manifest = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { namespace: 'ironic-system', name: 'ironic' },
};
const ironicResource = {
  apiVersion: 'ironic.metal3.io/v1alpha1',
  kind: 'Ironic',
  metadata: { namespace: 'metal3', name: 'ironic' },
};
const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'ironic-system', name: 'auth' } };
const found = (...objects: readonly (typeof manifest)[]) =>
  ({
    state: 'found',
    hash: 'abc',
    objects: objects.map((object) => ({ object, existsInTarget: object === secret })),
  }) as const;
const manifestsRef = { name: 'ironic' };
const fromManifests = { ironic: { endpoint, target: { type: 'Manifests', manifestsRef } } };
const standalone = {
  ironic: { endpoint, target: { type: 'IronicStandalone', namespace: 'metal3', name: 'ironic', manifestsRef } },
};
const bare = { ...released, fence: { ...fence, targetIronic: undefined } };
const noIronic: Partial<ClusterView> = { workloads: [bmo()] };
const noted = {
  hash: 'abc',
  created: [{ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'ironic-system', name: 'ironic' }],
};
const applied = { ...noted, appliedTime: at(-2) };

function typed(type: object, is: Given & { readonly facts?: Journal; readonly at?: Partial<ObservedEndpoint> }) {
  const { facts, at: held, ...rest } = is;
  return observation({
    spec: type,
    journal: { ...bare, ...facts },
    source: view([], fencedSource),
    target: targetView([], noIronic),
    ironicManifests: found(secret, manifest),
    endpoint: seen(releasedView(), held),
    ...rest,
  });
}

const kinds: readonly (readonly [what: string, goal: Goal, observed: Observation, result: Result])[] = [
  [
    'manifests are not applied while anybody may have the address',
    handingOver,
    typed(fromManifests, { at: { notReleased, notHeld } }),
    wait(violation(notReleased.reason, notReleased.message), 1),
  ],
  [
    'what they add to the target is noted first',
    handingOver,
    typed(fromManifests, {}),
    {
      kind: 'record',
      facts: { targetManifests: noted },
      doing: { reason: 'InProgress', message: 'noting what the manifests of Ironic add to the target' },
    },
  ],
  [
    'then they are applied',
    handingOver,
    typed(fromManifests, { facts: { targetManifests: noted } }),
    act([{ kind: 'applyManifests', objects: [secret, manifest] }], 'applying 2 manifests of Ironic to the target', {
      targetManifests: { ...noted, appliedTime: at(0) },
    }),
  ],
  [
    'and what they make is waited for',
    handingOver,
    typed(fromManifests, {
      facts: { targetManifests: applied },
      target: targetView([], { workloads: [bmo(), ironic({ available: false })] }),
    }),
    wait(
      violation(
        'IronicNotReady',
        'Deployment baremetal-operator-system/ironic in the target is not available yet; waiting for its 1 replicas',
      ),
      1,
    ),
  ],
  [
    'an Ironic resource must be Ready',
    handingOver,
    typed(standalone, {
      facts: { targetManifests: applied },
      target: targetView([], {
        ironics: [{ namespace: 'metal3', name: 'ironic', ready: false, message: 'deployment is progressing' }],
      }),
    }),
    wait(
      violation(
        'IronicNotReady',
        'Ironic metal3/ironic in the target is not Ready (deployment is progressing); waiting for it',
      ),
      1,
    ),
  ],
  [
    'and is enough',
    handingOver,
    typed(standalone, {
      facts: { targetManifests: applied },
      target: targetView([], { ironics: [{ namespace: 'metal3', name: 'ironic', ready: true, message: '' }] }),
    }),
    met,
  ],
  [
    'what was applied is deleted on the way back',
    rollback,
    typed(fromManifests, {
      facts: { targetManifests: applied, rollback: { startedTime: at(-3), cause: 'x' } },
    }),
    act([{ kind: 'deleteManifests', objects: noted.created }], 'deleting 1 manifests of Ironic from the target', {
      targetManifests: null,
    }),
  ],
  [
    'the operator of a standalone Ironic stops before Ironic does',
    handingOver,
    typed(
      { ironic: { source: { type: 'IronicStandalone', namespace: bmoNamespace, name: 'x' } } },
      {
        facts: { fence: { ...bare.fence, ironicOperator: { namespace: bmoNamespace, name: 'irso', replicas: 1 } } },
        source: view([], {
          ...fencedSource,
          workloads: [bmo(stopped), { ...bmo(), name: 'irso' }, ironic()],
        }),
        endpoint: undefined,
      },
    ),
    actAgainst(
      [{ kind: 'scale', side: 'source', deployment: { namespace: bmoNamespace, name: 'irso' }, replicas: 0 }],
      violation(
        'ScaledBack',
        "somebody scaled Deployment baremetal-operator-system/irso of the Ironic Standalone Operator in the source back to 1 after the pivot had stopped it; stopping it again. Stop what does that (a GitOps tool's self-heal, an autoscaler), or it goes on",
      ),
    ),
  ],
  [
    'the owner of an external Ironic is told to stop it',
    handingOver,
    typed(
      { ironic: { endpoint, source: { type: 'External' } } },
      {
        facts: { fence: { ...fence, ironic: undefined } },
        target: targetView(),
        at: { notReleased },
      },
    ),
    wait(
      violation(
        'AddressStillAnswers',
        'somebody answers. Ironic is external: stop its containers (such as ironic, httpd, dnsmasq and ironic-endpoint-keepalived) on their host now',
      ),
      1,
    ),
  ],
  [
    'a preinstalled Ironic only has to hold the address',
    handingOver,
    typed(
      { ironic: { endpoint, target: { type: 'Preinstalled' } } },
      { facts: { fence }, target: targetView([], runningTarget), at: { notHeld } },
    ),
    wait(violation(notHeld.reason, notHeld.message), 1),
  ],
];

test.each(kinds)('%s', (_, goal, observed, result) => {
  expect(goal(observed)).toEqual(result);
});

const before = (type: object, is: Given = {}) =>
  observation({ spec: type, target: targetView([], noIronic), ironicManifests: found(manifest), ...is });

test.each([
  ['nothing of it is there yet', targetIronic, before(fromManifests), undefined],
  [
    'manifests that are missing',
    targetIronic,
    before(fromManifests, { ironicManifests: { state: 'missing', ref: 'ConfigMap ironic' } }),
    'ManifestsNotFound: ConfigMap ironic (spec.ironic.target.manifestsRef) does not exist in namespace metal3; create it',
  ],
  [
    'manifests that cannot be read',
    targetIronic,
    before(fromManifests, { ironicManifests: { state: 'invalid', ref: 'ConfigMap ironic', problem: 'no kind' } }),
    'InvalidManifests: ConfigMap ironic: no kind',
  ],
  [
    'manifests without the Ironic that is waited for',
    targetIronic,
    before(standalone),
    'InvalidManifests: spec.ironic.target.manifestsRef has no Ironic metal3/ironic, which spec.ironic.target names; add it',
  ],
  ['manifests with it', targetIronic, before(standalone, { ironicManifests: found(ironicResource) }), undefined],
  [
    'an Ironic that is there already',
    targetIronic,
    before(standalone, {
      target: targetView([], { ironics: [{ namespace: 'metal3', name: 'ironic', ready: true, message: '' }] }),
    }),
    'IronicAlreadyRunning: Ironic metal3/ironic exists in the target already, and is to be made from spec.ironic.target.manifestsRef; delete it there',
  ],
  [
    'a Deployment that runs already',
    targetIronic,
    before(fromManifests, { target: targetView([], runningTarget) }),
    "IronicAlreadyRunning: Deployment baremetal-operator-system/ironic in the target runs (1 replicas, 1 Pods) while the source's Ironic does too; scale it to 0",
  ],
  [
    'a preinstalled one that does not run',
    targetIronic,
    before({ ironic: { endpoint, target: { type: 'Preinstalled' } } }, { target: targetView() }),
    'IronicNotReady: Deployment baremetal-operator-system/ironic in the target is not available, and spec.ironic.target.type is Preinstalled; waiting for it',
  ],
  [
    'a preinstalled one that runs',
    targetIronic,
    before({ ironic: { endpoint, target: { type: 'Preinstalled' } } }, { target: targetView([], runningTarget) }),
    undefined,
  ],
  ['an external one', sourceIronic, before({ ironic: { endpoint, source: { type: 'External' } } }), undefined],
  [
    'a standalone one whose operator is elsewhere',
    sourceIronic,
    before({ ironic: { source: { type: 'IronicStandalone', namespace: 'metal3', name: 'ironic' } } }),
    'IronicNotFound: Deployment ironic-standalone-operator-system/ironic-standalone-operator-controller-manager of the Ironic Standalone Operator (spec.ironic.source.operator) does not exist in the source; waiting for it',
  ],
] as const)('Preflight: %s', (_, gate, observed, text) => {
  const violated = gate(observed);
  expect(violated === undefined ? undefined : `${violated.reason}: ${violated.message}`).toBe(text);
});
