/** The shell of a real process: its streams, its files, its person. */
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import type { WriteStream } from 'node:tty';
import { createLogUpdate } from 'log-update';
import { systemClock } from '../kube/clock.ts';
import { connectAsUser } from '../kube/users-kubeconfig.ts';
import type { Output, Picture, Shell } from './shell.ts';

/** Of a process; whoever has another use for its standard output gives another stream for it. */
export interface Surroundings extends Pick<NodeJS.Process, 'argv' | 'env' | 'stdin'> {
  readonly stdout: WriteStream;
  readonly stderr: WriteStream;
}

export function processShell({ argv, env, stdin, stdout, stderr }: Surroundings): Shell {
  let interrupted: AbortSignal | undefined;
  return {
    argv: argv.slice(2),
    clock: systemClock,
    out: output(stdout),
    err: output(stderr),
    openPicture: () => picture(stdout),
    connect: ({ timeoutMs, ...choice }) =>
      connectAsUser(
        { ...choice, files: env['KUBECONFIG'] },
        timeoutMs === undefined || timeoutMs === 0 ? {} : { limits: { timeoutMs } },
      ),
    ask: async (question) => {
      if (!stdin.isTTY || !stderr.isTTY) return undefined;
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        return await lines.question(question);
      } finally {
        lines.close();
      }
    },
    readFile: async (path) => (path === '-' ? text(stdin) : readFile(path, 'utf8')),
    writeFile: async (path, content) => {
      if (path === '-') stdout.write(content);
      else await writeFile(path, content, { mode: 0o600 });
    },
    interruption: () => (interrupted ??= interruption()),
  };
}

function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

function output(stream: WriteStream): Output {
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY,
    get columns() {
      return stream.columns ?? 80;
    },
    get rows() {
      return stream.rows ?? 24;
    },
    // NO_COLOR is respected by Node's own stream.
    colours: stream.isTTY && stream.hasColors(),
  };
}

function picture(stream: WriteStream): Picture {
  const update = createLogUpdate(stream);
  return { show: (lines) => update(lines.join('\n')), done: () => update.done() };
}
