/** Each answer of HandingOver, word for word, in the order in which a pivot gets them. */
import { expect, test } from 'vitest';
import { handingOver } from '../../../src/pivot/goals/handing-over.ts';
import type { ClusterView, Observation } from '../../../src/pivot/observation.ts';
import { act, actAgainst, met, type Result, record, violation, wait } from '../../../src/pivot/result.ts';
import {
  at,
  bmo,
  bmoNamespace,
  fence,
  fencedSource,
  ironic,
  observation,
  runningTarget,
  started,
  stopped,
  targetView,
  view,
  webhook,
} from '../given.ts';

const journal = { ...started, fence };
const lenient = [webhook({ failurePolicy: 'Ignore' })];
const sourceIs = (is: Partial<ClusterView>) => observation({ journal, source: view([], { webhooks: lenient, ...is }) });
const targetIs = (is: Partial<ClusterView>, facts = {}, source: Partial<ClusterView> = {}) =>
  observation({
    journal: { ...journal, fencedTime: at(-40), ...facts },
    source: view([], { ...fencedSource, ...source }),
    target: targetView([], is),
  });
const last = [{ name: 'pod-0', ready: false, node: 'm-0' }];
const scale = (side: 'source' | 'target', name: string, replicas: number) =>
  ({ kind: 'scale', side, deployment: { namespace: bmoNamespace, name }, replicas }) as const;
const copy = { attempt: 1, job: 'j', clusters: ['prod'] };

