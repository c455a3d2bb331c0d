/** Each answer of Activating, Soaking and Completed, word for word. */
import { expect, test } from 'vitest';
import type { Journal } from '../../../src/api/journal.ts';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { bareMetalHosts } from '../../../src/api/resources.ts';
import { specSchema } from '../../../src/api/spec.ts';
import { activating, restoredCount } from '../../../src/pivot/goals/activating.ts';
import { completing } from '../../../src/pivot/goals/completing.ts';
import type { Goal } from '../../../src/pivot/goals/index.ts';
import { soaking } from '../../../src/pivot/goals/soaking.ts';
import type { ClusterView, Observation } from '../../../src/pivot/observation.ts';
import { act, met, type Result, record, stall, violation, wait } from '../../../src/pivot/result.ts';
import {
  at,
  cluster,
  clusterClasses,
  fence,
  type HostIs,
  host,
  inventoryOf,
  ironic,
  machine,
  marked,
  node,
  object,
  observation,
  ownedObjects,
  runningTarget,
  spare,
  started,
  steadyHosts,
  stopped,
  targetView,
} from '../given.ts';

const inventory = inventoryOf(ownedObjects());
const committed: Journal = { ...started, fence, committedTime: at(-100) };
const active: Journal = { ...committed, activatedTime: at(-60) };
const versions = new Map(['m-0', 'm-1', 'spare-0', 'spare-1'].map((name) => [`${name}-bmc`, '42']));
/** A host after the target's Bare Metal Operator has restored it and reached its BMC. */
const back = {
  status: { goodCredentials: { credentialsVersion: '42' }, triedCredentials: { credentialsVersion: '42' } },
};
const hosts = [host('m-0', back), host('m-1', back), spare('spare-0', back), spare('spare-1', back)];
const machines = [machine('m-0'), machine('m-1')];

function inTarget(journal: Journal, objects: readonly KubeObject[], is: Partial<ClusterView> = {}) {
  return observation({
    journal,
    inventory,
    targetSecretVersions: versions,
    target: targetView(objects, { ...runningTarget, ...is }),
  });
}

const withHost = (is: HostIs) =>
  inTarget(committed, [
    host('m-0', { ...is, status: { ...back.status, ...is.status } }),
    ...hosts.slice(1),
    ...machines,
  ]);
const notBack = (why: string, count = 3) =>
  wait(violation('HostNotRestored', `BareMetalHost metal3/m-0 ${why}; ${count} of 4 hosts are back`), 1);
const paused = { 'cluster.x-k8s.io/paused': 'true' };
const metal = object(clusterClasses, 'metal', { annotations: paused });
const mine = ['spare-0', 'spare-1'].map((name) =>
  spare(name, { ...back, annotations: { 'baremetalhost.metal3.io/paused': 'pivot.metal3.io' } }),
);

