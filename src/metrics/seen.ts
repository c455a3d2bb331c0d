/** What a look at both clusters adds to what the ClusterPivot itself tells: hosts by state, the endpoint's holder, pauses. */
import { isOver } from '../api/clusterpivot.ts';
import type { KubeObject } from '../api/kube-object.ts';
import { type EndpointView, holderAmong, isHolderKnown, witnessesOf } from '../pivot/endpoint/view.ts';
import { isPaused } from '../pivot/gates/cluster.ts';
import { pausedBy, provisioningState } from '../pivot/hosts.ts';
import type { Observation } from '../pivot/observation.ts';

/** States of the Bare Metal Operator's state machine; `none` is its empty one, before a host is registered. */
const hostStates = [
  'none',
  'unmanaged',
  'registering',
  'inspecting',
  'match profile',
  'preparing',
  'ready',
  'available',
  'provisioning',
  'provisioned',
  'externally provisioned',
  'deprovisioning',
  'powering off before delete',
  'deleting',
  // Whatever another version calls its states, there is one series more.
  'other',
] as const;

type HostState = (typeof hostStates)[number];

export type HostCounts = Readonly<Record<HostState, number>>;

export const holders = ['source', 'target', 'both', 'none', 'unknown'] as const;

type Holder = (typeof holders)[number];

export interface Seen {
  readonly hosts: {
    readonly source: HostCounts;
    /** undefined while the target cannot be read. */
    readonly target: HostCounts | undefined;
  };
  /** undefined while no endpoint is watched. */
  readonly holder: Holder | undefined;
  /** Clusters or hosts are paused, whoever did it. */
  readonly paused: boolean;
}

export function seenIn({ pivot, source, target, endpoint }: Observation): Seen {
  const watched = pivot.spec.ironic.endpoint !== undefined && pivot.status.journal?.startedTime !== undefined;
  return {
    hosts: {
      source: countByState(source.hosts),
      target: target === undefined ? undefined : countByState(target.hosts),
    },
    holder: !watched || isOver(pivot.status) ? undefined : endpoint === undefined ? 'unknown' : holderOf(endpoint.view),
    paused: [source, target].some(
      (view) =>
        view !== undefined && (view.clusters.some(isPaused) || view.hosts.some((host) => pausedBy(host) !== undefined)),
    ),
  };
}

function countByState(hosts: readonly KubeObject[]): HostCounts {
  const counts = Object.fromEntries(hostStates.map((state) => [state, 0])) as Record<HostState, number>;
  for (const host of hosts) {
    const state = provisioningState(host) || 'none';
    counts[hostStates.find((known) => known === state) ?? 'other'] += 1;
  }
  return counts;
}

function holderOf(view: EndpointView): Holder {
  const [source, target] = [view.source, view.target].map((side) => holderAmong(witnessesOf(view, side)) !== undefined);
  if (source === true) return target === true ? 'both' : 'source';
  if (target === true) return 'target';
  return isHolderKnown(view) ? 'none' : 'unknown';
}
