/** Ids that follow from the ClusterPivot: what one process after the other tells of an attempt becomes one trace. */
import type { ClusterPivot, PhaseTimes } from '../api/clusterpivot.ts';
import { attemptOf } from '../pivot/attempt.ts';
import { digest } from '../pivot/digest.ts';

type Traced = Pick<ClusterPivot, 'metadata' | 'status'>;

/** 16 bytes, in hexadecimal. */
export function traceIdOf(pivot: Traced): string {
  return idOf(pivot, 'trace').slice(0, 32);
}

/** 8 bytes, in hexadecimal. */
export function pivotSpanId(pivot: Traced): string {
  return idOf(pivot, 'pivot').slice(0, 16);
}

/** A phase that is entered again begins at another time, and is another span. */
export function phaseSpanId(pivot: Traced, { name, startTime }: PhaseTimes): string {
  return idOf(pivot, 'phase', name, startTime).slice(0, 16);
}

export function jobSpanId(pivot: Traced, job: string): string {
  return idOf(pivot, 'job', job).slice(0, 16);
}

function idOf(pivot: Traced, ...what: readonly string[]): string {
  const parts = [pivot.metadata.uid ?? '', attemptOf(pivot), ...what];
  return digest(JSON.stringify(parts));
}
