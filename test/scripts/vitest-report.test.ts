import { describe, expect, it } from 'vitest';
import { countTests } from '../../scripts/test/vitest-report.ts';

const root = '/project';

interface File {
  readonly name?: string;
  readonly message?: string;
  readonly broken?: boolean;
  readonly tests: Readonly<Record<string, string>>;
}

/** As vitest's JSON reporter writes it. */
function report(...files: readonly File[]): string {
  const testResults = files.map(({ name = 'a.test.ts', message = '', broken = message !== '', tests }) => ({
    name: `${root}/test/${name}`,
    message,
    status: broken || Object.values(tests).includes('failed') ? 'failed' : 'passed',
    assertionResults: Object.entries(tests).map(([fullName, status]) => ({ fullName, status, failureMessages: [] })),
  }));
  return JSON.stringify({ success: true, testResults });
}

describe('tests of a run', () => {
  it('are counted by how they ended', () => {
    const text = report({ tests: { one: 'passed', two: 'passed', three: 'skipped', four: 'todo' } });
    expect(countTests({ tests: text }, root)).toEqual({
      passed: 2,
      failed: 0,
      skipped: 2,
      notes: ['skipped: test/a.test.ts: three', 'skipped: test/a.test.ts: four'],
    });
  });

  it('that failed are named', () => {
    const text = report({ tests: { one: 'passed' } }, { name: 'b.test.ts', tests: { 'a host is lost': 'failed' } });
    expect(countTests({ tests: text, problem: 'exit code 1' }, root)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
      notes: ['failed: test/b.test.ts: a host is lost'],
    });
  });

  it('that were begun and never ended have failed', () => {
    const text = report({ tests: { one: 'passed', two: 'pending' } });
    expect(countTests({ tests: text, problem: 'exit code 1' }, root)).toMatchObject({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
  });

  it('are named only up to ten', () => {
    const tests = Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`test ${index}`, 'failed']));
    const { failed, notes } = countTests({ tests: report({ tests }), problem: 'exit code 1' }, root);
    expect(failed).toBe(13);
    expect(notes).toHaveLength(11);
    expect(notes.at(-1)).toBe('failed: and 3 more');
  });
});

describe('a run that went wrong outside of tests', () => {
  it('counts a file that did not load as one failed test', () => {
    const text = report({ tests: { one: 'passed' } }, { name: 'b.test.ts', message: 'Cannot find x\nat y', tests: {} });
    expect(countTests({ tests: text, problem: 'exit code 1' }, root)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
      notes: ['failed: test/b.test.ts: Cannot find x'],
    });
  });

  it('counts a hook that threw, although the tests behind it were only skipped', () => {
    const text = report({ broken: true, tests: { one: 'skipped' } });
    expect(countTests({ tests: text, problem: 'exit code 1' }, root)).toEqual({
      passed: 0,
      failed: 1,
      skipped: 1,
      notes: ['failed: test/a.test.ts: a hook of it failed; see its output above', 'skipped: test/a.test.ts: one'],
    });
  });

  it('has failed once for each error that belongs to no test, and names them', () => {
    const errors = JSON.stringify(['Error: read ECONNRESET, while test/a.test.ts ran', 'Error: no more']);
    const left = { tests: report({ tests: { one: 'passed' } }), errors, problem: 'exit code 1' };
    expect(countTests(left, root)).toEqual({
      passed: 1,
      failed: 2,
      skipped: 0,
      notes: [
        'failed: outside of tests: Error: read ECONNRESET, while test/a.test.ts ran',
        'failed: outside of tests: Error: no more',
      ],
    });
  });

  it('has failed when every test passed and vitest is not content all the same', () => {
    expect(countTests({ tests: report({ tests: { one: 'passed' } }), problem: 'exit code 1' }, root)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
      notes: ['failed: vitest is not content (exit code 1), and says of no test why; see its output above'],
    });
  });

  it('has failed when vitest ended well without a single test', () => {
    expect(countTests({ tests: report() }, root)).toMatchObject({
      passed: 0,
      failed: 1,
      notes: ['failed: no test was found'],
    });
  });

  it.each([
    ['no report', undefined, 'SIGKILL', ' (SIGKILL)'],
    [
      'half a report',
      '{"testResults":[{"na',
      'ended, since it was not done after 10 min',
      ' (ended, since it was not done after 10 min)',
    ],
    ['something else', '[]', undefined, ''],
  ])('has failed once when it left %s', (_, text, problem, shown) => {
    expect(countTests({ tests: text, problem }, root)).toEqual({
      passed: 0,
      failed: 1,
      skipped: 0,
      notes: [`failed: vitest ended without a report${shown}; see its output above`],
    });
  });
});
