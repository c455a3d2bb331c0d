/**
 * Is the source fenced, and does the target run Ironic? In this order: the source's webhook stops refusing, its Bare
 * Metal Operator stops, its Ironic stops and lets its endpoint go, the target's Ironic starts and holds it. Two Ironics
 * would share an address and serve DHCP side by side; a live Bare Metal Operator would act through whichever answers.
 */
import type { Journal } from '../../api/journal.ts';
import { secondsSince } from '../elapsed.ts';
import { endpointHeld } from '../gates/endpoint.ts';
import type { Observation, Workload } from '../observation.ts';
import { act, firstUnmet, met, type Result, record, violation, wait } from '../result.ts';
import { findBareMetalOperator, findIronic, ironicOperator, webhooksOf, workloadNamed } from '../workloads.ts';
import { probesInstalled } from './install-probes.ts';
import { scaledBack, stopped } from './scaling.ts';
import { addressFree, startIronic } from './start-ironic.ts';

type Fence = NonNullable<Journal['fence']>;
type Scaled = Fence['bareMetalOperator'];

export function handingOver(observation: Observation): Result {
  const { journal = {} } = observation.pivot.status;
  if (journal.committedTime !== undefined) return met;
  if (journal.fence === undefined) return recordFence(observation);
  const { fence } = journal;
  const steps = [
    () => (journal.fencedTime === undefined ? met : scaledBack(observation, fencedWorkloads(fence))),
    () => sourceFenced(observation, fence),
    () => noteFenced(observation),
    () => probesInstalled(observation),
    () => addressFree(observation, fence),
    () => targetRuns(observation, fence),
  ];
  return firstUnmet(observation, steps);
}

/** Also holds, and is checked again, until the last original is deleted. */
export function sourceFenced(observation: Observation, fence: Fence): Result {
  const webhooks = neutralizeWebhooks(observation, fence);
  if (webhooks.kind !== 'met') return webhooks;
  for (const { ref, what, reason } of fencedWorkloads(fence)) {
    const result = stopped(observation, { side: 'source', ref, what, reason });
    if (result.kind !== 'met') return result;
  }
  return met;
}

/** What the fence stops, in this order: who would start another again comes before it. */
function fencedWorkloads({ bareMetalOperator, ironicOperator: operator, ironic }: Fence) {
  const all = [
    { ref: bareMetalOperator, what: 'the Bare Metal Operator', reason: 'SourceNotFenced' },
    { ref: operator, what: 'the Ironic Standalone Operator', reason: 'IronicNotStopped' },
    { ref: ironic, what: 'Ironic', reason: 'IronicNotStopped' },
  ] as const;
  return all.flatMap(({ ref, ...rest }) => (ref === undefined ? [] : [{ ref, ...rest }]));
}

function noteFenced({ pivot, now }: Observation): Result {
  if (pivot.status.journal?.fencedTime !== undefined) return met;
  return record({ fencedTime: new Date(now).toISOString() }, 'the source is fenced');
}

function recordFence(observation: Observation): Result {
  const { pivot, source } = observation;
  const operator = findBareMetalOperator(observation, 'source');
  if ('violation' in operator) return wait(operator.violation);
  const external = pivot.spec.ironic.source.type === 'External';
  const ironic = external ? undefined : findIronic(observation, 'source');
  if (ironic !== undefined && 'violation' in ironic) return wait(ironic.violation);
  const applied = ['Manifests', 'IronicStandalone'].includes(pivot.spec.ironic.target.type);
  const targetIronic = applied ? undefined : findIronic(observation, 'target');
  if (targetIronic !== undefined && 'violation' in targetIronic) return wait(targetIronic.violation);
  const operatorRef = ironicOperator(pivot);
  const ironicOperatorFound = operatorRef === undefined ? undefined : workloadNamed(source.workloads, operatorRef);
  const webhooks = webhooksOf(operator.workload, source.webhooks);
  return record(
    {
      fence: {
        bareMetalOperator: scaled(operator.workload),
        webhooks: webhooks.map(({ configuration, name, failurePolicy }) => ({
          configuration,
          webhook: name,
          failurePolicy,
        })),
        ...(ironicOperatorFound === undefined ? {} : { ironicOperator: scaled(ironicOperatorFound) }),
        ...(ironic === undefined ? {} : { ironic: scaled(ironic.workload) }),
        ...(targetIronic === undefined ? {} : { targetIronic: scaled(targetIronic.workload) }),
      },
    },
    'noting what the fence changes, and from what',
  );
}

function scaled({ namespace, name, replicas }: Workload): Scaled {
  return { namespace, name, replicas };
}

/** CAPM3 and clusterctl still update hosts when nobody is there to answer the webhook. */
function neutralizeWebhooks({ source }: Observation, fence: Fence): Result {
  const strict = fence.webhooks.filter((recorded) =>
    source.webhooks.some(
      ({ configuration, name, failurePolicy }) =>
        configuration === recorded.configuration && name === recorded.webhook && failurePolicy !== 'Ignore',
    ),
  );
  if (strict.length === 0) return met;
  return act(
    strict.map(({ configuration, webhook }) => ({
      kind: 'setFailurePolicy',
      configuration,
      webhook,
      failurePolicy: 'Ignore',
    })),
    `setting failurePolicy Ignore on ${strict.map(({ webhook }) => webhook).join(', ')} in the source`,
  );
}

/** Once the copy is under way, Ironic is watched on the side: a loss blocks the commit, not the copy. */
function targetRuns(observation: Observation, fence: Fence): Result {
  const running = startIronic(observation, fence);
  if (observation.pivot.spec.ironic.endpoint === undefined) return heldUnwatched(observation, running);
  if (running.kind !== 'met' && running.kind !== 'wait') return running;
  if (observation.pivot.status.journal?.copy !== undefined) return met;
  const notHeld = endpointHeld(observation);
  if (notHeld === undefined) return running;
  // What the probes see is nearer to the cause than that a Pod is not ready; a Pod that does not start is one, too.
  const besides = running.kind === 'wait' ? ` (${running.violation.message})` : '';
  return wait(violation(notHeld.reason, `${notHeld.message}${besides}`), 1);
}

/** Without probes: available for a while, as far as the API server knows. */
function heldUnwatched(observation: Observation, running: Result): Result {
  const { pivot, now } = observation;
  const since = pivot.status.journal?.endpointReadySince;
  if (running.kind !== 'met') {
    if (since === undefined || running.kind !== 'wait') return running;
    return { kind: 'record', facts: { endpointReadySince: null }, doing: running.violation };
  }
  if (since === undefined)
    return record({ endpointReadySince: new Date(now).toISOString() }, "the target's Ironic is ready");
  const remaining = pivot.spec.gates.holdSeconds - secondsSince(observation, 'endpointReadySince');
  if (remaining <= 0 || pivot.status.journal?.copy !== undefined) return met;
  return wait(
    violation(
      'IronicNotReady',
      `the target's Ironic is ready; watching for ${Math.ceil(remaining)} s more (gates.holdSeconds)`,
    ),
    Math.min(remaining, 5),
  );
}
