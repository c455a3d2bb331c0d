/** What changed between two statuses that is worth an Event: goals reached, waits that began, ends. */
import type { PivotStatus } from '../api/clusterpivot.ts';
import { conditionsOf, isOver } from '../api/clusterpivot.ts';
import {
  type Condition,
  endpointHeldCondition,
  phaseConditions,
  readyCondition,
  reasons,
  rolledBackCondition,
  sourceDisposableCondition,
  stalledCondition,
} from '../api/conditions.ts';
import { phaseGoals, phases } from '../api/phases.ts';
import { describeOwner, leftFrozen } from './gitops/owners.ts';
import { targetGoneInWords } from './left-in-target.ts';

export interface Announcement {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly action: string;
  readonly note: string;
}

/** Where a pivot may wait for others for long; elsewhere it waits for what it does itself, and the goals tell how far it is. */
const waitsForOthers: readonly string[] = ['Preflight', 'AwaitingApproval', 'Preparing', 'Quiescing', 'HandingOver'];

/** In the order in which it happened. */
export function announcements(before: PivotStatus, after: PivotStatus): readonly Announcement[] {
  return [
    ...goalsReached(before, after),
    ...wayBack(before, after),
    ...targetGone(before, after),
    ...endpoint(before, after),
    ...gitOps(before, after),
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
  // They were, but elsewhere and before.
  if (after.journal?.pivotedHere !== undefined) return [];
  return phases.flatMap((phase): Announcement[] => {
    if (phase === 'Completed' || !becameTrue(before, after, phaseConditions[phase])) return [];
    return [{ type: 'Normal', reason: phaseConditions[phase], action: phase, note: phaseGoals[phase] }];
  });
}

function wayBack(before: PivotStatus, after: PivotStatus): readonly Announcement[] {
  const cause = after.journal?.rollback?.cause;
  if (cause === undefined || before.journal?.rollback !== undefined) return [];
  return [{ type: 'Warning', reason: reasons.RollingBack, action: 'RollingBack', note: cause }];
}

/** Before it can be forgotten: whoever starts that cluster again may not know of this pivot. */
function targetGone(before: PivotStatus, after: PivotStatus): readonly Announcement[] {
  const gone = after.journal?.rollback?.targetGone;
  if (gone === undefined || before.journal?.rollback?.targetGone !== undefined) return [];
  return [{ type: 'Warning', reason: reasons.TargetGone, action: 'RollingBack', note: targetGoneInWords(gone) }];
}

/** Held for the first time or again; lost after it was held, which blocks the commit. */
function endpoint(before: PivotStatus, after: PivotStatus): readonly Announcement[] {
  const [was, is] = [find(before, endpointHeldCondition), find(after, endpointHeldCondition)];
  if (is === undefined || is.status === was?.status || after.journal?.rollback !== undefined) return [];
  const action = after.phase ?? '';
  if (is.status === 'True') return [{ type: 'Normal', reason: endpointHeldCondition, action, note: is.message }];
  return was?.status === 'True' ? [{ type: 'Warning', reason: is.reason, action, note: is.message }] : [];
}

/** The owners that the pivot froze: when they were, and what became of them. */
function gitOps(before: PivotStatus, after: PivotStatus): readonly Announcement[] {
  const { gitOps: frozen, completedTime } = after.journal ?? {};
  if (frozen?.frozenTime === undefined) return [];
  const names = frozen.owners.map(describeOwner).join(', ');
  const action = after.phase ?? '';
  if (before.journal?.gitOps?.frozenTime === undefined) {
    return [{ type: 'Normal', reason: 'GitOpsFrozen', action, note: `frozen in the source: ${names}` }];
  }
  if (isOver(before) || !isOver(after)) return [];
  if (completedTime !== undefined && frozen.thawTime === undefined) {
    return [{ type: 'Warning', reason: 'GitOpsLeftFrozen', action, note: leftFrozen(frozen.owners) }];
  }
  return [{ type: 'Normal', reason: 'GitOpsThawed', action, note: `set in the source as before: ${names}` }];
}

/** A wait that began or whose cause changed; the numbers in its message may change every second. Ends tell of themselves. */
function waiting(before: PivotStatus, after: PivotStatus): readonly Announcement[] {
  if (becameTrue(before, after, rolledBackCondition)) return [];
  const ready = find(after, readyCondition);
  const stalled = find(after, stalledCondition)?.status === 'True';
  if (ready === undefined || ready.status === 'True' || ready.reason === reasons.InProgress) return [];
  const someoneInterferes = ready.reason === reasons.ThawedAgain;
  if (!stalled && !someoneInterferes && !waitsForOthers.includes(after.phase ?? '')) return [];
  const wasStalled = find(before, stalledCondition)?.status === 'True';
  if (find(before, readyCondition)?.reason === ready.reason && stalled === wasStalled) return [];
  return [
    { type: stalled ? 'Warning' : 'Normal', reason: ready.reason, action: after.phase ?? '', note: ready.message },
  ];
}

function endings(before: PivotStatus, after: PivotStatus): readonly Announcement[] {
  const ends: Announcement[] = [];
  for (const [type, reason] of [
    [readyCondition, find(after, readyCondition)?.reason ?? reasons.PivotCompleted],
    [sourceDisposableCondition, sourceDisposableCondition],
    [rolledBackCondition, reasons.RolledBack],
  ] as const) {
    if (!becameTrue(before, after, type)) continue;
    const stalled = find(after, stalledCondition);
    const [kind, told] =
      stalled?.status === 'True' ? (['Warning', stalled] as const) : (['Normal', find(after, type)] as const);
    ends.push({ type: kind, reason, action: after.phase ?? '', note: told?.message || (after.message ?? '') });
  }
  return ends;
}
