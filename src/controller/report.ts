/** Decisions → the status, in one write, and then Events, metrics and log lines about what changed in it. */
import type { ClusterPivot, PivotStatus } from '../api/clusterpivot.ts';
import type { KubeObject, ObjectRef } from '../api/kube-object.ts';
import { clusterPivots } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import type { EventRecorder } from '../kube/events.ts';
import { type Logger, logAbout } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { announcements } from '../pivot/announcements.ts';
import type { Decision } from '../pivot/decide.ts';
import { sameJson } from '../pivot/inventory.ts';
import type { Observation } from '../pivot/observation.ts';
import type { Facts } from '../pivot/result.ts';
import { settledStatus, statusAfter } from '../pivot/status.ts';
import { endedWith } from '../tracing/finished-spans.ts';
import { JobSpans } from '../tracing/job-spans.ts';
import { tellSpan } from '../tracing/spans.ts';
import type { ConnectedWorld } from './world.ts';

export interface ReporterOptions {
  readonly source: ClusterClient;
  readonly events: EventRecorder;
  readonly metrics: Metrics;
  readonly log: Logger;
}

export class Reporter {
  readonly #options: ReporterOptions;
  readonly #jobs = new JobSpans();

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  /** What a look at both clusters of a pivot saw. */
  look(observation: Observation, { source, target }: ConnectedWorld): void {
    this.#options.metrics.look(observation, { source, target });
    this.#jobs.look(observation);
  }

  /** Guarded by the resourceVersion that was observed: a journal that moved on is never overwritten. */
  async write(pivot: ClusterPivot, status: PivotStatus): Promise<void> {
    const { source, metrics } = this.#options;
    const after = { ...pivot, status };
    if (!sameJson(status, pivot.status)) {
      await source.replace(clusterPivots, after, { subresource: 'status' });
      metrics.changed(pivot.status, status);
      for (const span of endedWith(pivot, status)) tellSpan(after, span);
      this.#announce(pivot, after);
    }
    metrics.show(after);
  }

  #announce(before: ClusterPivot, after: ClusterPivot): void {
    const log = logAbout(this.#options.log, after);
    for (const { type, reason, action, note } of announcements(before.status, after.status)) {
      this.#options.events.record({ regarding: before, type, reason, action, note });
      log.info({ reason }, note);
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
    logAbout(log, object).error(problem);
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

/** A pivot that is over stays as it is; only its spec may still change. */
export async function reportSettled(reporter: Reporter, pivot: ClusterPivot, now: number): Promise<void> {
  await reporter.write(pivot, settledStatus(pivot, now));
}
