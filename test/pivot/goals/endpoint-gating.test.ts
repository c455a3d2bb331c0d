/** Where the endpoint of Ironic holds a pivot up, and where its loss is only told. */
import { describe, expect, it, test } from 'vitest';
import type { Journal } from '../../../src/api/journal.ts';
import type { EndpointView } from '../../../src/pivot/endpoint/view.ts';
import type { EndpointViolation } from '../../../src/pivot/endpoint/violation.ts';
import { endpointDrafts, endpointOf } from '../../../src/pivot/endpoint-status.ts';
import { sourceIronic, targetIronic } from '../../../src/pivot/gates/workloads.ts';
import { activating } from '../../../src/pivot/goals/activating.ts';
import { committing } from '../../../src/pivot/goals/committing.ts';
import { completing } from '../../../src/pivot/goals/completing.ts';
import { handingOver } from '../../../src/pivot/goals/handing-over.ts';
import type { Goal } from '../../../src/pivot/goals/index.ts';
import { preparing } from '../../../src/pivot/goals/preparing.ts';
import { quiescing } from '../../../src/pivot/goals/quiescing.ts';
import { rollback } from '../../../src/pivot/goals/rollback.ts';
import type { ClusterView, Observation, ObservedEndpoint } from '../../../src/pivot/observation.ts';
import { act, met, type Result, violation, wait } from '../../../src/pivot/result.ts';
import { cleanView, heldView, holding, releasedView, report, side } from '../endpoint/given.ts';
import {
  at,
  bmo,
  bmoNamespace,
  cluster,
  fence,
  fencedSource,
  inventoryOf,
  ironic,
  observation,
  ownedObjects,
  runningTarget,
  started,
  steadyHosts,
  stopped,
  targetView,
  view,
} from '../given.ts';

const endpoint = { address: '172.22.0.2', interface: 'ironicendpoint' };
const spec = { ironic: { endpoint } };
const released: Journal = { ...started, fence, fencedTime: at(-30) };
const inventory = inventoryOf(ownedObjects());
const copy = { attempt: 1, job: 'j', clusters: ['prod'] };

const notReleased: EndpointViolation = { reason: 'AddressStillAnswers', message: 'somebody answers' };
const notHeld: EndpointViolation = { reason: 'AddressNotHeld', message: 'nobody holds it' };

function seen(of: EndpointView, is: Partial<ObservedEndpoint> = {}): ObservedEndpoint {
  return {
    probes: { source: true, target: true },
    view: of,
    notReleased: undefined,
    notHeld: undefined,
    heldBy: undefined,
    ...is,
  };
}

type Given = Omit<Parameters<typeof observation>[0] & object, 'spec'>;
const given = (is: Given) => observation({ spec, ...is });
const fencedWith = (is: Partial<ObservedEndpoint>, target: Partial<ClusterView> = {}, facts: Journal = {}) =>
  given({
    journal: { ...released, ...facts },
    source: view([], fencedSource),
    target: targetView([], target),
    endpoint: seen(releasedView(), is),
  });
const scaleUp = act(
  [
    {
      kind: 'scale',
      side: 'target',
      deployment: { namespace: bmoNamespace, name: 'ironic' },
      replicas: 1,
    },
  ],
  'scaling Deployment baremetal-operator-system/ironic in the target from 0 to 1',
);

const leased = cleanView({
  target: side(
    'target',
    report('new-1', { addresses: [{ address: '172.22.0.101', prefix: 24, permanent: false, validSeconds: 900 }] }),
  ),
});
const paused = [cluster('prod', { paused: true })];

