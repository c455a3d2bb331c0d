import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCommand } from '../../scripts/test/run-command.ts';

const node = process.execPath;
const options = { cwd: tmpdir(), limitMinutes: 1 };

it('says nothing of a program that ends well', async () => {
  expect(await runCommand([node, '-e', ''], options)).toBeUndefined();
});

it.each([
  ['its exit code', [node, '-e', 'process.exitCode = 3'] as const, 'exit code 3'],
  ['its signal', [node, '-e', 'process.kill(process.pid, "SIGKILL")'] as const, 'SIGKILL'],
  ['that it is not there', ['no-such-program'] as const, 'no-such-program could not be started'],
])('tells of a program that fails %s', async (_, argv, problem) => {
  expect(await runCommand([...argv], options)).toContain(problem);
});

it('ends a program that takes too long, and whatever it started', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clusterpivot-run-command-'));
  const file = join(folder, 'late');
  const child = `setTimeout(() => require('fs').writeFileSync(${JSON.stringify(file)}, ''), 2500)`;
  const parent = `require('child_process').spawn(${JSON.stringify(node)}, ['-e', ${JSON.stringify(child)}]); setInterval(() => {}, 1000)`;
  expect(await runCommand([node, '-e', parent], { cwd: folder, limitMinutes: 0.5 / 60 })).toContain('not done after');
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(existsSync(file)).toBe(false);
  await rm(folder, { recursive: true });
});
