/** Which phases ended between two statuses? A phase that was entered again ends again, with all its time. */
import type { PivotStatus } from '../api/clusterpivot.ts';

export interface EndedPhase {
  readonly name: string;
  readonly startTime: string;
  readonly endTime: string;
}

export function endedPhases(before: PivotStatus, after: PivotStatus): readonly EndedPhase[] {
  return (after.phases ?? []).flatMap(({ endTime, ...phase }) => {
    const known = before.phases?.find(({ name }) => name === phase.name)?.endTime;
    return endTime === undefined || endTime === known ? [] : [{ ...phase, endTime }];
  });
}