const activation: readonly (readonly [what: string, Goal, Observation, Result])[] = [
  [
    'ClusterClasses are unpaused before Clusters',
    activating,
    inTarget(committed, [cluster('prod', { paused: true }), metal]),
    act(
      [
        {
          kind: 'annotate',
          side: 'target',
          resource: clusterClasses,
          object: metal,
          annotations: { 'cluster.x-k8s.io/paused': null },
        },
      ],
      'unpausing ClusterClass metal3/metal in the target',
    ),
  ],
  [
    'nothing wakes up as long as no Ironic serves',
    activating,
    inTarget(committed, [cluster('prod', { paused: true }), metal], { workloads: [ironic(stopped)] }),
    wait(
      violation(
        'IronicNotReady',
        'Deployment baremetal-operator-system/ironic in the target is not available; waiting for Ironic',
      ),
      1,
    ),
  ],
  [
    'then Clusters',
    activating,
    inTarget(committed, [cluster('prod', { paused: true })]),
    act(
      [{ kind: 'unpauseCluster', side: 'target', object: cluster('prod', { paused: true }) }],
      'unpausing Cluster metal3/prod in the target',
    ),
  ],
  [
    'then our own pauses are lifted, and nobody else’s',
    activating,
    inTarget(committed, [cluster(), ...hosts.slice(0, 2), ...mine]),
    act(
      mine.map((object) => ({
        kind: 'annotate',
        side: 'target',
        resource: bareMetalHosts,
        object,
        annotations: { 'baremetalhost.metal3.io/paused': null },
      })),
      'lifting the pause of 2 unclaimed BareMetalHosts in the target',
    ),
  ],
  [
    'a host that its provider has not lifted yet is waited for',
    activating,
    withHost({ annotations: { 'baremetalhost.metal3.io/paused': 'metal3.io/capm3' } }),
    notBack('is still paused (baremetalhost.metal3.io/paused)'),
  ],
  [
    'and one that still carries its saved status',
    activating,
    withHost({ annotations: { 'baremetalhost.metal3.io/status': '{}' } }),
    notBack('has not restored its saved status yet'),
  ],
  [
    'and one without any status',
    activating,
    withHost({ status: { lastUpdated: '' } }),
    notBack('has not restored its saved status yet'),
  ],
  [
    'and one in error',
    activating,
    withHost({ status: { errorType: 'registration error', errorMessage: 'no route' } }),
    notBack('has registration error: no route'),
  ],
  [
    'and one in another state',
    activating,
    withHost({ state: 'inspecting' }),
    notBack('is inspecting instead of provisioned'),
  ],
  [
    'and one without a state',
    activating,
    withHost({ status: { provisioning: {} } }),
    notBack('is without state instead of provisioned'),
  ],
  [
    'and one that does not work',
    activating,
    withHost({ status: { operationalStatus: 'delayed' } }),
    notBack('has operational status delayed'),
  ],
  [
    'and one that is off',
    activating,
    withHost({ status: { poweredOn: false } }),
    notBack('is powered off, and was not'),
  ],
  [
    'and one that nobody has talked to from the target',
    activating,
    withHost({ status: { goodCredentials: { credentialsVersion: '7' } } }),
    notBack('has not been reached through its BMC from the target yet'),
  ],
  [
    'and one that is missing',
    activating,
    inTarget(committed, [...hosts.slice(1), ...machines]),
    notBack('is missing in the target'),
  ],
  [
    'of many that are not back the first is told',
    activating,
    inTarget(committed, [...steadyHosts(), ...machines]),
    notBack('has not been reached through its BMC from the target yet', 0),
  ],
  [
    'Machines are waited for, too',
    activating,
    inTarget(committed, [...hosts, machine('m-0', { phase: undefined })]),
    wait(
      violation(
        'MachinesNotSettled',
        'Machine metal3/m-0 is not Running with a Node in the target yet; waiting for it',
      ),
      1,
    ),
  ],
  [
    'and their Nodes',
    activating,
    inTarget(committed, [...hosts, machine('m-0', { nodeRef: undefined })]),
    wait(
      violation(
        'MachinesNotSettled',
        'Machine metal3/m-0 is not Running with a Node in the target yet; waiting for it',
      ),
      1,
    ),
  ],
  [
    'then it is noted that the target is active',
    activating,
    inTarget(committed, [...hosts, ...machines]),
    record({ activatedTime: at(0) }, 'every host is back'),
  ],
  ['what is active stays so', activating, inTarget(active, []), met],
];

const soak = (objects: readonly KubeObject[], is: Partial<ClusterView> = {}) => inTarget(active, objects, is);
const others = [...hosts.slice(1), ...machines];
const touched = (message: string) => stall(violation('HostTouched', message));
const m0 = (status: object) => host('m-0', { status: { ...back.status, ...status } });
const history = (operation: string, start: string | undefined) => ({
  operationHistory: {
    inspect: { start: at(-7200) },
    provision: { start: at(-5400) },
    ...(operation === 'none' ? {} : { [operation]: { start } }),
  },
});

