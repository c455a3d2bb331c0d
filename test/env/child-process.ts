/** A server program as a child process of the tests: its output in a file, gone when we are. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';

export interface Program {
  readonly pid: number;
  /** Undefined while it runs; else how it ended, with the last lines that it wrote. */
  ended(): Promise<string | undefined>;
  /** SIGTERM, then SIGKILL after 10 s; resolves when it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export async function start(argv: readonly [string, ...string[]], logFile: string): Promise<Program> {
  const log = await open(logFile, 'a');
  const [command, ...args] = argv;
  const child = spawn(command, args, { stdio: ['ignore', log.fd, log.fd] });
  // Listened for at once: the event comes on the next turn.
  const failed = new Promise<string>((resolve) => child.once('error', (error) => resolve(error.message)));
  const spawned = new Promise<void>((resolve) => child.once('spawn', resolve));
  const onExit = () => child.kill('SIGKILL');
  process.once('exit', onExit);
  child.once('exit', () => process.off('exit', onExit));
  await Promise.race([spawned, failed]);
  await log.close();
  return {
    pid: child.pid ?? 0,
    ended: async () => {
      if (isRunning(child)) return undefined;
      const lines = (await readFile(logFile, 'utf8')).trimEnd().split('\n').slice(-15);
      return `${command} ended (${child.signalCode ?? child.exitCode ?? (await failed)}):\n${lines.join('\n')}`;
    },
    stop: async (signal = 'SIGTERM') => {
      if (!isRunning(child)) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      const force = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await gone;
      clearTimeout(force);
    },
  };
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** Ports on 127.0.0.1 that nobody listens on; held together, so that they differ. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has an address with a port');
    return address.port;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
