/** Runs the real Bare Metal Operator in fixture mode for a Pod of its Deployment, with the rights of its own account. */
import { mkdir, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts, start } from '../../env/child-process.ts';
import type { RunningProgram } from './running-program.ts';

export interface BareMetalOperatorParts {
  readonly program: string;
  /** YAML, of its own account. */
  readonly kubeconfig: string;
}

const pollMs = 50;

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = get({ host: '127.0.0.1', port, path: '/readyz', agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on('error', () => resolve(false));
  });
}

export async function runBareMetalOperator(
  { program, kubeconfig }: BareMetalOperatorParts,
  folder: string,
): Promise<RunningProgram> {
  const [health = 0] = await freePorts(1);
  const config = join(folder, 'kubeconfig');
  await mkdir(folder, { recursive: true });
  await writeFile(config, kubeconfig, { mode: 0o600 });
  const running = await start(
    [
      program,
      '--test-mode',
      `--kubeconfig=${config}`,
      `--health-addr=127.0.0.1:${health}`,
      // No metrics, and no webhook: nobody asks it.
      '--metrics-addr=0',
      '--webhook-port=0',
      '--kube-api-qps=200',
      '--kube-api-burst=400',
    ],
    join(folder, 'log'),
    { env: { GOMAXPROCS: '2' } },
  );
  let gone = false;
  const ended = running.exited.then((exit) => {
    gone = true;
    return { exit };
  });
  const ready = (async () => {
    while (!(await answers(health))) {
      if (gone) return new Promise<void>(() => undefined);
      await sleep(pollMs);
    }
  })();
  return { ready, ended, stop: async () => running.stop(), kill: async () => running.stop('SIGKILL') };
}
