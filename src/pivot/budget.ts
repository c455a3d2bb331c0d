/** Until when may a pivot stay in a phase that can be rolled back? */
import type { ClusterPivot } from '../api/clusterpivot.ts';
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
  const start = status.phases?.find(({ name }) => name === phase)?.startTime;
  if (seconds === undefined || start === undefined) return undefined;
  // As long as something gets done, it may take longer.
  const since = Math.max(Date.parse(start), Date.parse(status.progress?.lastTime ?? start));
  return { seconds, endsAt: since + seconds * 1000 };
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
