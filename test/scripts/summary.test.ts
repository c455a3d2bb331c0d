import { describe, expect, it } from 'vitest';
import { duration, failedOnce, lastLine, type Outcome, skippedOnce, table, total } from '../../scripts/test/summary.ts';

const none = { passed: 0, failed: 0, skipped: 0 };

describe('the last line', () => {
  it.each([
    [{ ...none, passed: 12 }, '12 passed, 0 failed'],
    [{ ...none, failed: 1 }, '0 passed, 1 failed'],
    [{ passed: 3, failed: 2, skipped: 1 }, '3 passed, 2 failed, 1 skipped'],
    [none, '0 passed, 0 failed'],
  ])('for %j is %s', (counts, line) => {
    expect(lastLine(counts)).toBe(line);
  });

  it('counts over all checks', () => {
    const all = [{ ...none, passed: 1 }, failedOnce('exit code 1'), skippedOnce('no Go'), { ...none, passed: 40 }];
    expect(lastLine(total(all))).toBe('41 passed, 1 failed, 1 skipped');
  });
});

describe('the table', () => {
  it('has a row for each check, and below it what failed or was skipped', () => {
    const outcomes: readonly Outcome[] = [
      { ...none, name: 'lint', passed: 1, seconds: 7.04, notes: [] },
      { ...failedOnce('SIGSEGV'), name: 'kube', seconds: 61 },
      { ...skippedOnce('no Docker engine\n  because: nobody may install one'), name: 'testbed', seconds: 0.2 },
    ];
    expect(table(outcomes).split('\n')).toEqual([
      'check          passed     failed    skipped       time',
      'lint                1          0          0      7.0 s',
      'kube                0          1          0  1 min 1 s',
      '    failed: SIGSEGV',
      'testbed             0          0          1      0.2 s',
      '    skipped: no Docker engine',
    ]);
  });
});

it.each([
  [0.04, '0.0 s'],
  [59.9, '59.9 s'],
  [60, '1 min 0 s'],
  [119.6, '2 min 0 s'],
  [3725, '62 min 5 s'],
])('%d seconds are shown as %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
