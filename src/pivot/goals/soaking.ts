/** Did nothing happen to any Machine, host or Node since the target took over? */
import type { KubeObject } from '../../api/kube-object.ts';
import type { PivotSpec } from '../../api/spec.ts';
import { secondsSince } from '../elapsed.ts';
import { describeObject } from '../graph.ts';
import { hostStatus, provisioningState, unsteadiness } from '../hosts.ts';
import { nodeIdentity } from '../inventory.ts';
import type { Observation } from '../observation.ts';
import { met, type Result, stall, type Violation, violation, wait } from '../result.ts';
import { hostsInInventory } from './activating.ts';

type Acceptable = Exclude<PivotSpec['acknowledge'][number], 'TargetGone'>;

export function soaking(observation: Observation): Result {
  const { pivot } = observation;
  const { journal = {} } = pivot.status;
  if (journal.completedTime !== undefined) return met;
  const touched = [hostTouched, machinesChanged, nodeChanged]
    .map((found) => found(observation))
    .find((found) => found !== undefined && !pivot.spec.acknowledge.includes(found.reason));
  if (touched !== undefined) return stall(touched);
  const unsteady = hostUnsteady(observation);
  if (unsteady !== undefined) return wait(unsteady);
  const remaining = pivot.spec.gates.soakSeconds - secondsSince(observation, 'activatedTime');
  if (remaining <= 0) return met;
  return wait(
    violation(
      'Soaking',
      `the target is active and nothing has changed; watching for ${Math.ceil(remaining)} s more (gates.soakSeconds)`,
    ),
    Math.min(remaining, 5),
  );
}

/** What a human says once he has looked into it. */
function thenAccept(reason: Acceptable): string {
  return `then add ${reason} to spec.acknowledge to go on`;
}

/** Operations whose start tells that a host was acted on. `register` changes rightly: the target's Ironic is a new one. */
const harmful = ['inspect', 'provision', 'deprovision'];

function hostTouched(observation: Observation): Violation<'HostTouched'> | undefined {
  for (const before of hostsInInventory(observation)) {
    const after = observation.target?.hosts.find((host) => host.metadata.name === before.metadata.name);
    if (after === undefined) return violation('HostTouched', `${describeObject(before)} is missing in the target`);
    for (const operation of harmful) {
      const was = startOf(before, operation);
      const is = startOf(after, operation);
      if (was !== is) {
        return violation(
          'HostTouched',
          `${describeObject(after)} started to ${operation} at ${is ?? 'an unknown time'} (before the pivot: ${was ?? 'never'}); look into it, ${thenAccept('HostTouched')}`,
        );
      }
    }
    if (provisioningState(after) !== provisioningState(before)) {
      return violation(
        'HostTouched',
        `${describeObject(after)} went from ${provisioningState(before)} to ${provisioningState(after)}; look into it, ${thenAccept('HostTouched')}`,
      );
    }
  }
  return undefined;
}

function startOf(host: KubeObject, operation: string): string | undefined {
  return hostStatus(host).operationHistory?.[operation]?.start ?? undefined;
}

function machinesChanged({ inventory, target }: Observation): Violation<'MachinesChanged'> | undefined {
  const before = new Set(
    (inventory?.entries ?? []).filter(({ object }) => isMachine(object)).map(({ object }) => object.metadata.name),
  );
  const now = new Set((target?.machines ?? []).map((machine) => machine.metadata.name));
  const gone = before.difference(now);
  const fresh = now.difference(before);
  if (gone.size === 0 && fresh.size === 0) return undefined;
  return violation(
    'MachinesChanged',
    `Machines changed since the pivot: gone ${[...gone].join(', ') || 'none'}, new ${[...fresh].join(', ') || 'none'}; a host may have been replaced. Look into it, ${thenAccept('MachinesChanged')}`,
  );
}

function isMachine(object: KubeObject): boolean {
  return object.kind === 'Machine' && object.apiVersion.startsWith('cluster.x-k8s.io/');
}

function nodeChanged({ inventory, target }: Observation): Violation<'NodeChanged'> | undefined {
  for (const before of inventory?.nodes ?? []) {
    const node = target?.nodes.find((candidate) => candidate.metadata.name === before.name);
    if (node === undefined)
      return violation(
        'NodeChanged',
        `Node ${before.name} is gone from the target; look into it, ${thenAccept('NodeChanged')}`,
      );
    const after = nodeIdentity(node);
    if (after.uid !== before.uid)
      return violation(
        'NodeChanged',
        `Node ${before.name} is another one than before the pivot; look into it, ${thenAccept('NodeChanged')}`,
      );
    if (after.bootId !== before.bootId)
      return violation(
        'NodeChanged',
        `Node ${before.name} was rebooted during the pivot; look into it, ${thenAccept('NodeChanged')}`,
      );
  }
  return undefined;
}

function hostUnsteady({ target }: Observation): Violation | undefined {
  for (const host of target?.hosts ?? []) {
    const why = unsteadiness(host);
    if (why !== undefined)
      return violation('HostNotSteady', `${describeObject(host)} ${why} in the target; waiting until it is steady`);
  }
  return undefined;
}
