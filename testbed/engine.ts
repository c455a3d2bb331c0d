/** How a Docker engine is found, installed or started, and talked to. */
import { spawn } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ContainerRuntimeClient, getContainerRuntimeClient } from 'testcontainers';
import { cacheRoot } from './cache.ts';
import { asRoot, isInstalled, run } from './command.ts';
import { type Progress, silent, timed } from './progress.ts';

/** The engine's API, as testcontainers found it. */
export type Engine = ContainerRuntimeClient['container']['dockerode'];

// There is no registry to pull testcontainers' helper images from; containers carry our own label and `down` removes them.
process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';

const startTimeoutSeconds = 60;

async function connect(): Promise<Engine | undefined> {
  try {
    const { dockerode } = (await getContainerRuntimeClient()).container;
    await dockerode.ping();
    return dockerode;
  } catch {
    return undefined;
  }
}

/** The engine if one answers, undefined if none does. Starts nothing. */
export async function findEngine(): Promise<Engine | undefined> {
  return connect();
}

async function installEngine(progress: Progress): Promise<void> {
  if (await isInstalled('dockerd')) return;
  await timed(progress, 'installing docker.io with apt-get', '1 min', async () => {
    await installPackages(['docker.io']);
  });
}

/** Installs Debian packages. Fails with what a person can do when that is not possible here. */
export async function installPackages(packages: readonly string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await run(asRoot(['apt-get', 'update']), { env });
    await run(asRoot(['apt-get', 'install', '--yes', '--no-install-recommends', ...packages]), { env });
  } catch (error) {
    throw new Error(
      `${packages.join(', ')} could not be installed with apt-get. Install it by hand, or run this as root or as a user whose sudo asks for no password`,
      { cause: error },
    );
  }
}

async function startEngine(): Promise<string> {
  const folder = join(cacheRoot(), 'engine');
  await mkdir(folder, { recursive: true });
  const logFile = join(folder, 'dockerd.log');
  const log = await open(logFile, 'a');
  const [program = 'dockerd', ...rest] = asRoot(['dockerd']);
  const child = spawn(program, rest, { detached: true, stdio: ['ignore', log.fd, log.fd] });
  child.on('error', () => undefined);
  child.unref();
  await log.close();
  return logFile;
}

/** The engine's API. When none answers, Debian's docker.io is installed if need be and its daemon started in the background. */
export async function ensureEngine(progress: Progress = silent): Promise<Engine> {
  const running = await connect();
  if (running !== undefined) return running;
  await installEngine(progress);
  return timed(progress, 'starting the Docker engine', '3 s', async () => {
    const logFile = await startEngine();
    for (let waited = 0; waited < startTimeoutSeconds; waited += 1) {
      await sleep(1000);
      const engine = await connect();
      if (engine !== undefined) return engine;
    }
    throw new Error(
      `no Docker engine answers ${startTimeoutSeconds} s after dockerd was started; its log is ${logFile}`,
    );
  });
}