const answers: readonly (readonly [what: string, Observation, Result])[] = [
  [
    'what the fence changes is noted, with what it was',
    observation({
      journal: started,
      source: view([], {
        workloads: [bmo({ replicas: 2 }), ironic()],
        webhooks: [webhook(), webhook({ name: 'foreign', service: { namespace: 'x', selector: { a: 'b' } } })],
      }),
    }),
    record(
      { fence: { ...fence, bareMetalOperator: { ...fence.bareMetalOperator, replicas: 2 } } },
      'noting what the fence changes, and from what',
    ),
  ],
  [
    'nothing is fenced as long as it is not clear what',
    observation({ journal: started, source: view([], { workloads: [bmo()] }) }),
    wait(
      violation(
        'IronicNotFound',
        'no Deployment in the source runs Ironic (containers ironic and ironic-endpoint-keepalived or keepalived); install it there, or name it in spec.ironic.source',
      ),
    ),
  ],
  [
    'first the webhook is neutralised, while its operator still answers',
    sourceIs({ webhooks: [webhook()] }),
    act(
      [
        {
          kind: 'setFailurePolicy',
          configuration: 'bmo-validation',
          webhook: 'baremetalhost.metal3.io',
          failurePolicy: 'Ignore',
        },
      ],
      'setting failurePolicy Ignore on baremetalhost.metal3.io in the source',
    ),
  ],
  [
    'then the Bare Metal Operator is stopped',
    sourceIs({}),
    act(
      [scale('source', 'bmo', 0)],
      'stopping the Bare Metal Operator: scaling Deployment baremetal-operator-system/bmo in the source from 1 to 0',
    ),
  ],
  [
    'its last Pod is waited for, since a terminating one still acts',
    sourceIs({ workloads: [bmo({ replicas: 0, pods: last }), ironic()] }),
    wait(
      violation(
        'SourceNotFenced',
        'Pod baremetal-operator-system/pod-0 of the Bare Metal Operator still runs in the source; waiting until it is gone',
      ),
      1,
    ),
  ],
  [
    'only then Ironic is stopped',
    sourceIs({ workloads: [bmo(stopped), ironic()] }),
    act(
      [scale('source', 'ironic', 0)],
      'stopping Ironic: scaling Deployment baremetal-operator-system/ironic in the source from 1 to 0',
    ),
  ],
  [
    'and its last Pod is waited for, since it holds the address',
    sourceIs({ workloads: [bmo(stopped), ironic({ replicas: 0, pods: last })] }),
    wait(
      violation(
        'IronicNotStopped',
        'Pod baremetal-operator-system/pod-0 of Ironic still runs in the source; waiting until it is gone',
      ),
      1,
    ),
  ],
  [
    'a Deployment that is gone is stopped',
    targetIs({}, {}, { workloads: [] }),
    act(
      [scale('target', 'ironic', 1)],
      'scaling Deployment baremetal-operator-system/ironic in the target from 0 to 1',
    ),
  ],
  [
    'a webhook that is gone is neutralised',
    targetIs({}, {}, { webhooks: [] }),
    act(
      [scale('target', 'ironic', 1)],
      'scaling Deployment baremetal-operator-system/ironic in the target from 0 to 1',
    ),
  ],
  [
    'that everything has stopped is noted',
    sourceIs(fencedSource),
    record({ fencedTime: at(0) }, 'the source is fenced'),
  ],
  [
    'from then on what somebody starts again is stopped again, and who does it is named',
    targetIs(
      runningTarget,
      { copy },
      {
        workloads: [bmo(stopped), ironic({ scaledBy: { manager: 'argocd-controller', time: '2026-03-02T08:59:00Z' } })],
      },
    ),
    actAgainst(
      [
        {
          kind: 'scale',
          side: 'source',
          deployment: { namespace: 'baremetal-operator-system', name: 'ironic' },
          replicas: 0,
        },
      ],
      violation(
        'ScaledBack',
        "argocd-controller (at 2026-03-02T08:59:00Z) scaled Deployment baremetal-operator-system/ironic of Ironic in the source back to 1 after the pivot had stopped it; stopping it again. Stop what does that (a GitOps tool's self-heal, an autoscaler), or it goes on",
      ),
    ),
  ],
  [
    'a Pod that lingers after that is waited for',
    targetIs({}, {}, { workloads: [bmo(stopped), ironic({ replicas: 0, pods: last })] }),
    wait(
      violation(
        'IronicNotStopped',
        'Pod baremetal-operator-system/pod-0 of Ironic still runs in the source; waiting until it is gone',
      ),
      1,
    ),
  ],
  [
    "then the target's Ironic is started",
    targetIs({}),
    act(
      [scale('target', 'ironic', 1)],
      'scaling Deployment baremetal-operator-system/ironic in the target from 0 to 1',
    ),
  ],
  [
    'and waited for',
    targetIs({ workloads: [ironic({ available: false })] }),
    wait(
      violation(
        'IronicNotReady',
        'Deployment baremetal-operator-system/ironic in the target is not available yet; waiting for its 1 replicas',
      ),
      1,
    ),
  ],
  [
    'even if its Deployment is gone for a while',
    targetIs({ workloads: [] }),
    wait(
      violation(
        'IronicNotReady',
        'Deployment baremetal-operator-system/ironic in the target does not exist; waiting for it',
      ),
    ),
  ],
  [
    'since when it is ready is noted',
    targetIs(runningTarget),
    record({ endpointReadySince: at(0) }, "the target's Ironic is ready"),
  ],
  [
    'and watched for as long as was asked',
    targetIs(runningTarget, { endpointReadySince: at(-11) }),
    wait(violation('IronicNotReady', "the target's Ironic is ready; watching for 4 s more (gates.holdSeconds)"), 4),
  ],
  [
    'from the start again when there was a gap',
    targetIs({ workloads: [ironic({ available: false })] }, { endpointReadySince: at(-11) }),
    {
      kind: 'record',
      facts: { endpointReadySince: null },
      doing: violation(
        'IronicNotReady',
        'Deployment baremetal-operator-system/ironic in the target is not available yet; waiting for its 1 replicas',
      ),
    },
  ],
  [
    'somebody who stops it is answered at once',
    targetIs({}, { endpointReadySince: at(-11) }),
    act(
      [scale('target', 'ironic', 1)],
      'scaling Deployment baremetal-operator-system/ironic in the target from 0 to 1',
    ),
  ],
  ['then the endpoint is handed over', targetIs(runningTarget, { endpointReadySince: at(-15) }), met],
  [
    'a gap while a copy is under way costs no second watch',
    targetIs(runningTarget, { endpointReadySince: at(-1), copy }),
    met,
  ],
  [
    'after the commit nothing is handed over any more',
    observation({ journal: { ...journal, committedTime: at(-5) } }),
    met,
  ],
];

test.each(answers)('%s', (_, observed, result) => {
  expect(handingOver(observed)).toEqual(result);
});
