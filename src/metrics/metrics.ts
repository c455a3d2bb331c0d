/** What Prometheus is told, in one registry: docs/metrics.md has each metric. */
import { collectDefaultMetrics, type Histogram, Registry } from 'prom-client';
import { type ClusterPivot, isOver, type PivotStatus } from '../api/clusterpivot.ts';
import type { ObjectRef } from '../api/kube-object.ts';
import type { Clock } from '../kube/clock.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { keyOf } from '../kube/store.ts';
import { endedPhases } from '../pivot/ended-phases.ts';
import type { Observation } from '../pivot/observation.ts';
import { computed, histogram } from './collectors.ts';
import { CredentialExpiries } from './credential-expiries.ts';
import type { Sample } from './family.ts';
import { phaseDuration, pivotFamilies } from './pivot-families.ts';
import { pivotSamples } from './pivot-samples.ts';
import { QueueMetrics } from './queue-metrics.ts';
import { ReconcileMetrics } from './reconcile-metrics.ts';
import { RequestMetrics } from './request-metrics.ts';
import { type Seen, seenIn } from './seen.ts';
import { standardFamily } from './standard-families.ts';

export interface MetricsOptions {
  readonly clock: Clock;
  /** Whether this process leads: nobody else knows how the pivots are. */
  readonly leads: () => boolean;
  /** Name of the Lease. */
  readonly lease: string;
}

/** Both clusters of a pivot; the target only while it can be talked to. */
interface Clients {
  readonly source: ClusterClient;
  readonly target: ClusterClient | undefined;
}

interface Known {
  readonly pivot?: ClusterPivot;
  readonly seen?: Seen;
  readonly clients?: Clients;
}

export class Metrics {
  readonly queue: QueueMetrics;
  readonly reconciles: ReconcileMetrics;
  readonly requests: RequestMetrics;
  readonly #options: MetricsOptions;
  readonly #registry = new Registry();
  readonly #phaseSeconds: Histogram;
  readonly #expiries: CredentialExpiries;
  readonly #pivots = new Map<string, Known>();
  readonly #retries = new Map<string, number>();
  /** Of the answer that is being made. */
  #samples: readonly Sample[] = [];

  constructor(options: MetricsOptions) {
    this.#options = options;
    const { clock, leads, lease } = options;
    const registry = this.#registry;
    collectDefaultMetrics({ register: registry });
    this.#expiries = new CredentialExpiries(clock);
    this.queue = new QueueMetrics(registry, clock);
    this.reconciles = new ReconcileMetrics(registry);
    this.requests = new RequestMetrics(registry);
    this.#phaseSeconds = histogram(registry, phaseDuration);
    for (const [name, family] of Object.entries(pivotFamilies)) {
      computed(registry, { name, ...family }, () => this.#samples.filter((sample) => sample.name === name));
    }
    const name = 'leader_election_master_status';
    computed(registry, standardFamily(name), () => [{ name, labels: { name: lease }, value: leads() ? 1 : 0 }]);
  }

  /** What a look saw, before what follows from it is written. */
  look(observation: Observation, clients: Clients): void {
    const key = keyOf(observation.pivot.metadata);
    this.#pivots.set(key, { ...this.#pivots.get(key), seen: seenIn(observation), clients });
    for (const client of [clients.source, clients.target]) if (client !== undefined) this.#expiries.refresh(client);
  }

  /** A ClusterPivot as it is now. */
  show(pivot: ClusterPivot): void {
    const key = keyOf(pivot.metadata);
    // Once it is over nobody looks at its clusters any more.
    this.#pivots.set(key, { ...(isOver(pivot.status) ? {} : this.#pivots.get(key)), pivot });
  }

  /** A status was written. */
  changed(before: PivotStatus, after: PivotStatus): void {
    for (const { name: phase, startTime, endTime } of endedPhases(before, after)) {
      // In which a pivot stays: they take no time.
      if (phase === 'Completed' || phase === 'RolledBack') continue;
      this.#phaseSeconds.observe({ phase }, (Date.parse(endTime) - Date.parse(startTime)) / 1000);
    }
  }

  /** A look at it failed, and comes again. */
  retried(ref: ObjectRef): void {
    this.#retries.set(keyOf(ref), (this.#retries.get(keyOf(ref)) ?? 0) + 1);
  }

  /** The ClusterPivot is gone. */
  forget(ref: ObjectRef): void {
    this.#pivots.delete(keyOf(ref));
    this.#retries.delete(keyOf(ref));
  }

  /** The exposition text and its content type. */
  async render(): Promise<{ readonly text: string; readonly contentType: string }> {
    this.#samples = this.#computeSamples();
    return { text: await this.#registry.metrics(), contentType: this.#registry.contentType };
  }

  #computeSamples(): readonly Sample[] {
    if (!this.#options.leads()) return [];
    return [...this.#pivots].flatMap(([key, { pivot, seen, clients }]) => {
      if (pivot === undefined) return [];
      const of = (client: ClusterClient | undefined) => (client === undefined ? undefined : this.#expiries.of(client));
      const credentials = { source: of(clients?.source), target: of(clients?.target) };
      return pivotSamples({ pivot, seen, credentials, retries: this.#retries.get(key) ?? 0 });
    });
  }
}
