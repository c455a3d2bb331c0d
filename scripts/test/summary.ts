/** What the checks of a test run came to, as the table and the last line that people and CI read. */

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** One check's result. Notes say in a line each what failed or was skipped, and why. */
export interface Finding extends Counts {
  readonly notes: readonly string[];
}

export interface Outcome extends Finding {
  readonly name: string;
  readonly seconds: number;
}

export const passedOnce: Finding = { passed: 1, failed: 0, skipped: 0, notes: [] };

export function failedOnce(reason: string): Finding {
  return { passed: 0, failed: 1, skipped: 0, notes: [`failed: ${firstLine(reason)}`] };
}

export function skippedOnce(reason: string): Finding {
  return { passed: 0, failed: 0, skipped: 1, notes: [`skipped: ${firstLine(reason)}`] };
}

export function total(all: readonly Counts[]): Counts {
  return all.reduce<Counts>(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** `N passed, N failed`, and `, N skipped` only if there were any. */
export function lastLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** A row for each check, each followed by its notes. */
export function table(outcomes: readonly Outcome[]): string {
  const rows = outcomes.flatMap(({ notes, ...outcome }) => [
    row([
      outcome.name,
      String(outcome.passed),
      String(outcome.failed),
      String(outcome.skipped),
      duration(outcome.seconds),
    ]),
    ...notes.map((note) => `    ${note}`),
  ]);
  return [row(['check', 'passed', 'failed', 'skipped', 'time']), ...rows].join('\n');
}

function row([name = '', ...cells]: readonly string[]): string {
  return `${name.padEnd(10)}${cells.map((cell) => cell.padStart(11)).join('')}`;
}

export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
