/** Runs a program with its output passed through, and ends it with all its children when it takes too long. */
import { type ChildProcess, spawn } from 'node:child_process';

/** A group of its own, so that a test run that hangs goes away with the servers that it started. */
function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It ended by itself.
  }
}

const graceSeconds = 15;

/** undefined when it ended with exit code 0; otherwise, in a few words, how it ended. */
export async function runCommand(
  argv: readonly [string, ...string[]],
  { cwd, limitMinutes }: { readonly cwd: string; readonly limitMinutes: number },
): Promise<string | undefined> {
  const [program, ...rest] = argv;
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const child = spawn(program, rest, { cwd, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    endGroup(child, 'SIGTERM');
    setTimeout(() => endGroup(child, 'SIGKILL'), graceSeconds * 1000).unref();
  }, limitMinutes * 60_000);
  const interrupted = (signal: NodeJS.Signals) => {
    endGroup(child, signal);
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupted);
  child.once('error', (error) => resolve(`${program} could not be started: ${error.message}`));
  child.once('exit', (code, signal) => {
    if (!late) return resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`));
    // What it started may be as stuck as it was.
    endGroup(child, 'SIGKILL');
    resolve(`ended, since it was not done after ${limitMinutes} min`);
  });
  try {
    return await promise;
  } finally {
    clearTimeout(limit);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, interrupted);
  }
}
