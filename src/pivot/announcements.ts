/** What changed between two statuses that is worth an Event: goals reached, waits that began, ends. */
import type { PivotStatus } from '../api/clusterpivot.ts';
import { conditionsOf } from '../api/clusterpivot.ts';
import {
  type Condition,
  phaseConditions,
  readyCondition,
  reasons,
  rolledBackCondition,
  sourceDisposableCondition,
  stalledCondition,
} from '../api/conditions.ts';
import { type Phase, phaseGoals, phases } from '../api/phases.ts';

export interface Announcement {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly action: string;
  readonly note: string;
}

/** Reasons that come and go with every step; the goals that they lead to are announced. */
const silent: readonly string[] = [
  reasons.InProgress,
  reasons.Met,
  reasons.WaitingForEarlierPhase,
  reasons.RollingBack,
];

/** In the order in which it happened. */
export function announcements(before: PivotStatus, after: PivotStatus): readonly Announcement[] {
  return [
    ...goalsReached(before, after),
    ...beginning(before, after),
    ...waiting(before, after),
    ...endings(before, after),
  ];
}

function find(status: PivotStatus, type: string): Condition | undefined {
  return conditionsOf(status).find((condition) => condition.type === type);
}

function becameTrue(before: PivotStatus, after: PivotStatus, type: string): boolean {
  return find(before, type)?.status !== 'True' && find(after, type)?.status === 'True';
}

function goalsReached(before: PivotStatus, after: PivotStatus): readonly Announcement[] {
  return phases.flatMap((phase): Announcement[] => {
    if (phase === 'Completed' || !becameTrue(before, after, phaseConditions[phase])) return [];
    return [{ type: 'Normal', reason: phaseConditions[phase], action: phase, note: phaseGoals[phase] }];
  });
}

function beginning(before: PivotStatus, after: PivotStatus): readonly Announcement[] {
  const { phase = '', message = '' } = after;
  if (before.phase === phase || phase === 'Completed' || phase === 'RolledBack') return [];
  if (phase === 'RollingBack') {
    return [{ type: 'Warning', reason: phase, action: phase, note: after.journal?.rollback?.cause ?? message }];
  }
  const goal = phases.find((name): name is Phase => name === phase);
  return goal === undefined
    ? []
    : [{ type: 'Normal', reason: phase, action: phase, note: `began; done when ${phaseGoals[goal]}` }];
}

/** A wait that began or whose cause changed; the numbers in its message may change every second. */
function waiting(before: PivotStatus, after: PivotStatus): readonly Announcement[] {
  const ready = find(after, readyCondition);
  const stalled = find(after, stalledCondition)?.status === 'True';
  if (ready === undefined || ready.status === 'True' || silent.includes(ready.reason)) return [];
  const previous = find(before, readyCondition)?.reason;
  if (previous === ready.reason && stalled === (find(before, stalledCondition)?.status === 'True')) return [];
  if (ready.reason === reasons.RolledBack) return [];
  return [
    { type: stalled ? 'Warning' : 'Normal', reason: ready.reason, action: after.phase ?? '', note: ready.message },
  ];
}

function endings(before: PivotStatus, after: PivotStatus): readonly Announcement[] {
  const ends: Announcement[] = [];
  for (const [type, reason] of [
    [readyCondition, reasons.PivotCompleted],
    [sourceDisposableCondition, sourceDisposableCondition],
    [rolledBackCondition, reasons.RolledBack],
  ] as const) {
    if (!becameTrue(before, after, type)) continue;
    ends.push({
      type: 'Normal',
      reason,
      action: after.phase ?? '',
      note: find(after, type)?.message || (after.message ?? ''),
    });
  }
  return ends;
}
