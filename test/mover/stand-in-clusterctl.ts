/** A stand-in for clusterctl: a real process that says the lines it is told, and then ends, hangs, or is hard to end. */
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface StandIn {
  readonly folder: string;
  readonly path: string;
  /** How it was called; undefined when it never was. */
  called():
    | { readonly pid: number; readonly args: readonly string[]; readonly env: Record<string, string> }
    | undefined;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface StandInScript {
  readonly stderr: readonly string[];
  readonly stdout?: readonly string[];
  /** After the lines: an exit code, or `hang` to live on whatever polite signal comes. */
  readonly end: number | 'hang';
}

export async function standInClusterctl({ stderr, stdout = [], end }: StandInScript): Promise<StandIn> {
  const folder = await mkdtemp(join(tmpdir(), 'mover-stand-in-'));
  const path = join(folder, 'stand-in-clusterctl.mjs');
  const callFile = join(folder, 'called.json');
  const text = (lines: readonly string[]) => JSON.stringify(lines.map((line) => `${line}\n`).join(''));
  const script = `#!${process.execPath}
import { writeFileSync, writeSync } from 'node:fs';
process.on('SIGTERM', () => {});
writeFileSync(${JSON.stringify(callFile)}, JSON.stringify({ pid: process.pid, args: process.argv.slice(2), env: process.env }));
writeSync(1, ${text(stdout)});
writeSync(2, ${text(stderr)});
${end === 'hang' ? 'setInterval(() => {}, 1_000_000);' : `process.exitCode = ${end};`}
`;
  await writeFile(path, script);
  await chmod(path, 0o755);
  return {
    folder,
    path,
    called: () => {
      try {
        return JSON.parse(readFileSync(callFile, 'utf8'));
      } catch {
        return undefined;
      }
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
