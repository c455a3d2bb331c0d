/** Where the endpoint of Ironic holds a pivot up, and where its loss is only told. */
import { describe, expect, it, test } from 'vitest';
import type { Journal } from '../../../src/api/journal.ts';
import { decide } from '../../../src/pivot/decide.ts';
import { endpointDrafts, endpointOf } from '../../../src/pivot/endpoint-status.ts';
import { activating } from '../../../src/pivot/goals/activating.ts';
import { committing } from '../../../src/pivot/goals/committing.ts';
import { completing } from '../../../src/pivot/goals/completing.ts';
import { handingOver } from '../../../src/pivot/goals/handing-over.ts';
import type { Goal } from '../../../src/pivot/goals/index.ts';
import { preparing } from '../../../src/pivot/goals/preparing.ts';
import { quiescing } from '../../../src/pivot/goals/quiescing.ts';
import { rollback } from '../../../src/pivot/goals/rollback.ts';
import { nextLookWithin } from '../../../src/pivot/next-look.ts';
import type { ClusterView, Observation, ObservedEndpoint } from '../../../src/pivot/observation.ts';
import { act, met, type Result, violation, wait } from '../../../src/pivot/result.ts';
import { cleanView, expectation, heldView, holding, releasedView, report, side } from '../endpoint/given.ts';
import { endpoint, type Given, notHeld, notReleased, released, seen } from '../endpoint/observed.ts';
import {
  at,
  bmo,
  bmoNamespace,
  cluster,
  fencedSource,
  inventoryOf,
  ironic,
  observation,
  ownedObjects,
  prepared,
  runningTarget,
  started,
  steadyHosts,
  targetView,
  view,
} from '../given.ts';

const spec = { ironic: { endpoint } };
const inventory = inventoryOf(ownedObjects());
const copy = { attempt: 1, job: 'j', clusters: ['prod'] };
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
      journal: { ...prepared, steadySince: at(-60) },
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
    { ...fencedWith({ notHeld }, runningTarget), inventory, mirrored: 'committing' },
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

describe('while the endpoint is watched', () => {
  const soaking = (staleAfterSeconds: number) =>
    given({
      journal: { ...released, copy, committedTime: at(-50), activatedTime: at(-20) },
      inventory: inventoryOf([]),
      target: targetView([], runningTarget),
      endpoint: seen(heldView({ expectation: { ...expectation, staleAfterSeconds } })),
    });

  it.each([
    [3, 1.5],
    [15, 5],
  ])('looks again before a report that counts for %d s does not count any more', (staleAfter, seconds) => {
    const observation = soaking(staleAfter);
    const { phase, result } = decide(observation);
    expect(phase).toBe('Soaking');
    expect(result.kind).toBe('wait');
    expect(nextLookWithin(result, observation)).toBe(seconds);
  });
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

  it('does not say that nobody holds it while a probe that could tell does not', () => {
    const unheard = given({
      journal: started,
      endpoint: seen(releasedView({ target: { ...side('target'), nodes: ['new-1'] } })),
    });
    expect(endpointOf(unheard)).toEqual({});
    const known = { endpoint: { address: '172.22.0.2', heldBy: 'source node old-1', since: at(-9) } };
    const later = { ...unheard, pivot: { ...unheard.pivot, status: { ...unheard.pivot.status, ...known } } };
    expect(endpointOf(later)).toEqual(known);
  });
});
