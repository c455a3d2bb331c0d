/** Do the Bare Metal Operator and Ironic on both sides exist, once each, and in the state that their phase needs? */
import type { Observation, Side, Workload } from '../observation.ts';
import { type Violation, violation } from '../result.ts';
import { findBareMetalOperator, findIronic, ironicOperator, workloadNamed } from '../workloads.ts';

export function sourceBareMetalOperator(observation: Observation): Violation | undefined {
  return bareMetalOperatorNotReady(observation, 'source', ', since hosts change unseen without it');
}

export function targetBareMetalOperator(observation: Observation): Violation | undefined {
  return bareMetalOperatorNotReady(observation, 'target', '');
}

function bareMetalOperatorNotReady(observation: Observation, side: Side, why: string): Violation | undefined {
  const found = findBareMetalOperator(observation, side);
  if ('violation' in found) return found.violation;
  const { namespace, name, available, replicas } = found.workload;
  if (available && replicas > 0) return undefined;
  return violation(
    'BareMetalOperatorNotReady',
    `Deployment ${namespace}/${name} in the ${side} is not available; waiting for the Bare Metal Operator${why}`,
  );
}

export function sourceIronic(observation: Observation): Violation | undefined {
  const { pivot, source } = observation;
  if (pivot.spec.ironic.source.type === 'External') return undefined;
  const operator = ironicOperator(pivot);
  if (operator !== undefined && workloadNamed(source.workloads, operator) === undefined) {
    return violation(
      'IronicNotFound',
      `Deployment ${operator.namespace}/${operator.name} of the Ironic Standalone Operator (spec.ironic.source.operator) does not exist in the source; waiting for it`,
    );
  }
  const found = findIronic(observation, 'source');
  return 'violation' in found ? found.violation : undefined;
}

export function targetHostWebhook({ hostWebhook }: Observation): Violation | undefined {
  if (hostWebhook === undefined || hostWebhook.answers) return undefined;
  return violation(
    'BareMetalOperatorNotReady',
    `the target does not admit a BareMetalHost (dry run): ${hostWebhook.problem}; waiting for the Bare Metal Operator's webhook`,
  );
}

/** What the target's Ironic must be like before the handover, by how it is started. */
export function targetIronic(observation: Observation): Violation | undefined {
  if (observation.target === undefined) return undefined;
  switch (observation.pivot.spec.ironic.target.type) {
    case 'Deployment':
      return targetDeployment(observation);
    case 'Preinstalled':
      return preinstalled(observation);
    case 'Manifests':
    case 'IronicStandalone':
      return alreadyThere(observation) ?? manifestsUnusable(observation);
  }
}

/** It must not run before the source's has stopped: two DHCP servers, two holders of one address. */
function targetDeployment(observation: Observation): Violation | undefined {
  const found = findIronic(observation, 'target');
  return 'violation' in found ? found.violation : running(found.workload);
}

function running({ namespace, name, replicas, pods }: Workload): Violation | undefined {
  if (replicas === 0 && pods.length === 0) return undefined;
  return violation(
    'IronicAlreadyRunning',
    `Deployment ${namespace}/${name} in the target runs (${replicas} replicas, ${pods.length} Pods) while the source's Ironic does too; scale it to 0`,
  );
}

function preinstalled(observation: Observation): Violation | undefined {
  const found = findIronic(observation, 'target');
  if ('violation' in found) return found.violation;
  const { namespace, name, replicas, available } = found.workload;
  if (available && replicas > 0) return undefined;
  return violation(
    'IronicNotReady',
    `Deployment ${namespace}/${name} in the target is not available, and spec.ironic.target.type is Preinstalled; waiting for it`,
  );
}

/** What the manifests would make must not run yet. */
function alreadyThere(observation: Observation): Violation | undefined {
  const { pivot, target } = observation;
  const { type, namespace, name } = pivot.spec.ironic.target;
  const resource = target?.ironics.find((one) => one.namespace === namespace && one.name === name);
  if (type === 'IronicStandalone' && resource !== undefined) {
    return violation(
      'IronicAlreadyRunning',
      `Ironic ${namespace}/${name} exists in the target already, and is to be made from spec.ironic.target.manifestsRef; delete it there`,
    );
  }
  const found = findIronic(observation, 'target');
  return 'workload' in found ? running(found.workload) : undefined;
}

export function manifestsUnusable({ pivot, ironicManifests }: Observation): Violation | undefined {
  const { type, namespace, name } = pivot.spec.ironic.target;
  switch (ironicManifests.state) {
    case 'notReferenced':
      return undefined;
    case 'missing':
      return violation(
        'ManifestsNotFound',
        `${ironicManifests.ref} (spec.ironic.target.manifestsRef) does not exist in namespace ${pivot.metadata.namespace}; create it`,
      );
    case 'invalid':
      return violation('InvalidManifests', `${ironicManifests.ref}: ${ironicManifests.problem}`);
    case 'found': {
      const made = ironicManifests.objects.some(
        ({ object }) =>
          object.kind === 'Ironic' && object.metadata.namespace === namespace && object.metadata.name === name,
      );
      if (type !== 'IronicStandalone' || made) return undefined;
      return violation(
        'InvalidManifests',
        `spec.ironic.target.manifestsRef has no Ironic ${namespace}/${name}, which spec.ironic.target names; add it`,
      );
    }
  }
}
