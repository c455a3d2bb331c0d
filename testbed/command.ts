/** How the testbed runs other programs: no shell, output collected, failures that say what was run and what it said. */
import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Written to the program's standard input. */
  readonly input?: string;
}

const quotedLines = 15;

/** Runs a program to its end and gives its standard output. Fails with the end of its error output when its exit code is not 0. */
export async function run(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
  const [program, ...rest] = argv;
  if (program === undefined) throw new Error('no program to run: the argument list is empty');
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = spawn(program, rest, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.on('error', (error) =>
    reject(new Error(`${program} could not be started: ${error.message}`, { cause: error })),
  );
  child.on('close', (code, signal) => {
    const stdout = Buffer.concat(out).toString();
    if (code === 0) return resolve(stdout);
    const said = Buffer.concat(err.length > 0 ? err : out)
      .toString()
      .trimEnd()
      .split('\n')
      .slice(-quotedLines)
      .join('\n');
    reject(new Error(`${argv.join(' ')} ended with ${signal ?? `exit code ${code}`}:\n${said}`));
  });
  // A program that ends without reading its input is judged by its exit code, not by the broken pipe.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  return promise;
}

/** True when `program` answers to `argument`, by default --version. */
export async function isInstalled(program: string, argument = '--version'): Promise<boolean> {
  return run([program, argument]).then(
    () => true,
    () => false,
  );
}

/** `argv` as root: as it is for root, through sudo (which must not ask) for others. */
export function asRoot(argv: readonly string[]): readonly string[] {
  return process.getuid?.() === 0 ? argv : ['sudo', '--non-interactive', ...argv];
}
