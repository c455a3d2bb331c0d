/** Does the target manage its hosts again: Clusters unpaused, every host back with the state that it travelled with? */
import type { KubeObject } from '../../api/kube-object.ts';
import { hostPausedAnnotation, hostPausedByPivot } from '../../api/marks.ts';
import { bareMetalHosts } from '../../api/resources.ts';
import type { Action } from '../action.ts';
import { isPaused, pausedClasses } from '../gates/cluster.ts';
import { endpointHeld } from '../gates/endpoint.ts';
import { describeObject } from '../graph.ts';
import { hostSpec, hostStatus, pausedBy, provisioningState, savedStatus } from '../hosts.ts';
import { nameSome } from '../inventory.ts';
import type { Observation } from '../observation.ts';
import { act, firstUnmet, met, type Result, record, violation, wait } from '../result.ts';
import { unpausingClasses } from './unpause-classes.ts';

export function activating(observation: Observation): Result {
  const { pivot, target, now } = observation;
  if (pivot.status.journal?.activatedTime !== undefined) return met;
  if (target === undefined) return wait(violation('TargetUnreachable', 'waiting for the target to be read'));
  const undone = firstUnmet(observation, [
    ironicServes,
    unpauseClasses,
    unpauseClusters,
    liftOurPauses,
    hostsRestored,
    machinesBack,
  ]);
  if (undone.kind !== 'met') return undone;
  return record({ activatedTime: new Date(now).toISOString() }, 'every host is back');
}

/** Hosts that wake up without an Ironic are in nobody's care: they wait, paused, until it serves. */
function ironicServes(observation: Observation): Result {
  const notHeld = (observation.target?.clusters ?? []).some(isPaused) ? endpointHeld(observation) : undefined;
  return notHeld === undefined ? met : wait(notHeld, 1);
}

function unpauseClasses({ target }: Observation): Result {
  const paused = pausedClasses(target);
  if (paused.length === 0) return met;
  return act(
    unpausingClasses('target', paused),
    `unpausing ${nameSome(paused.map(({ object }) => object))} in the target`,
  );
}

function unpauseClusters({ target }: Observation): Result {
  const paused = (target?.clusters ?? []).filter(isPaused);
  if (paused.length === 0) return met;
  return act(
    paused.map((object): Action => ({ kind: 'unpauseCluster', side: 'target', object })),
    `unpausing ${nameSome(paused)} in the target`,
  );
}

function liftOurPauses({ target }: Observation): Result {
  const ours = (target?.hosts ?? []).filter((host) => pausedBy(host) === hostPausedByPivot);
  if (ours.length === 0) return met;
  return act(
    ours.map(
      (object): Action => ({
        kind: 'annotate',
        side: 'target',
        resource: bareMetalHosts,
        object,
        annotations: { [hostPausedAnnotation]: null },
      }),
    ),
    `lifting the pause of ${ours.length} unclaimed BareMetalHosts in the target`,
  );
}

/** The hosts of the inventory. */
export function hostsInInventory({ inventory }: Pick<Observation, 'inventory'>): readonly KubeObject[] {
  return (inventory?.entries ?? []).filter(({ object }) => object.kind === 'BareMetalHost').map(({ object }) => object);
}

/** How a host in the target is not back yet; undefined when it is. */
export function unrestored(
  before: KubeObject,
  after: KubeObject | undefined,
  secretVersions: ReadonlyMap<string, string>,
): string | undefined {
  if (after === undefined) return 'is missing in the target';
  const status = hostStatus(after);
  if (pausedBy(after) !== undefined) return `is still paused (${hostPausedAnnotation})`;
  if (savedStatus(after) !== undefined || (status.lastUpdated ?? '') === '')
    return 'has not restored its saved status yet';
  if ((status.errorType ?? '') !== '') return `has ${status.errorType}: ${status.errorMessage ?? ''}`;
  const state = provisioningState(before);
  if (provisioningState(after) !== state)
    return `is ${provisioningState(after) || 'without state'} instead of ${state}`;
  if (state === 'unmanaged') return undefined;
  if (status.operationalStatus !== 'OK') return `has operational status ${status.operationalStatus ?? 'empty'}`;
  if (status.poweredOn !== hostStatus(before).poweredOn)
    return `is powered ${status.poweredOn === true ? 'on' : 'off'}, and was not`;
  // The Bare Metal Operator remembers the version of the Secret with which it last reached the BMC: a version of the
  // target's Secret proves that it talks to the host from here. The restored state alone proves nothing.
  const secret = hostSpec(after).bmc?.credentialsName ?? '';
  if (status.goodCredentials?.credentialsVersion !== secretVersions.get(secret))
    return 'has not been reached through its BMC from the target yet';
  return undefined;
}

/** Hosts of the inventory that are back. */
export function restoredCount(observation: Observation): number {
  return hostsInInventory(observation).filter(
    (host) => unrestored(host, inTarget(observation, host), observation.targetSecretVersions) === undefined,
  ).length;
}

function inTarget({ target }: Observation, host: KubeObject): KubeObject | undefined {
  return target?.hosts.find((candidate) => candidate.metadata.name === host.metadata.name);
}

function hostsRestored(observation: Observation): Result {
  const hosts = hostsInInventory(observation);
  for (const host of hosts) {
    const why = unrestored(host, inTarget(observation, host), observation.targetSecretVersions);
    if (why !== undefined) {
      return wait(
        violation(
          'HostNotRestored',
          `${describeObject(host)} ${why}; ${restoredCount(observation)} of ${hosts.length} hosts are back`,
        ),
        1,
      );
    }
  }
  return met;
}

function machinesBack({ target }: Observation): Result {
  const machine = (target?.machines ?? []).find((candidate) => {
    const status = candidate['status'] as { phase?: string; nodeRef?: { name?: string } } | undefined;
    return status?.phase !== 'Running' || status.nodeRef?.name === undefined;
  });
  if (machine === undefined) return met;
  return wait(
    violation(
      'MachinesNotSettled',
      `${describeObject(machine)} is not Running with a Node in the target yet; waiting for it`,
    ),
    1,
  );
}
