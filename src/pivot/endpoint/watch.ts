/** From one look at both clusters to the next: what is remembered of the probes' reports, and what follows for the gates. */

import { type EndpointSpec, nodeSelectorOf } from '../../api/ironic-spec.ts';
import type { KubeObject } from '../../api/kube-object.ts';
import { staleAfterRenewals } from '../../api/probe-lease.ts';
import type { ObservedEndpoint } from '../observation.ts';
import { followHold } from './held.ts';
import { followRelease } from './released.ts';
import { type Sightings, seeLeases, seenReports } from './see-leases.ts';
import type { Streak } from './streak.ts';
import { allWitnesses, type EndpointExpectation, type EndpointView, holderAmong, type Side } from './view.ts';

type Cluster = Side['cluster'];

/** Of an operator's memory: after a restart everything has to be seen to hold again. */
export interface EndpointMemory {
  readonly sightings: Readonly<Record<Cluster, Sightings>>;
  readonly release: Streak | undefined;
  readonly hold: Streak | undefined;
}

export const noMemory: EndpointMemory = {
  sightings: { source: {}, target: {} },
  release: undefined,
  hold: undefined,
};

/**
 * Seconds to the next look at the reports at the latest. What happens between two looks that are further apart than a
 * report counts has not been seen (streak.ts); half of that, since a look takes a while itself.
 */
export function nextReportsWithin({ view }: ObservedEndpoint): number {
  return view.expectation.staleAfterSeconds / 2;
}

/** What one side looks like. */
export interface EndpointSide {
  readonly leases: readonly KubeObject[];
  readonly nodes: readonly KubeObject[];
  /** Whether the probes are installed there as wanted. */
  readonly probed: boolean;
  /** No Pod of Ironic exists there. */
  readonly ironicGone: boolean;
  /** The node that the Pod of Ironic is on. */
  readonly ironicNode: string | undefined;
}

export interface EndpointLook extends Readonly<Record<Cluster, EndpointSide>> {
  /** Monotonic milliseconds. */
  readonly now: number;
  /** The name of the probes. */
  readonly probe: string;
  readonly endpoint: EndpointSpec;
  readonly holdSeconds: number;
  /** The source's Ironic runs on a host that no probe can look at. */
  readonly sourceIsExternal: boolean;
  /** No probe answers for it any more. */
  readonly targetIsGone: boolean;
}

export function watchEndpoint(
  before: EndpointMemory,
  look: EndpointLook,
): { readonly memory: EndpointMemory; readonly seen: ObservedEndpoint } {
  const { now, probe } = look;
  const sightings = {
    source: seeLeases(before.sightings.source, look.source.leases, { probe, now }),
    target: seeLeases(before.sightings.target, look.target.leases, { probe, now }),
  };
  const view = viewOf(look, sightings);
  const release = followRelease(before.release, view);
  const hold = followHold(before.hold, view);
  return {
    memory: { sightings, release: release.streak, hold: hold.streak },
    seen: {
      probes: { source: look.sourceIsExternal || look.source.probed, target: look.target.probed },
      view,
      notReleased: release.violation,
      notHeld: hold.violation,
      heldBy: holderAmong(allWitnesses(view))?.where,
    },
  };
}

function viewOf(look: EndpointLook, sightings: EndpointMemory['sightings']): EndpointView {
  const { endpoint } = look;
  const expectation: EndpointExpectation = {
    address: endpoint.address,
    interface: endpoint.interface,
    apiPort: endpoint.apiPort,
    imagePort: endpoint.imagePort,
    holdSeconds: look.holdSeconds,
    releaseSeconds: endpoint.releaseSeconds,
    staleAfterSeconds: staleAfterRenewals * endpoint.probeIntervalSeconds,
    routerId: endpoint.virtualRouterId,
    prefixes: endpoint.prefixes,
    dhcpServers: endpoint.dhcpServers,
  };
  const unprobed = { source: look.sourceIsExternal, target: look.targetIsGone };
  const side = (cluster: Cluster): Side => ({
    cluster,
    nodes: nodesThatMayHold(look[cluster].nodes, nodeSelectorOf(endpoint, cluster)),
    reports: seenReports(sightings[cluster]),
    ...(unprobed[cluster] ? { unprobed: true } : {}),
  });
  return {
    now: look.now,
    expectation,
    source: side('source'),
    target: side('target'),
    sourceIronicGone: look.source.ironicGone,
    ironicNode: look.target.ironicNode,
  };
}

function nodesThatMayHold(nodes: readonly KubeObject[], selector: Readonly<Record<string, string>>): readonly string[] {
  return nodes
    .filter(({ metadata: { labels = {}, deletionTimestamp } }) => {
      const matches = Object.entries(selector).every(([key, value]) => labels[key] === value);
      return matches && deletionTimestamp === undefined;
    })
    .map(({ metadata }) => metadata.name)
    .toSorted();
}
