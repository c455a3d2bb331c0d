/** How a list of conditions changes when one of them is reported anew. */

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
}

export type Report = Omit<Condition, 'lastTransitionTime'>;

export function report(type: string, status: boolean, reason: string, message = ''): Report {
  return { type, status: status ? 'True' : 'False', reason, message };
}

/**
 * The conditions with the reports applied, ordered by type. The transition time of a condition whose status stays is kept,
 * so that an unchanged report leaves the list deeply equal and nothing is written.
 */
export function withConditions(
  current: readonly Condition[] | undefined,
  reports: readonly Report[],
  now: string,
): readonly Condition[] {
  const byType = new Map((current ?? []).map((condition) => [condition.type, condition]));
  for (const next of reports) {
    const before = byType.get(next.type);
    const lastTransitionTime = before?.status === next.status ? before.lastTransitionTime : now;
    byType.set(next.type, { ...next, lastTransitionTime });
  }
  return [...byType.values()].sort((a, b) => a.type.localeCompare(b.type));
}
