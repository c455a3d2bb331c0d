/** Each answer of Preflight, AwaitingApproval and Quiescing, word for word. */
import { expect, test } from 'vitest';
import { approval } from '../../../src/pivot/goals/approval.ts';
import type { Goal } from '../../../src/pivot/goals/index.ts';
import { preflight } from '../../../src/pivot/goals/preflight.ts';
import { quiescing } from '../../../src/pivot/goals/quiescing.ts';
import type { Observation } from '../../../src/pivot/observation.ts';
import { planDocument } from '../../../src/pivot/plan/document.ts';
import { act, met, type Result, record, stall, violation, wait } from '../../../src/pivot/result.ts';
import {
  at,
  cluster,
  copies,
  fence,
  host,
  ironic,
  machineDeployment,
  observation,
  ownedObjects,
  prepared,
  spare,
  started,
  steadyHosts,
  targetView,
  view,
} from '../given.ts';
import { survey } from '../given-survey.ts';

const unreachable = {
  target: undefined,
  access: { state: 'unreachable', server: 'https://192.0.2.10:6443', problem: 'connection refused' },
} as const;
const unsteady = view(ownedObjects([host('m-0', { state: 'provisioning' }), ...steadyHosts().slice(1)]));
const notSteady = 'BareMetalHost metal3/m-0 is provisioning; waiting until no operation is under way';
const noAnswer =
  "the target's API server https://192.0.2.10:6443 cannot be reached: connection refused; waiting for it";
const clash = 'the target has Cluster metal3/prod already; delete what is left there of an earlier move';
const planned = planDocument(observation()) ?? expect.unreachable();
const { hash } = planned;
const steady = { ...prepared, steadySince: at(-20) };
const rollingOut = view([
  machineDeployment({ replicas: 3 }),
  ...ownedObjects().filter(({ kind }) => kind !== 'MachineDeployment'),
]);

