/** May what the backup names be unpaused, what has to be, and which hosts are back? */
import type { KubeObject, Resource } from '../api/kube-object.ts';
import { capiPausedAnnotation, hostPausedAnnotation, hostPausedByPivot } from '../api/marks.ts';
import { isPaused, isPausedByAnnotation } from '../pivot/gates/cluster.ts';
import { hostsInInventory, unrestored } from '../pivot/goals/activating.ts';
import { describeObject, type FoundObject, isDeleted } from '../pivot/graph.ts';
import { hostStatus, pausedBy, provisioningState, savedStatus } from '../pivot/hosts.ts';
import { byIdentity, type Inventory, identity } from '../pivot/inventory.ts';
import type { Workload } from '../pivot/observation.ts';
import { looksLikeBareMetalOperator, looksLikeIronic } from '../pivot/workloads.ts';
import { leaving } from './leaving.ts';

/** Why unpausing would lose an object or touch a running host, in words; empty when it would not. */
export function unsafeToUnpause(inventory: Inventory, present: readonly KubeObject[]): readonly string[] {
  const found = byIdentity(present);
  const vanishing = new Map(leaving(inventory, present).map(({ object, why }) => [object, why]));
  return inventory.entries.filter(isDeleted).flatMap(({ object }) => {
    const now = found.get(identity(object));
    const why = now === undefined ? 'is missing' : (vanishing.get(now) ?? unfit(object, now));
    return why === undefined ? [] : [`${describeObject(object)} ${why}`];
  });
}

/** The Bare Metal Operator takes a host without any status for a new one: it would inspect it, and clean its disks. */
function unfit(before: KubeObject, now: KubeObject): string | undefined {
  if (before.kind !== 'BareMetalHost') return undefined;
  const wanted = provisioningState(before);
  if ((hostStatus(now).lastUpdated ?? '') === '') {
    const restored = stateOf(savedStatus(now)) === wanted;
    return restored ? undefined : `has no status, and no annotation from which it comes back as ${wanted}`;
  }
  return provisioningState(now) === wanted ? undefined : `is ${provisioningState(now)} instead of ${wanted}`;
}

function stateOf(saved: string | undefined): string | undefined {
  try {
    return (JSON.parse(saved ?? '') as { provisioning?: { state?: string } }).provisioning?.state;
  } catch {
    return undefined;
  }
}

/** What others share with the objects of the backup; it need not come from the backup. */
export function missingShared(inventory: Inventory, present: readonly KubeObject[]): readonly KubeObject[] {
  const found = byIdentity(present);
  return inventory.entries
    .filter((entry) => !isDeleted(entry) && !found.has(identity(entry.object)))
    .map(({ object }) => object);
}

/** A merge patch that lets one object go on. */
export interface Unpausing {
  readonly resource: Resource;
  readonly object: KubeObject;
  readonly patch: Readonly<Record<string, object>>;
}

/** In their order: a Cluster wants to find its class, and providers lift their hosts' pauses with that of the Cluster. */
export function unpausings({ entries }: Inventory, present: readonly FoundObject[]): readonly Unpausing[] {
  const own = new Set(entries.map(({ object }) => identity(object)));
  const ours = present.filter(({ object }) => own.has(identity(object)));
  const paused = (kind: string, test: (object: KubeObject) => boolean, patch: Unpausing['patch']) =>
    ours
      .filter(({ object }) => object.kind === kind && test(object))
      .map(({ resource, object }) => ({ resource, object, patch }));
  return [
    ...paused('ClusterClass', isPausedByAnnotation, { metadata: { annotations: { [capiPausedAnnotation]: null } } }),
    ...paused('Cluster', isPaused, { spec: { paused: null } }),
    ...paused('BareMetalHost', (host) => pausedBy(host) === hostPausedByPivot, {
      metadata: { annotations: { [hostPausedAnnotation]: null } },
    }),
  ];
}

export interface HostNow {
  /** As messages show it. */
  readonly host: string;
  /** How it is not back yet; undefined when it is. */
  readonly why: string | undefined;
}

/** `secretVersions`: the resourceVersion of each Secret beside the hosts, by name. */
export function hostsNow(
  inventory: Inventory,
  hosts: readonly KubeObject[],
  secretVersions: ReadonlyMap<string, string>,
): readonly HostNow[] {
  const found = byIdentity(hosts);
  return hostsInInventory({ inventory }).map((before) => ({
    host: describeObject(before),
    why: unrestored(before, found.get(identity(before)), secretVersions),
  }));
}

/** What does not run here that hosts need, in words. Ironic may run elsewhere, so it is no reason to refuse. */
export function missingPrograms(workloads: readonly Workload[]): readonly string[] {
  const running = workloads.filter(({ available, replicas }) => available && replicas > 0);
  const needed = [
    { program: 'the Bare Metal Operator', isIt: looksLikeBareMetalOperator },
    { program: 'Ironic', isIt: looksLikeIronic },
  ];
  return needed
    .filter(({ isIt }) => !running.some(({ containers }) => isIt(containers)))
    .map(({ program }) => `no available Deployment in this cluster runs ${program}; hosts come back only with it`);
}
