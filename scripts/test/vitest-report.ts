/** Counts the tests of a vitest run from its reports and from how the process ended: none alone tells the truth. */
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

const errorsSchema = z.array(z.string()).catch([]);

type TestFile = z.infer<typeof reportSchema>['testResults'][number];

const shownNotes = 10;

/** What a run left; a report is undefined when vitest wrote none. */
export interface Left {
  /** Its JSON report. */
  readonly tests?: string | undefined;
  /** Errors that belong to no test, as a JSON list of lines. */
  readonly errors?: string | undefined;
  /** Why the process is no success. */
  readonly problem?: string | undefined;
}

/** A file that could not be run counts as one failed test, and so do an error outside of tests and a run that failed without either. */
export function countTests({ tests: report, errors, problem }: Left, root: string): Finding {
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
  const outside = errorsSchema.parse(readJson(errors)).map((line) => `outside of tests: ${line}`);
  const failures = [...failed.map(({ title }) => title), ...broken, ...outside];
  if (failures.length === 0 && problem !== undefined) {
    failures.push(`vitest is not content (${problem}), and says of no test why; see its output above`);
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