const answers: readonly (readonly [what: string, Goal, Observation, Result])[] = [
  ['Preflight holds in a world that is ready', preflight, observation(), met],
  [
    'Preflight holds once the pivot has begun, whatever happens',
    preflight,
    observation({ journal: started, source: unsteady }),
    met,
  ],
  [
    'Preflight waits for what may come right by itself',
    preflight,
    observation({ source: unsteady }),
    wait(violation('HostNotSteady', notSteady), 5),
  ],
  [
    'Preflight tells everything that it waits for, under the first reason',
    preflight,
    observation({ source: unsteady, ...unreachable }),
    wait(violation('TargetUnreachable', `${noAnswer}\n${notSteady}`), 5),
  ],
  [
    'Preflight calls for a human where one is needed, whatever else it waits for',
    preflight,
    observation({ source: unsteady, target: targetView(copies([cluster()])) }),
    stall(violation('TargetNotEmpty', `${notSteady}\n${clash}`)),
  ],

  ['a plan needs no approval by default', approval, observation(), met],
  [
    'a plan is written down first',
    approval,
    observation({ storedPlan: undefined }),
    act([{ kind: 'writePlan', hash }], `writing plan ${hash}`),
  ],
  [
    'and again when it is another',
    approval,
    observation({ storedPlan: { hash: 'another', approved: undefined }, spec: { mode: 'Plan' } }),
    act([{ kind: 'writePlan', hash }], `writing plan ${hash}`),
  ],
  [
    'what drifted from the approved plan is told',
    approval,
    observation({
      spec: { approval: 'Manual', approvedPlan: '0123456789abcdef' },
      storedPlan: {
        hash,
        approved: {
          hash: '0123456789abcdef',
          objects: [
            { identity: 'metal3.io/BareMetalHost/metal3/m-9', group: 0, digest: 'a' },
            ...planned.objects.slice(1),
          ],
          hosts: planned.hosts.map((one) =>
            one.name === 'm-0' ? { ...one, state: 'available', claimed: false } : one,
          ),
          leftBehind: [{ object: 'Secret metal3/x', why: 'whatever' }],
          steps: planned.steps.slice(1),
        },
      },
    }),
    wait(
      violation(
        'PlanNotApproved',
        `the approved plan 0123456789abcdef is not the current one (since then: BareMetalHost metal3/m-9 is gone, Cluster metal3/prod is new, BareMetalHost m-0 is provisioned and was available, BareMetalHost m-0 is claimed now, Secret metal3/x would not be left behind any more and 1 more); set spec.approvedPlan of ClusterPivot metal3/prod to ${hash}`,
      ),
      30,
    ),
  ],
  [
    'a plan that is wanted only is not carried out',
    approval,
    observation({ spec: { mode: 'Plan', suspend: true } }),
    wait(violation('PlanOnly', 'the plan is in status.plan; set spec.mode to Execute to carry it out'), 60),
  ],
  [
    'a suspended pivot does not begin',
    approval,
    observation({ spec: { suspend: true } }),
    wait(violation('Suspended', 'suspended before anything was written; set spec.suspend to false'), 60),
  ],
  [
    'a plan waits for its approval',
    approval,
    observation({ spec: { approval: 'Manual' } }),
    wait(
      violation('PlanNotApproved', `no plan is approved; set spec.approvedPlan of ClusterPivot metal3/prod to ${hash}`),
      30,
    ),
  ],
  [
    'an approval of a plan that nobody knows any more does not count',
    approval,
    observation({ spec: { approval: 'Manual', approvedPlan: '0123456789abcdef' } }),
    wait(
      violation(
        'PlanNotApproved',
        `the approved plan 0123456789abcdef is not the current one; set spec.approvedPlan of ClusterPivot metal3/prod to ${hash}`,
      ),
      30,
    ),
  ],
  ['an approved plan is carried out', approval, observation({ spec: { approval: 'Manual', approvedPlan: hash } }), met],
  [
    'what has begun needs no approval any more',
    approval,
    observation({ journal: started, spec: { approval: 'Manual', mode: 'Plan', suspend: true } }),
    met,
  ],

  [
    'Quiescing notes first that the target is prepared: only then is it worth asking',
    quiescing,
    observation({ journal: started, source: unsteady, survey: { state: 'notNeeded' } }),
    record({ preparedTime: at(0) }, 'the target is prepared'),
  ],
  [
    'Quiescing waits for answers that were asked for since then',
    quiescing,
    observation({
      journal: steady,
      spec: { gates: { steadySeconds: 0 } },
      survey: { state: 'running', done: 3, total: 40 },
    }),
    wait(
      violation(
        'AskingClusters',
        'asking both clusters whether each object would be admitted (dry runs), and what we may do: 3 of 40 requests answered',
      ),
      1,
    ),
  ],
  [
    'Quiescing waits for answers while it is not known yet how many there will be',
    quiescing,
    observation({
      journal: steady,
      spec: { gates: { steadySeconds: 0 } },
      survey: { state: 'running', done: 0, total: 0 },
    }),
    wait(
      violation(
        'AskingClusters',
        'asking both clusters whether each object would be admitted (dry runs), and what we may do',
      ),
      1,
    ),
  ],
  [
    'Quiescing takes none for an answer that was asked for before',
    quiescing,
    observation({
      journal: steady,
      spec: { gates: { steadySeconds: 0 } },
      survey: { state: 'taken', survey: survey({ takenAt: Date.parse(at(-290)), durationMs: 20_000 }) },
    }),
    wait(violation('AskingClusters', 'about to ask both clusters once more whether each object would be admitted'), 1),
  ],
  [
    'Quiescing lets nothing pass that could not be answered so far',
    quiescing,
    observation({
      journal: prepared,
      survey: {
        state: 'taken',
        survey: survey({
          creates: [
            {
              object: 'Secret metal3/x',
              answer: { state: 'notYet', problem: 'the target has no Namespace metal3 yet' },
            },
          ],
        }),
      },
    }),
    wait(
      violation(
        'CheckNotAnswered',
        'check CreatesAdmitted has no answer: Secret metal3/x cannot be tried out yet: the target has no Namespace metal3 yet; known once the target is prepared; waiting for it',
      ),
    ),
  ],
  [
    'Quiescing notes since when every host is steady',
    quiescing,
    observation({ journal: prepared }),
    record({ steadySince: at(0) }, 'every host is steady'),
  ],
  [
    'Quiescing watches for as long as it was asked to',
    quiescing,
    observation({ journal: steady }),
    wait(
      violation('HostNotSteady', 'all 4 BareMetalHosts are steady; watching for 10 s more (gates.steadySeconds)'),
      5,
    ),
  ],
  [
    'Quiescing looks again when the time is up',
    quiescing,
    observation({ journal: { ...prepared, steadySince: at(-28) } }),
    wait(violation('HostNotSteady', 'all 4 BareMetalHosts are steady; watching for 2 s more (gates.steadySeconds)'), 2),
  ],
  ['Quiescing holds then', quiescing, observation({ journal: { ...prepared, steadySince: at(-30) } }), met],
  [
    'Quiescing holds at once when nobody wants to wait',
    quiescing,
    observation({ journal: { ...prepared, steadySince: at(0) }, spec: { gates: { steadySeconds: 0 } } }),
    met,
  ],
  [
    'Quiescing waits for a host that is not steady',
    quiescing,
    observation({ journal: prepared, source: unsteady }),
    wait(violation('HostNotSteady', notSteady)),
  ],
  [
    'Quiescing begins anew when a host gets unsteady',
    quiescing,
    observation({ journal: steady, source: unsteady }),
    { kind: 'record', facts: { steadySince: null }, doing: violation('HostNotSteady', notSteady) },
  ],
  [
    'Quiescing waits for a rollout, too',
    quiescing,
    observation({ journal: prepared, source: rollingOut }),
    wait(
      violation(
        'MachinesNotSettled',
        'MachineDeployment metal3/workers wants 2 Machines and has 3, 2 up to date, 2 ready; waiting until every rollout, scaling and repair is over',
      ),
    ),
  ],
  [
    'Quiescing checks again what Preflight checked, and waits even for a human',
    quiescing,
    observation({ journal: prepared, target: targetView([], { workloads: [ironic()] }) }),
    wait(
      violation(
        'IronicAlreadyRunning',
        "Deployment baremetal-operator-system/ironic in the target runs (1 replicas, 1 Pods) while the source's Ironic does too; scale it to 0",
      ),
    ),
  ],
  [
    'Quiescing waits for a new host that is still being inspected',
    quiescing,
    observation({
      journal: prepared,
      source: view(ownedObjects([...steadyHosts(), spare('new', { state: 'inspecting' })])),
    }),
    wait(violation('HostNotSteady', 'BareMetalHost metal3/new is inspecting; waiting until no operation is under way')),
  ],
  [
    'Quiescing is where a suspended pivot holds, even if all is steady',
    quiescing,
    observation({ journal: { ...prepared, steadySince: at(-60) }, spec: { suspend: true } }),
    wait(violation('Suspended', 'suspended before the source is fenced; set spec.suspend to false to go on'), 5),
  ],
  [
    'Quiescing is over once the source is fenced',
    quiescing,
    observation({ journal: { ...prepared, fence }, source: unsteady, spec: { suspend: true } }),
    met,
  ],
];

test.each(answers)('%s', (_, goal, observed, result) => {
  expect(goal(observed)).toEqual(result);
});
