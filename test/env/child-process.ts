/** A server program as a child process of the tests: its output in a file, gone when we are. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';

export interface Program {
  readonly pid: number;
  /** Resolves when it is gone. */
  readonly exited: Promise<Exit>;
  /** Undefined while it runs; else how it ended, with the last lines that it wrote. */
  ended(): Promise<string | undefined>;
  /** SIGTERM, then SIGKILL after 10 s; resolves when it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** What ends those that still run when we end. */
const running = new Set<() => void>();
process.once('exit', () => {
  for (const kill of running) kill();
});

/** As the kernel tells it; both are null for a program that could not be started. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface StartOptions {
  /** All of its environment, when not ours. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Whether signals go to what it started, too. */
  readonly group?: boolean;
}

export async function start(
  argv: readonly [string, ...string[]],
  logFile: string,
  { env, group = false }: StartOptions = {},
): Promise<Program> {
  const log = await open(logFile, 'a');
  const [command, ...args] = argv;
  const stdio = ['ignore' as const, log.fd, log.fd];
  const child = spawn(command, args, { stdio, detached: group, ...(env === undefined ? {} : { env }) });
  // Listened for at once: the event comes on the next turn.
  const failed = new Promise<string>((resolve) => child.once('error', (error) => resolve(error.message)));
  const spawned = new Promise<void>((resolve) => child.once('spawn', resolve));
  const { promise: exited, resolve: gone } = Promise.withResolvers<Exit>();
  const send = (signal: NodeJS.Signals) => (group ? signalGroup(child, signal) : child.kill(signal));
  const kill = () => send('SIGKILL');
  running.add(kill);
  child.once('exit', (code, signal) => {
    running.delete(kill);
    gone({ code, signal });
  });
  child.once('error', () => {
    if (child.pid === undefined) gone({ code: null, signal: null });
  });
  await Promise.race([spawned, failed]);
  await log.close();
  return {
    pid: child.pid ?? 0,
    exited,
    ended: async () => {
      if (isRunning(child)) return undefined;
      const lines = (await readFile(logFile, 'utf8')).trimEnd().split('\n').slice(-15);
      return `${command} ended (${child.signalCode ?? child.exitCode ?? (await failed)}):\n${lines.join('\n')}`;
    },
    stop: async (signal = 'SIGTERM') => {
      if (!isRunning(child)) return;
      send(signal);
      const force = setTimeout(() => send('SIGKILL'), 10_000);
      await exited;
      clearTimeout(force);
    },
  };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // All of it has ended by itself.
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** Below those that the kernel gives to connections: one of them would take the port between our look and its use. */
const [firstPort, portCount] = [20_000, 10_000];

/** Ports on 127.0.0.1 that nobody listens on; held together, so that they differ. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenAnywhere));
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has an address with a port');
    return address.port;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

async function listenAnywhere(): Promise<Server> {
  for (;;) {
    const server = createServer().listen(firstPort + Math.floor(Math.random() * portCount), '127.0.0.1');
    try {
      await once(server, 'listening');
      return server;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    }
  }
}
