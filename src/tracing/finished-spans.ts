/** Which spans of a pivot have come to their end? They are told afterwards, since no process need live as long as they do. */
import { type ClusterPivot, isOver, type PhaseTimes, type PivotStatus } from '../api/clusterpivot.ts';
import { endedPhases } from '../pivot/ended-phases.ts';
import type { ObservedJob } from '../pivot/observation.ts';
import { jobSpanId, phaseSpanId, pivotSpanId } from './span-ids.ts';

export interface FinishedSpan {
  readonly name: string;
  readonly id: string;
  /** undefined: it is the trace's first. */
  readonly parentId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Readonly<Record<string, string>>;
  /** Why what it shows failed; undefined when it did not. */
  readonly failure: string | undefined;
}

/** Phases that ended with a write of the status, and the whole pivot once it is over. */
export function endedWith(before: ClusterPivot, after: PivotStatus): readonly FinishedSpan[] {
  // It was carried out elsewhere and before, and traced there.
  if (after.journal?.pivotedHere !== undefined) return [];
  const pivot = { ...before, status: after };
  const ended = endedPhases(before.status, after).map(
    (phase): FinishedSpan => ({
      name: phase.name,
      id: phaseSpanId(pivot, phase),
      parentId: pivotSpanId(pivot),
      start: Date.parse(phase.startTime),
      end: Date.parse(phase.endTime),
      attributes: { 'clusterpivot.phase': phase.name },
      failure: undefined,
    }),
  );
  return isOver(after) && !isOver(before.status) ? [...ended, wholePivot(pivot)] : ended;
}

function wholePivot(pivot: ClusterPivot): FinishedSpan {
  const { phases = [], journal = {} } = pivot.status;
  const { completedTime, rollback } = journal;
  const end = Date.parse(completedTime ?? rollback?.finishedTime ?? '');
  return {
    name: 'pivot',
    id: pivotSpanId(pivot),
    parentId: undefined,
    start: Math.min(end, ...phases.map(({ startTime }) => Date.parse(startTime))),
    end,
    attributes: { 'clusterpivot.cluster': pivot.spec.clusterName },
    failure: completedTime === undefined ? `rolled back: ${rollback?.cause ?? ''}` : undefined,
  };
}

/** undefined while it runs, or when nobody knows when it did. */
export function endedJob(pivot: ClusterPivot, job: ObservedJob): FinishedSpan | undefined {
  if (!job.finished || job.ran === undefined) return undefined;
  const { start, end } = job.ran;
  return {
    name: `Job ${job.name}`,
    id: jobSpanId(pivot, job.name),
    parentId: parentAt(pivot, start),
    start,
    end,
    attributes: { 'k8s.job.name': job.name },
    failure: job.succeeded ? undefined : (job.problem ?? 'it failed'),
  };
}

function parentAt(pivot: ClusterPivot, time: number): string {
  // The API server tells times of Jobs in whole seconds.
  const during = ({ startTime, endTime }: PhaseTimes) =>
    Date.parse(startTime) < time + 1000 && (endTime === undefined || time <= Date.parse(endTime));
  const phase = pivot.status.phases?.findLast(during);
  return phase === undefined ? pivotSpanId(pivot) : phaseSpanId(pivot, phase);
}
