/** Which attempt at its pivot is a ClusterPivot in, and does its spec ask for the next? */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import type { Journal } from '../api/journal.ts';
import type { Facts } from './result.ts';

/** The first attempt is recorded by nothing. */
export function attemptOf({ status }: Pick<ClusterPivot, 'status'>): number {
  return status.journal?.attempt ?? 1;
}

/** A pivot that was rolled back begins anew when its spec counts further than its journal. */
export function wantsAnotherAttempt(pivot: ClusterPivot): boolean {
  const { spec, status, metadata } = pivot;
  if (spec.rollback || metadata.deletionTimestamp !== undefined) return false;
  return status.journal?.rollback?.finishedTime !== undefined && spec.attempt > attemptOf(pivot);
}

/** Forgets everything of the attempts before. */
export function nextAttempt({ spec, status }: ClusterPivot): Facts {
  const names = Object.keys(status.journal ?? {}) as (keyof Journal)[];
  return { ...Object.fromEntries(names.map((name) => [name, null])), attempt: spec.attempt };
}
