/** Runs the demo as a user does, in a process of its own. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface DemoRun {
  readonly code: number | null;
  readonly lines: readonly string[];
}

/** Its output goes to this process's too, so that a run in CI can be followed. */
export async function runDemo(...args: readonly string[]): Promise<DemoRun> {
  const script = join(import.meta.dirname, '../../testbed/demo/main.ts');
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    process.stdout.write(chunk);
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.on('error', reject);
  child.on('close', resolve);
  return { code: await promise, lines: text.trimEnd().split('\n') };
}
