/** The status of a pivot that cannot be judged now, because the source cannot be read: what was known stays, and why is said. */
import { type ClusterPivot, conditionsOf, type PivotStatus } from '../api/clusterpivot.ts';
import { type Condition, readyCondition, reasons, reconcilingCondition, stalledCondition } from '../api/conditions.ts';
import { longestText, type Violation } from './result.ts';

export interface Blindness {
  readonly violation: Violation;
  /** Only a human can end it. */
  readonly stalled: boolean;
}

export function blindStatus(pivot: ClusterPivot, { violation, stalled }: Blindness, now: number): PivotStatus {
  const message = violation.message.slice(0, longestText);
  const { reason } = violation;
  const time = new Date(now).toISOString();
  const summary: readonly Omit<Condition, 'lastTransitionTime'>[] = [
    { type: readyCondition, status: 'False', reason, message },
    { type: reconcilingCondition, status: stalled ? 'False' : 'True', reason, message },
    {
      type: stalledCondition,
      status: stalled ? 'True' : 'False',
      reason: stalled ? reason : reasons.Met,
      message: stalled ? message : '',
    },
  ];
  const before = conditionsOf(pivot.status);
  const told = summary.map((draft): Condition => {
    const previous = before.find(({ type }) => type === draft.type);
    return {
      ...draft,
      observedGeneration: pivot.metadata.generation ?? 0,
      lastTransitionTime: previous?.status === draft.status ? previous.lastTransitionTime : time,
    };
  });
  const others = before.filter(({ type }) => summary.every((draft) => draft.type !== type));
  return {
    ...pivot.status,
    observedGeneration: pivot.metadata.generation ?? 0,
    message,
    conditions: [...told, ...others],
  };
}
