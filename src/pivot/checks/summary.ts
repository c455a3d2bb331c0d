/** Answers of checks → what `status` shows of them: the numbers, and each that did not pass. */
import type { PivotStatus } from '../../api/clusterpivot.ts';
import { type CheckResult, type Outcome, runbookOf } from './check.ts';

/** More of them would say no more. */
const mostShown = 100;
const longestMessage = 4000;
const order: readonly Outcome[] = ['Failure', 'Warning', 'Pending'];

export function summarize(results: readonly CheckResult[]): NonNullable<PivotStatus['checks']> {
  const count = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).length;
  return {
    passed: count('Pass'),
    pending: count('Pending'),
    warnings: count('Warning'),
    failed: count('Failure'),
    results: results
      .flatMap(({ check, outcome, message = '' }) =>
        outcome === 'Pass'
          ? []
          : [{ check, outcome, message: message.slice(0, longestMessage), runbook: runbookOf(check) }],
      )
      .toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome))
      .slice(0, mostShown),
  };
}
