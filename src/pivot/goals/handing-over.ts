/**
 * Is the source fenced, and does the target run Ironic? In this order: the source's webhook stops refusing, its Bare
 * Metal Operator stops, its Ironic stops, the target's Ironic starts. Two Ironics would share an address and serve DHCP
 * side by side; a live Bare Metal Operator would act through whichever Ironic answers.
 */
import type { Journal } from '../../api/journal.ts';
import type { Observation, Side, Workload } from '../observation.ts';
import { act, met, type Result, record, violation, wait } from '../result.ts';
import { findBareMetalOperator, findIronic, webhooksOf, workloadNamed } from '../workloads.ts';

type Fence = NonNullable<Journal['fence']>;

export function handingOver(observation: Observation): Result {
  const { journal = {} } = observation.pivot.status;
  if (journal.committedTime !== undefined) return met;
  if (journal.fence === undefined) return recordFence(observation);
  const fenced = sourceFenced(observation, journal.fence);
  return fenced.kind === 'met' ? targetRuns(observation, journal.fence) : fenced;
}

/** Also holds, and is checked again, until the last original is deleted. */
export function sourceFenced(observation: Observation, fence: Fence): Result {
  for (const step of [neutralizeWebhooks, stopBareMetalOperator, stopIronic]) {
    const result = step(observation, fence);
    if (result.kind !== 'met') return result;
  }
  return met;
}

function recordFence(observation: Observation): Result {
  const operator = findBareMetalOperator(observation, 'source');
  if ('violation' in operator) return wait(operator.violation);
  const ironic = findIronic(observation, 'source');
  if ('violation' in ironic) return wait(ironic.violation);
  const targetIronic = findIronic(observation, 'target');
  if ('violation' in targetIronic) return wait(targetIronic.violation);
  const webhooks = webhooksOf(operator.workload, observation.source.webhooks);
  return record(
    {
      fence: {
        bareMetalOperator: scaled(operator.workload),
        webhooks: webhooks.map(({ configuration, name, failurePolicy }) => ({
          configuration,
          webhook: name,
          failurePolicy,
        })),
        ironic: scaled(ironic.workload),
        targetIronic: scaled(targetIronic.workload),
      },
    },
    'noting what the fence changes, and from what',
  );
}

function scaled({ namespace, name, replicas }: Workload): { namespace: string; name: string; replicas: number } {
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

function stopBareMetalOperator(observation: Observation, fence: Fence): Result {
  return stopped(observation, {
    side: 'source',
    ref: fence.bareMetalOperator,
    what: 'the Bare Metal Operator',
    reason: 'SourceNotFenced',
  });
}

function stopIronic(observation: Observation, fence: Fence): Result {
  return stopped(observation, { side: 'source', ref: fence.ironic, what: 'Ironic', reason: 'IronicNotStopped' });
}

interface Stop {
  readonly side: Side;
  readonly ref: { readonly namespace: string; readonly name: string };
  readonly what: string;
  readonly reason: 'SourceNotFenced' | 'IronicNotStopped';
}

/** At 0 replicas, and every Pod gone: a terminating Pod still acts. */
export function stopped({ source, target }: Observation, { side, ref, what, reason }: Stop): Result {
  const { namespace, name } = ref;
  const workload = workloadNamed((side === 'source' ? source : target)?.workloads ?? [], ref);
  if (workload === undefined) return met;
  if (workload.replicas !== 0) {
    return act(
      [{ kind: 'scale', side, deployment: { namespace, name }, replicas: 0 }],
      `stopping ${what}: scaling Deployment ${namespace}/${name} in the ${side} from ${workload.replicas} to 0`,
    );
  }
  const [pod] = workload.pods;
  if (pod === undefined) return met;
  return wait(
    violation(reason, `Pod ${namespace}/${pod.name} of ${what} still runs in the ${side}; waiting until it is gone`),
    1,
  );
}

function targetRuns(observation: Observation, fence: Fence): Result {
  const { pivot, now } = observation;
  const running = started(observation, 'target', {
    ...fence.targetIronic,
    replicas: Math.max(1, fence.targetIronic.replicas),
  });
  const since = pivot.status.journal?.endpointReadySince;
  if (running.kind !== 'met') {
    if (since === undefined || running.kind !== 'wait') return running;
    return { kind: 'record', facts: { endpointReadySince: null }, doing: running.violation };
  }
  if (since === undefined)
    return record({ endpointReadySince: new Date(now).toISOString() }, "the target's Ironic is ready");
  const remaining = pivot.spec.gates.holdSeconds - (now - Date.parse(since)) / 1000;
  if (remaining <= 0 || pivot.status.journal?.copy !== undefined) return met;
  return wait(
    violation(
      'IronicNotReady',
      `the target's Ironic is ready; watching for ${Math.ceil(remaining)} s more (gates.holdSeconds)`,
    ),
    Math.min(remaining, 5),
  );
}

/** Scaled to the given replicas, and all of them available. */
export function started(
  { source, target }: Observation,
  side: Side,
  wanted: { readonly namespace: string; readonly name: string; readonly replicas: number },
  reason: 'IronicNotReady' | 'BareMetalOperatorNotReady' = 'IronicNotReady',
): Result {
  const { namespace, name, replicas } = wanted;
  const workload = workloadNamed((side === 'source' ? source : target)?.workloads ?? [], wanted);
  const named = `Deployment ${namespace}/${name} in the ${side}`;
  if (workload === undefined) return wait(violation(reason, `${named} does not exist; waiting for it`));
  if (workload.replicas !== replicas) {
    return act(
      [{ kind: 'scale', side, deployment: { namespace, name }, replicas }],
      `scaling ${named} from ${workload.replicas} to ${replicas}`,
    );
  }
  if (workload.available || replicas === 0) return met;
  return wait(violation(reason, `${named} is not available yet; waiting for its ${replicas} replicas`), 1);
}
