/** Decisions → the status, in one write, and then Events, metrics and log lines about what changed in it. */
import type { ClusterPivot, PivotStatus } from '../api/clusterpivot.ts';
import type { KubeObject, ObjectRef } from '../api/kube-object.ts';
import { clusterPivots } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import type { EventRecorder } from '../kube/events.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { announcements } from '../pivot/announcements.ts';
import type { Decision } from '../pivot/decide.ts';
import { sameJson } from '../pivot/inventory.ts';
import type { Observation } from '../pivot/observation.ts';
import type { Facts } from '../pivot/result.ts';
import { settledStatus, statusAfter } from '../pivot/status.ts';

export interface ReporterOptions {
  readonly source: ClusterClient;
  readonly events: EventRecorder;
  readonly metrics: Metrics;
  readonly log: Logger;
}

export class Reporter {
  readonly #options: ReporterOptions;

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  get log(): Logger {
    return this.#options.log;
  }

  /** Guarded by the resourceVersion that was observed: a journal that moved on is never overwritten. */
  async write(pivot: ClusterPivot, status: PivotStatus): Promise<void> {
    if (sameJson(status, pivot.status)) return;
    const { source, events, metrics, log } = this.#options;
    await source.replace(clusterPivots, { ...pivot, status }, { subresource: 'status' });
    metrics.showPhase(pivot, status.phase);
    for (const { type, reason, action, note } of announcements(pivot.status, status)) {
      events.record({ regarding: pivot, type, reason, action, note });
      log.info(
        { clusterpivot: `${pivot.metadata.namespace}/${pivot.metadata.name}`, phase: status.phase, reason },
        note,
      );
    }
  }

  /** The ClusterPivot is gone. */
  forget(ref: ObjectRef): void {
    this.#options.metrics.forget(ref);
  }

  /** For what cannot even be read as a ClusterPivot, and so has no status that could say it. */
  refuse(object: KubeObject, problem: string): void {
    const { events, log } = this.#options;
    events.record({ regarding: object, type: 'Warning', reason: 'NotUnderstood', action: 'Parsing', note: problem });
    log.error({ clusterpivot: `${object.metadata.namespace}/${object.metadata.name}` }, problem);
  }
}

export async function report(
  reporter: Reporter,
  observation: Observation,
  decision: Decision,
  facts: Facts,
): Promise<void> {
  await reporter.write(observation.pivot, statusAfter(observation, decision, facts));
}

/** A pivot that is over stays as it is; only the generation of its spec may still change. */
export async function reportSettled(reporter: Reporter, pivot: ClusterPivot): Promise<void> {
  await reporter.write(pivot, settledStatus(pivot));
}
