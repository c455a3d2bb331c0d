/** What the effects of a reconcile need: both clusters, the clock, our own place in the source. */
import type { Clock } from '../kube/clock.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import type { Logger } from '../log.ts';
import type { ClockJumps } from './clock-jumps.ts';
import type { EndpointWatches } from './endpoint-watches.ts';
import type { Soak } from './survey/stability.ts';
import type { Surveys } from './surveys.ts';

export interface World {
  readonly clock: Clock;
  readonly source: ClusterClient;
  /** The operator's namespace in the source; the namespace of the same name in the target holds what we put there. */
  readonly namespace: string;
  /** Image of the Jobs. */
  readonly image: string;
  /** Image of the probes; undefined: nobody set it, and no pivot can watch an endpoint. */
  readonly probeImage: string | undefined;
  readonly endpoints: EndpointWatches;
  readonly clockJumps: ClockJumps;
  readonly surveys: Surveys;
  /** How a survey finds out whether API servers are stable; as `usualSoak` when absent. */
  readonly soak?: Soak;
  readonly log: Logger;
  /** Whether this process still leads; asked again before every effect, since another leader may have taken over. */
  readonly leads: () => boolean;
}

/** A World whose target can be talked to. */
export interface ConnectedWorld extends World {
  readonly target: ClusterClient | undefined;
}
