/** One question of Preflight, and its answer. */
import type { Reason } from '../../api/conditions.ts';
import type { Observation } from '../observation.ts';
import type { Violation } from '../result.ts';

export type Severity = 'Failure' | 'Warning';

/** Cannot be answered before Preparing has made something; says what. */
export interface Pending {
  readonly pending: string;
}

export type Answer = Violation | Pending | undefined;

export interface Check {
  /** What holds when it passes: `HostsSteady`. */
  readonly name: string;
  /** When it passes, as docs/checks.md tells it. */
  readonly predicate: string;
  /** Whose rule it is. */
  readonly source: string;
  /** A warning is told, and does not hold the pivot up. */
  readonly severity: Severity;
  /** undefined: it passes. */
  readonly ask: (observation: Observation) => Answer;
}

/** A check in one line of a table; whether it holds a pivot up is said of all of the table. */
export type Row = readonly [name: string, ask: Check['ask'], predicate: string, source: string];

export function checksOf(rows: readonly Row[], severity: Severity): readonly Check[] {
  return rows.map(([name, ask, predicate, source]) => ({ name, ask, predicate, source, severity }));
}

export type Outcome = 'Pass' | 'Pending' | Severity;

export interface CheckResult {
  readonly check: string;
  readonly outcome: Outcome;
  readonly reason?: Reason;
  /** The object, what was seen, and what would satisfy the check; for one that is pending, what it waits for. */
  readonly message?: string;
  readonly objects?: readonly string[];
}

/** Asks every check, whatever the others say. */
export function askAll(checks: readonly Check[], observation: Observation): readonly CheckResult[] {
  return checks.map(({ name, severity, ask }): CheckResult => {
    const answer = ask(observation);
    if (answer === undefined) return { check: name, outcome: 'Pass' };
    if ('pending' in answer) return { check: name, outcome: 'Pending', message: answer.pending };
    return { check: name, outcome: severity, ...answer };
  });
}

export function pending(what: string): Pending {
  return { pending: what };
}

/** Where the documentation tells what a check means, and what to do. */
export function runbookOf(check: string): string {
  return `docs/runbook/preflight.md#${check.toLowerCase()}`;
}
