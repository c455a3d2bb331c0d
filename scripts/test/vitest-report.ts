/** Counts the tests of a vitest run from its JSON report and from how the process ended: neither alone tells the truth. */
import { relative } from 'node:path';
import { z } from 'zod';
import { type Finding, failedOnce } from './summary.ts';

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

type TestFile = z.infer<typeof reportSchema>['testResults'][number];

const shownNotes = 10;

/**
 * `report` is undefined when vitest wrote none; `problem` says why the process is no success, and is undefined when it is.
 * A file that could not be run counts as one failed test, and so does a run that failed without a failed test.
 */
export function countTests(report: string | undefined, problem: string | undefined, root: string): Finding {
  const parsed = reportSchema.safeParse(readJson(report));
  if (!parsed.success) {
    return failedOnce(
      `vitest ended without a report${problem === undefined ? '' : ` (${problem})`}; see its output above`,
    );
  }
  const files = parsed.data.testResults;
  const tests = files.flatMap((file) =>
    file.assertionResults.map(({ fullName, status }) => ({
      status,
      title: `${relative(root, file.name)}: ${fullName}`,
    })),
  );
  const passed = tests.filter(({ status }) => status === 'passed');
  const skipped = tests.filter(({ status }) => status === 'skipped' || status === 'todo');
  // "failed", and whatever says that a test was begun or waited for and never ended.
  const failed = tests.filter((test) => !passed.includes(test) && !skipped.includes(test));
  const broken = files.filter(isBroken).map(({ name, message }) => {
    // vitest has no message for a hook inside of a describe.
    const why = message.split('\n', 1)[0] || 'a hook of it failed; see its output above';
    return `${relative(root, name)}: ${why}`;
  });
  const failures = [...failed.map(({ title }) => title), ...broken];
  if (failures.length === 0 && problem !== undefined) {
    failures.push(`vitest found an error outside of tests (${problem}); see its output above`);
  }
  if (failures.length === 0 && tests.length === 0) failures.push('no test was found');
  return {
    passed: passed.length,
    failed: failures.length,
    skipped: skipped.length,
    notes: [
      ...some('failed', failures),
      ...some(
        'skipped',
        skipped.map(({ title }) => title),
      ),
    ],
  };
}

/** Failed in itself: it did not load, or a hook threw. */
function isBroken({ status, assertionResults }: TestFile): boolean {
  return status === 'failed' && !assertionResults.some((test) => test.status === 'failed' || test.status === 'pending');
}

function readJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function some(what: string, titles: readonly string[]): string[] {
  const more = titles.length - shownNotes;
  const notes = titles.slice(0, shownNotes).map((title) => `${what}: ${title}`);
  return more > 0 ? [...notes, `${what}: and ${more} more`] : notes;
}
