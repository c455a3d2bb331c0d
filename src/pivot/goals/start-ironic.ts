/** Does the target run Ironic? How it is started there, by `spec.ironic.target.type`. */
import type { AppliedObject, Journal } from '../../api/journal.ts';
import type { KubeObject } from '../../api/kube-object.ts';
import { endpointReleased } from '../gates/endpoint.ts';
import { manifestsUnusable } from '../gates/workloads.ts';
import type { Observation } from '../observation.ts';
import { act, met, type Result, record, violation, wait } from '../result.ts';
import { findIronic, workloadNamed } from '../workloads.ts';
import { started } from './scaling.ts';

type Fence = NonNullable<Journal['fence']>;

/** Nothing is started as long as anybody may hold the endpoint's address. */
export function addressFree(observation: Observation, fence: Fence): Result {
  const notReleased = isStarted(observation, fence) ? undefined : endpointReleased(observation);
  return notReleased === undefined ? met : wait(notReleased, 1);
}

function isStarted({ pivot, target }: Observation, { targetIronic }: Fence): boolean {
  switch (pivot.spec.ironic.target.type) {
    case 'Preinstalled':
      return true;
    case 'Deployment':
      return targetIronic === undefined || workloadNamed(target?.workloads ?? [], targetIronic)?.replicas !== 0;
    case 'Manifests':
    case 'IronicStandalone':
      return pivot.status.journal?.targetManifests?.appliedTime !== undefined;
  }
}

export function startIronic(observation: Observation, fence: Fence): Result {
  switch (observation.pivot.spec.ironic.target.type) {
    case 'Preinstalled':
      return available(observation);
    case 'Deployment':
      return scaleUp(observation, fence);
    case 'Manifests':
      return afterApplying(observation, available);
    case 'IronicStandalone':
      return afterApplying(observation, resourceReady);
  }
}

function scaleUp(observation: Observation, { targetIronic }: Fence): Result {
  if (targetIronic === undefined) return met;
  return started(observation, 'target', { ...targetIronic, replicas: Math.max(1, targetIronic.replicas) });
}

function available(observation: Observation): Result {
  const found = findIronic(observation, 'target');
  if ('violation' in found) return wait(found.violation, 1);
  const { namespace, name, replicas } = found.workload;
  if (found.workload.available && replicas > 0) return met;
  return wait(
    violation(
      'IronicNotReady',
      `Deployment ${namespace}/${name} in the target is not available yet; waiting for its ${replicas} replicas`,
    ),
    1,
  );
}

function resourceReady({ pivot, target }: Observation): Result {
  const { namespace, name } = pivot.spec.ironic.target;
  const found = target?.ironics.find((one) => one.namespace === namespace && one.name === name);
  if (found?.ready === true) return met;
  const said = found === undefined ? 'does not exist' : found.message;
  return wait(
    violation('IronicNotReady', `Ironic ${namespace}/${name} in the target is not Ready (${said}); waiting for it`),
    1,
  );
}

function afterApplying(observation: Observation, running: (observation: Observation) => Result): Result {
  const { pivot, ironicManifests, now } = observation;
  const { targetManifests } = pivot.status.journal ?? {};
  if (targetManifests?.appliedTime !== undefined) return running(observation);
  const unusable = manifestsUnusable(observation);
  if (unusable !== undefined || ironicManifests.state !== 'found') return unusable === undefined ? met : wait(unusable);
  const { hash, objects } = ironicManifests;
  if (targetManifests?.hash !== hash) {
    const created = objects.filter(({ existsInTarget }) => !existsInTarget).map(({ object }) => nameOf(object));
    return record({ targetManifests: { hash, created } }, 'noting what the manifests of Ironic add to the target');
  }
  return act(
    [{ kind: 'applyManifests', objects: objects.map(({ object }) => object) }],
    `applying ${objects.length} manifests of Ironic to the target`,
    { targetManifests: { ...targetManifests, appliedTime: new Date(now).toISOString() } },
  );
}

function nameOf({ apiVersion, kind, metadata: { namespace, name } }: KubeObject): AppliedObject {
  return { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name };
}
