/** Until when may a pivot stay in a phase that can be rolled back? */
import type { ClusterPivot, PivotStatus } from '../api/clusterpivot.ts';
import type { Phase, ShownPhase } from '../api/phases.ts';
import type { PivotSpec } from '../api/spec.ts';

export interface Budget {
  readonly seconds: number;
  /** When it is used up, in milliseconds since the epoch. */
  readonly endsAt: number;
}

/** undefined for a phase without a budget, or that was not entered yet. */
export function budgetOf(
  { spec, status }: Pick<ClusterPivot, 'spec' | 'status'>,
  phase: ShownPhase,
): Budget | undefined {
  const seconds = budgetSeconds(phase, spec.timeouts);
  // As long as something gets done, it may take longer.
  const since = lastProgress(status, phase);
  return seconds === undefined || since === undefined ? undefined : { seconds, endsAt: since + seconds * 1000 };
}

/** When something was last got done in a phase, its beginning included, in milliseconds since the epoch. */
export function lastProgress(
  { phases = [], progress }: Pick<PivotStatus, 'phases' | 'progress'>,
  phase: ShownPhase,
): number | undefined {
  const start = phases.find(({ name }) => name === phase)?.startTime;
  return start === undefined ? undefined : Math.max(Date.parse(start), Date.parse(progress?.lastTime ?? start));
}

function budgetSeconds(phase: ShownPhase, timeouts: PivotSpec['timeouts']): number | undefined {
  const budgets: Partial<Record<Phase, number>> = {
    Preparing: timeouts.preparingSeconds,
    Quiescing: timeouts.quiescingSeconds,
    HandingOver: timeouts.handingOverSeconds,
    Copying: timeouts.copyingSeconds,
    Verifying: timeouts.copyingSeconds,
  };
  return phase === 'RollingBack' || phase === 'RolledBack' ? undefined : budgets[phase];
}