const watch: readonly (readonly [what: string, Goal, Observation, Result])[] = [
  [
    'while nothing changes, time passes',
    soaking,
    soak([...hosts, ...machines]),
    wait(
      violation('Soaking', 'the target is active and nothing has changed; watching for 120 s more (gates.soakSeconds)'),
      5,
    ),
  ],
  [
    'then the target has soaked',
    soaking,
    inTarget({ ...active, activatedTime: at(-180) }, [...hosts, ...machines]),
    met,
  ],
  [
    'a registration is right: the target’s Ironic is a new one',
    soaking,
    inTarget({ ...active, activatedTime: at(-180) }, [m0(history('register', at(-30))), ...others]),
    met,
  ],
  [
    'a host that is deprovisioned calls for a human',
    soaking,
    soak([m0(history('deprovision', at(-30))), ...others]),
    touched(
      `BareMetalHost metal3/m-0 started to deprovision at ${at(-30)} (before the pivot: never); look into it, then add HostTouched to spec.acknowledge to go on`,
    ),
  ],
  [
    'so does one that is inspected again',
    soaking,
    soak([m0(history('inspect', at(-30))), ...others]),
    touched(
      `BareMetalHost metal3/m-0 started to inspect at ${at(-30)} (before the pivot: ${at(-7200)}); look into it, then add HostTouched to spec.acknowledge to go on`,
    ),
  ],
  [
    'and one whose history is gone',
    soaking,
    soak([m0(history('provision', undefined)), ...others]),
    touched(
      `BareMetalHost metal3/m-0 started to provision at an unknown time (before the pivot: ${at(-5400)}); look into it, then add HostTouched to spec.acknowledge to go on`,
    ),
  ],
  [
    'and one that changed its state',
    soaking,
    soak([m0({ provisioning: { state: 'available' } }), ...others]),
    touched(
      'BareMetalHost metal3/m-0 went from provisioned to available; look into it, then add HostTouched to spec.acknowledge to go on',
    ),
  ],
  ['and one that is gone', soaking, soak(others), touched('BareMetalHost metal3/m-0 is missing in the target')],
  [
    'Machines that come and go call for a human',
    soaking,
    soak([...hosts, machine('m-1'), machine('m-2')]),
    stall(
      violation(
        'MachinesChanged',
        'Machines changed since the pivot: gone m-0, new m-2; a host may have been replaced. Look into it, then add MachinesChanged to spec.acknowledge to go on',
      ),
    ),
  ],
  [
    'a Machine that is gone does',
    soaking,
    soak([...hosts, machine('m-1')]),
    stall(
      violation(
        'MachinesChanged',
        'Machines changed since the pivot: gone m-0, new none; a host may have been replaced. Look into it, then add MachinesChanged to spec.acknowledge to go on',
      ),
    ),
  ],
  [
    'a Node that was rebooted does',
    soaking,
    soak([...hosts, ...machines], { nodes: [node('m-0', 'another boot'), node('m-1')] }),
    stall(
      violation(
        'NodeChanged',
        'Node m-0 was rebooted during the pivot; look into it, then add NodeChanged to spec.acknowledge to go on',
      ),
    ),
  ],
  [
    'a Node that joined anew does',
    soaking,
    soak([...hosts, ...machines], { nodes: [marked(node('m-0'), { uid: 'new' }), node('m-1')] }),
    stall(
      violation(
        'NodeChanged',
        'Node m-0 is another one than before the pivot; look into it, then add NodeChanged to spec.acknowledge to go on',
      ),
    ),
  ],
  [
    'a Node that is gone does',
    soaking,
    soak([...hosts, ...machines], { nodes: [node('m-1')] }),
    stall(
      violation(
        'NodeChanged',
        'Node m-0 is gone from the target; look into it, then add NodeChanged to spec.acknowledge to go on',
      ),
    ),
  ],
  [
    'a host that is not steady is waited for, however long',
    soaking,
    inTarget({ ...active, activatedTime: at(-999) }, [m0({ poweredOn: false }), ...others]),
    wait(
      violation(
        'HostNotSteady',
        'BareMetalHost metal3/m-0 is powered off while spec.online is true in the target; waiting until it is steady',
      ),
    ),
  ],
  ['what is complete is not watched any more', soaking, inTarget({ ...active, completedTime: at(-1) }, []), met],

  [
    'the report is written, and the end is noted with it',
    completing,
    inTarget(active, []),
    act([{ kind: 'writeReport' }], 'writing the report', { completedTime: at(0) }),
  ],
  ['once', completing, inTarget({ ...active, completedTime: at(-1) }, []), met],
];

test.each([...activation, ...watch])('%s', (_, goal, observed, result) => {
  expect(goal(observed)).toEqual(result);
});

test('a host that was unmanaged is back as soon as its status is', () => {
  const before = spare('m-0', { state: 'unmanaged' });
  const observed = observation({
    inventory: inventoryOf([before]),
    target: targetView([{ ...before, status: { lastUpdated: at(0), provisioning: { state: 'unmanaged' } } }]),
  });
  expect(restoredCount(observed)).toBe(1);
});

test('what a human has looked into does not stop it any more, and nothing else', () => {
  const rebooted = soak([...hosts, ...machines], { nodes: [node('m-0', 'another boot'), node('m-1')] });
  const accepting = (...acknowledge: readonly string[]) =>
    soaking({
      ...rebooted,
      pivot: { ...rebooted.pivot, spec: specSchema.parse({ clusterName: 'prod', acknowledge }) },
    });
  expect(accepting('HostTouched', 'MachinesChanged').kind).toBe('stall');
  expect(accepting('NodeChanged').kind).toBe('wait');
});