const answers: readonly (readonly [what: string, goal: Goal, observed: Observation, result: Result])[] = [
  [
    'probes are installed where they are missing',
    preparing,
    given({ journal: started, endpoint: seen(cleanView(), { probes: { source: true, target: false } }) }),
    act([{ kind: 'installProbe', side: 'target' }], 'installing the probes that watch 172.22.0.2 in the target'),
  ],
  [
    'the first look at both clusters is waited for',
    preparing,
    given({ journal: started }),
    wait(violation('ProbeNotInstalled', 'waiting for both clusters, to see whether the probes are there'), 1),
  ],
  [
    "a target that would lose its address with the source's DHCP server is not prepared",
    preparing,
    given({ journal: started, endpoint: seen(leased) }),
    wait(
      violation(
        'AddressIsLeased',
        "172.22.0.101/24 on interface ironicendpoint of target node new-1 is leased (for 900 s more), and its DHCP server stops with the source's Ironic; give the interface a static address in the network of 172.22.0.2",
      ),
    ),
  ],
  ['one with a static address is', preparing, given({ journal: started, endpoint: seen(cleanView()) }), met],
  [
    'its interface is looked at once more when the hosts have been steady',
    quiescing,
    given({
      journal: { ...started, steadySince: at(-60) },
      source: view([...ownedObjects(), ...steadyHosts()]),
      endpoint: seen(leased),
    }),
    wait(
      violation(
        'AddressIsLeased',
        "172.22.0.101/24 on interface ironicendpoint of target node new-1 is leased (for 900 s more), and its DHCP server stops with the source's Ironic; give the interface a static address in the network of 172.22.0.2",
      ),
      1,
    ),
  ],
  [
    'nothing is started in the target while anybody may have the address',
    handingOver,
    fencedWith({ notReleased, notHeld }),
    wait(violation(notReleased.reason, notReleased.message), 1),
  ],
  ['the address is free: Ironic is started', handingOver, fencedWith({ notHeld }), scaleUp],
  [
    'a probe that somebody removed comes back',
    handingOver,
    fencedWith({ probes: { source: false, target: false } }),
    act(
      [
        { kind: 'installProbe', side: 'source' },
        { kind: 'installProbe', side: 'target' },
      ],
      'installing the probes that watch 172.22.0.2 in the source and the target',
    ),
  ],
  [
    'that Ironic is available says nothing of its address',
    handingOver,
    fencedWith({ notHeld }, runningTarget),
    wait(violation(notHeld.reason, notHeld.message), 1),
  ],
  [
    'nor does it help that it is not',
    handingOver,
    fencedWith({ notHeld }, { workloads: [bmo(), ironic({ available: false })] }),
    wait(
      violation(
        notHeld.reason,
        'nobody holds it (Deployment baremetal-operator-system/ironic in the target is not available yet; waiting for its 1 replicas)',
      ),
      1,
    ),
  ],
  ['held for long enough: handed over', handingOver, fencedWith({}, runningTarget), met],
  ['lost while it copies: the copy goes on', handingOver, fencedWith({ notHeld }, runningTarget, { copy }), met],
  [
    'so does it when Ironic restarts',
    handingOver,
    fencedWith({ notHeld }, { workloads: [bmo(), ironic({ available: false })] }, { copy }),
    met,
  ],
  [
    'but nothing is committed',
    committing,
    { ...fencedWith({ notHeld }, runningTarget), inventory, mirrored: true },
    wait(violation(notHeld.reason, notHeld.message), 1),
  ],
  [
    'nor activated',
    activating,
    given({
      journal: { ...released, committedTime: at(-5) },
      target: targetView(paused, runningTarget),
      endpoint: seen(heldView(), { notHeld }),
    }),
    wait(violation(notHeld.reason, notHeld.message), 1),
  ],
  [
    'nor completed',
    completing,
    given({
      journal: { ...released, committedTime: at(-50), activatedTime: at(-40) },
      endpoint: seen(heldView(), { notHeld }),
    }),
    wait(violation(notHeld.reason, notHeld.message), 1),
  ],
  [
    "on the way back the source's Ironic waits until the target has let go",
    rollback,
    given({
      journal: { ...released, rollback: { startedTime: at(-3), cause: 'x' } },
      source: view([], fencedSource),
      endpoint: seen(releasedView({ target: side('target', report('new-1', holding)) })),
    }),
    wait(
      violation(
        'AddressAlreadyInTarget',
        '172.22.0.2/32 is on interface ironicendpoint of target node new-1; waiting until it is gone. If no keepalived runs there, it was left behind: ip addr del 172.22.0.2/32 dev ironicendpoint',
      ),
      1,
    ),
  ],
];

test.each(answers)('%s', (_, goal, observed, result) => {
  expect(goal(observed)).toEqual(result);
});

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
    wait(
      violation(
        'ScaledBack',
        "somebody scaled Deployment baremetal-operator-system/irso of the Ironic Standalone Operator in the source back to 1 after the pivot had stopped it; stop what does that (a GitOps tool's self-heal, an autoscaler) and scale it down: kubectl scale deployment irso --namespace baremetal-operator-system --replicas=0",
      ),
      1,
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

describe('the status', () => {
  const condition = (is: Partial<ObservedEndpoint>, journal = released) =>
    endpointDrafts(
      given({ journal, endpoint: seen(heldView(), { heldBy: 'target node new-1', ...is }) }),
      'Copying',
    )[0];

  it('says nothing of an endpoint that nobody watches', () => {
    expect(endpointDrafts(observation(), 'Copying')).toEqual([]);
    expect(endpointOf(observation())).toEqual({});
  });

  it.each([
    [{}, 'True', 'Met', 'target node new-1 holds and serves 172.22.0.2'],
    [{ notHeld }, 'False', 'AddressNotHeld', 'nobody holds it'],
    [{ notHeld: { reason: 'ProbeReportStale', message: 'old' } }, 'Unknown', 'ProbeReportStale', 'old'],
  ] as const)('follows %o', (is, status, reason, message) => {
    expect(condition(is)).toEqual({ type: 'EndpointHeld', status, reason, message });
  });

  it('does not blame the target before the source has let go', () => {
    expect(condition({ notHeld }, started)).toMatchObject({ status: 'Unknown', reason: 'WaitingForEarlierPhase' });
  });

  it('keeps since when a node holds it', () => {
    const first = endpointOf(given({ journal: released, endpoint: seen(heldView(), { heldBy: 'target node new-1' }) }));
    expect(first).toEqual({ endpoint: { address: '172.22.0.2', heldBy: 'target node new-1', since: at(0) } });
    const later = given({ journal: released, endpoint: seen(heldView(), { heldBy: 'target node new-1' }) });
    const withStatus = {
      ...later,
      now: later.now + 5000,
      pivot: { ...later.pivot, status: { ...later.pivot.status, ...first } },
    };
    expect(endpointOf(withStatus)).toEqual(first);
    const lost = { ...withStatus, endpoint: seen(releasedView()) };
    expect(endpointOf(lost)).toEqual({ endpoint: { address: '172.22.0.2', since: at(5) } });
  });
});
