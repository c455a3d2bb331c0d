/** Does the pivot by hand, showing it, and watches the hosts afterwards. */
import { setTimeout as sleep } from 'node:timers/promises';
import { bareMetalHosts, secrets } from '../../src/api/resources.ts';
import { connect } from '../../src/kube/connect.ts';
import { print, type Shell } from '../../src/plugin/shell.ts';
import { openStage } from '../../src/plugin/watch/stage.ts';
import type { Testbed } from '../testbed.ts';
import { credentialsName } from '../witness/host-status.ts';
import { missingForRestored } from '../witness/restored.ts';
import { hostsOf, type Snapshot } from '../witness/snapshot.ts';
import type { Witness } from '../witness/witness.ts';
import { handStepsFor, runHandStep } from './by-hand.ts';
import { followHosts } from './follow-hosts.ts';
import { handScene } from './hand-scene.ts';

export interface HandRun {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** What the command that failed said, when one did. The rest was not run. */
  readonly failure: string | undefined;
}

/** Its moments and words are written as it runs. */
interface Task {
  readonly name: string;
  says: string;
  readonly run: (say: (text: string) => void) => Promise<void>;
  begunAt?: number;
  endedAt?: number;
  failed?: boolean;
}

export interface HandOptions {
  readonly namespace: string;
  /** How long the hosts are watched after they are back. */
  readonly watchSeconds: number;
  readonly witness: Witness;
}

export async function runByHand(testbed: Testbed, options: HandOptions, shell: Shell): Promise<HandRun> {
  const { namespace, watchSeconds, witness } = options;
  const steps = await handStepsFor(testbed, testbed.repository, namespace);
  const tasks: readonly Task[] = [
    ...steps.map((step) => ({ name: step.title, says: step.shown, run: async () => runHandStep(step) })),
    {
      name: 'wait for the hosts',
      says: 'until each is as it was, in the target',
      run: hostsBack(testbed, namespace, witness.before),
    },
    { name: 'watch them', says: `for ${watchSeconds} s`, run: async () => sleep(watchSeconds * 1000) },
  ];
  print(shell, 'The commands, one after the other:', ...steps.map(({ shown }) => `  ${shown}`), '');
  const startedAt = Date.now();
  const stage = openStage(shell);
  const hosts = followHosts(testbed, namespace);
  const endpoint =
    witness.endpoint === undefined
      ? undefined
      : { address: testbed.places.endpoint, sightings: witness.endpoint.sightings };
  const show = () => stage.show(handScene(tasks, { now: Date.now(), startedAt, hosts: hosts.now(), endpoint }));
  const redraw = setInterval(show, stage.frameMs);
  try {
    const failure = await runInOrder(tasks);
    return { startedAt, endedAt: Date.now(), failure };
  } finally {
    clearInterval(redraw);
    show();
    stage.close();
    await hosts.stop();
  }
}

/** Until one fails; what it said. */
async function runInOrder(tasks: readonly Task[]): Promise<string | undefined> {
  for (const task of tasks) {
    task.begunAt = Date.now();
    try {
      await task.run((text) => (task.says = text));
    } catch (error) {
      task.failed = true;
      return error instanceof Error ? error.message : String(error);
    } finally {
      task.endedAt = Date.now();
    }
  }
  return undefined;
}

const pollMs = 250;
const patienceMs = 180_000;

/** Ends when every host is back, or after three minutes all the same: what then is missing is for the witness to say. */
function hostsBack({ target }: Testbed, namespace: string, before: Snapshot): Task['run'] {
  return async (say) => {
    const client = connect({ kubeconfigFile: target.kubeconfigPath });
    const deadline = performance.now() + patienceMs;
    try {
      while (performance.now() < deadline) {
        const [hosts, secretList] = await Promise.all([
          client.list(bareMetalHosts, { namespace }),
          client.list(secrets, { namespace }),
        ]);
        const versions = new Map(secretList.items.map(({ metadata }) => [metadata.name, metadata.resourceVersion]));
        const missing = hostsOf(before.source).flatMap((was) => {
          const is = hosts.items.find(({ metadata }) => metadata.name === was.metadata.name);
          const why =
            is === undefined ? 'it is not there' : missingForRestored(was, is, versions.get(credentialsName(was)));
          return why === undefined ? [] : [`${was.metadata.name}: ${why}`];
        });
        if (missing.length === 0) return;
        say(`${missing.length} are not back; ${missing[0]}`);
        await sleep(pollMs);
      }
    } finally {
      await client.close();
    }
  };
}
