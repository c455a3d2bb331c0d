import { execFile } from 'node:child_process';
import { mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lineOf } from '../../scripts/test/outside-errors.ts';

const project = join(import.meta.dirname, '../..');
let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(await realpath(tmpdir()), 'outside-errors-'));
  await symlink(join(project, 'node_modules'), join(root, 'node_modules'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

it('an error that no test waits for is written down by a real run', { timeout: 60_000 }, async () => {
  await writeFile(
    join(root, 'stray.test.ts'),
    [
      "import { it } from 'vitest';",
      "it('passes', async () => {",
      "  void Promise.reject(new TypeError('torn off\\nand more'));",
      '  await new Promise((resolve) => setImmediate(resolve));',
      '});',
    ].join('\n'),
  );
  const reporter = join(project, 'scripts/test/outside-errors.ts');
  const file = join(root, 'outside.json');
  const args = ['run', '--root', root, `--reporter=${reporter}`, `--outputFile.outside=${file}`];
  const run = promisify(execFile)(process.execPath, [join(project, 'node_modules/vitest/vitest.mjs'), ...args]);
  await expect(run).rejects.toMatchObject({ code: 1 });
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual([
    expect.stringMatching(/^TypeError: torn off at stray\.test\.ts:3:\d+, while stray\.test\.ts ran$/),
  ]);
});

it('an error from our code is told with the place there, any other with the first it has', () => {
  const stack = ['Error: lost', '    at destroy (node:net:1:2)', '    at close (/project/src/kube/pool.ts:3:4)'];
  const message = 'lost';
  expect(lineOf({ message, stack: stack.join('\n') }, '/project')).toBe('Error: lost at close (src/kube/pool.ts:3:4)');
  expect(lineOf({ message, stack: stack.slice(0, 2).join('\n') }, '/project')).toBe(
    'Error: lost at destroy (node:net:1:2)',
  );
});

it('an error without a name or a place is told by what it says', () => {
  expect(lineOf({ message: 'lost' }, '/project')).toBe('Error: lost');
});
