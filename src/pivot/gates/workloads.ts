/** Do the Bare Metal Operator and Ironic on both sides exist, once each, and in the state that their phase needs? */
import type { Observation } from '../observation.ts';
import { type Violation, violation } from '../result.ts';
import { findBareMetalOperator, findIronic } from '../workloads.ts';

export function sourceBareMetalOperator(observation: Observation): Violation | undefined {
  const found = findBareMetalOperator(observation, 'source');
  if ('violation' in found) return found.violation;
  const { namespace, name, available, replicas } = found.workload;
  if (available && replicas > 0) return undefined;
  return violation(
    'BareMetalOperatorNotReady',
    `Deployment ${namespace}/${name} in the source is not available; waiting for the Bare Metal Operator, since hosts change unseen without it`,
  );
}

export function sourceIronic(observation: Observation): Violation | undefined {
  const found = findIronic(observation, 'source');
  return 'violation' in found ? found.violation : undefined;
}

export function targetBareMetalOperator(observation: Observation): Violation | undefined {
  const found = findBareMetalOperator(observation, 'target');
  if ('violation' in found) return found.violation;
  const { namespace, name, available, replicas } = found.workload;
  if (available && replicas > 0) return undefined;
  return violation(
    'BareMetalOperatorNotReady',
    `Deployment ${namespace}/${name} in the target is not available; waiting for the Bare Metal Operator`,
  );
}

export function targetHostWebhook({ hostWebhook }: Observation): Violation | undefined {
  if (hostWebhook === undefined || hostWebhook.answers) return undefined;
  return violation(
    'BareMetalOperatorNotReady',
    `the target does not admit a BareMetalHost (dry run): ${hostWebhook.problem}; waiting for the Bare Metal Operator's webhook`,
  );
}

/** The target's Ironic must not run before the source's has stopped: two DHCP servers, two holders of one address. */
export function targetIronic(observation: Observation): Violation | undefined {
  if (observation.target === undefined) return undefined;
  const found = findIronic(observation, 'target');
  if ('violation' in found) return found.violation;
  const { namespace, name, replicas, pods } = found.workload;
  if (replicas === 0 && pods.length === 0) return undefined;
  return violation(
    'IronicAlreadyRunning',
    `Deployment ${namespace}/${name} in the target runs (${replicas} replicas, ${pods.length} Pods) while the source's Ironic does too; scale it to 0`,
  );
}
