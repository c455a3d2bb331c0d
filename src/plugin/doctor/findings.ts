/** Checks with their answers, as people and as programs read them. */
import { type CheckResult, type Outcome, runbookOf } from '../../pivot/checks/check.ts';
import { type Format, paint, wrap } from '../text.ts';

const marks: Readonly<Record<Outcome, readonly [format: Format, mark: string, word: string]>> = {
  Pass: ['green', '✔', 'pass'],
  Warning: ['yellow', '!', 'warning'],
  Failure: ['red', '✘', 'failure'],
  Pending: ['cyan', '?', 'open'],
};
const order: readonly Outcome[] = ['Pass', 'Pending', 'Warning', 'Failure'];

export interface Width {
  readonly columns: number;
  readonly colours: boolean;
}

/** The worst last: below a long list that is what one sees. */
export function findingLines(results: readonly CheckResult[], { columns, colours }: Width): readonly string[] {
  const sorted = results.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
  return sorted.flatMap(({ check, outcome, message = '' }) => {
    const [format, mark, word] = marks[outcome];
    const head = `${paint(colours, format, `${mark} ${word.padEnd(7)}`)}  ${check}`;
    if (outcome === 'Pass') return [head];
    const said = [...wrap(message, columns - 4), runbookOf(check)];
    return [head, ...said.map((line) => `    ${line}`.trimEnd())];
  });
}

/** `52 passed, 1 warns, 2 failed, 3 are open`. */
export function summaryLine(results: readonly CheckResult[]): string {
  const count = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).length;
  return `${count('Pass')} passed, ${count('Failure')} failed, ${count('Warning')} warn, ${count('Pending')} open`;
}

export function findingObjects(results: readonly CheckResult[]): readonly object[] {
  return results.map(({ check, outcome, reason, message, objects }) => ({
    check,
    outcome,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    ...(objects === undefined ? {} : { objects }),
    ...(outcome === 'Pass' ? {} : { runbook: runbookOf(check) }),
  }));
}
