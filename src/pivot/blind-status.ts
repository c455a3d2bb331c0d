/** The status of a pivot that cannot be judged now, because the source cannot be read: what was known stays, and why is said. */
import { type ClusterPivot, conditionsOf, isOver, type PivotStatus } from '../api/clusterpivot.ts';
import { type Draft, readyCondition, reasons, reconcilingCondition, stalledCondition } from '../api/conditions.ts';
import { longestText, type Violation } from './result.ts';
import { transition } from './status.ts';

export interface Blindness {
  readonly violation: Violation;
  /** Only a human can end it. */
  readonly stalled: boolean;
}

/** A pivot that is over stays over, whatever can be read: nothing is taken back. */
export function blindStatus(pivot: ClusterPivot, { violation, stalled }: Blindness, now: number): PivotStatus {
  if (isOver(pivot.status)) return pivot.status;
  const message = violation.message.slice(0, longestText);
  const { reason } = violation;
  const summary: readonly Draft[] = [
    { type: readyCondition, status: 'False', reason, message },
    { type: reconcilingCondition, status: stalled ? 'False' : 'True', reason, message },
    {
      type: stalledCondition,
      status: stalled ? 'True' : 'False',
      reason: stalled ? reason : reasons.Met,
      message: stalled ? message : '',
    },
  ];
  const told = summary.map((draft) => transition(pivot, draft, now));
  const others = conditionsOf(pivot.status).filter(({ type }) => summary.every((draft) => draft.type !== type));
  return {
    ...pivot.status,
    observedGeneration: pivot.metadata.generation ?? 0,
    message,
    conditions: [...told, ...others],
  };
}
