/** Does the pivot by hand, showing it, and watches the hosts afterwards. */
import { setTimeout as sleep } from 'node:timers/promises';
import { bareMetalHosts, secrets } from '../../src/api/resources.ts';
import { connect } from '../../src/kube/connect.ts';
import type { Testbed } from '../testbed.ts';
import { credentialsName } from '../witness/host-status.ts';
import { missingForRestored } from '../witness/restored.ts';
import { hostsOf, type Snapshot } from '../witness/snapshot.ts';
import { handStepsFor, runHandStep } from './by-hand.ts';
import { followHosts } from './follow-hosts.ts';
import type { EndpointPlace, Step } from './scene.ts';
import type { Stage } from './stage.ts';

export interface HandRun {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** The command that failed and what it said, when one did. The rest was not run. */
  readonly failure: string | undefined;
}

interface Task {
  readonly name: string;
  readonly shown: string;
  /** May take its note back, such as to say what it waits for. */
  readonly run: (note: (text: string) => void) => Promise<void>;
}

/** Redrawn so often even when nothing happens, since seconds count on. */
const frameMs = 125;

export interface HandOptions {
  readonly namespace: string;
  readonly before: Snapshot;
  /** How long the hosts are watched after they are back. */
  readonly watchSeconds: number;
  readonly stage: Stage;
  /** Where Ironic's endpoint is now. */
  readonly endpoint: () => EndpointPlace | undefined;
}

export async function runByHand(testbed: Testbed, options: HandOptions): Promise<HandRun> {
  const { namespace, stage, endpoint } = options;
  const steps = await handStepsFor(testbed, testbed.repository, namespace);
  const tasks: readonly Task[] = [
    ...steps.map((step) => ({ name: step.title, shown: step.shown, run: async () => runHandStep(step) })),
    { name: 'wait for the hosts', shown: 'until each is as it was, in the target', run: hostsBack(testbed, options) },
    {
      name: 'watch them',
      shown: `for ${options.watchSeconds} s`,
      run: async () => sleep(options.watchSeconds * 1000),
    },
  ];
  const startedAt = Date.now();
  const times = new Map<string, { readonly start: number; end?: number; failed?: boolean; note: string }>();
  const stepOf = ({ name, shown }: Task): Step => {
    const time = times.get(name);
    if (time === undefined) return { name, state: 'waiting' };
    const seconds = ((time.end ?? Date.now()) - time.start) / 1000;
    const state = time.failed === true ? 'failed' : time.end === undefined ? 'running' : 'done';
    return { name, state, seconds, note: time.note === '' ? shown : time.note };
  };
  const show = () =>
    stage.show({
      title: 'A pivot by hand, as the book describes it',
      seconds: (Date.now() - startedAt) / 1000,
      steps: tasks.map(stepOf),
      hosts: hosts.places(),
      endpoint: endpoint(),
    });
  const hosts = followHosts(testbed, namespace, () => undefined);
  const redraw = setInterval(show, frameMs);
  let failure: string | undefined;
  try {
    for (const task of tasks) {
      const time: { start: number; end?: number; failed?: boolean; note: string } = { start: Date.now(), note: '' };
      times.set(task.name, time);
      try {
        await task.run((text) => (time.note = text));
        time.end = Date.now();
      } catch (error) {
        time.failed = true;
        failure = error instanceof Error ? error.message : String(error);
        break;
      }
    }
    return { startedAt, endedAt: Date.now(), failure };
  } finally {
    clearInterval(redraw);
    show();
    await hosts.stop();
  }
}

const pollMs = 250;
const patienceMs = 180_000;

/** Ends when every host is back, or after three minutes all the same: what then is missing is for the witness to say. */
function hostsBack({ target }: Testbed, { namespace, before }: HandOptions) {
  return async (note: (text: string) => void): Promise<void> => {
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
        note(`${missing.length} are not back; ${missing[0]}`);
        await sleep(pollMs);
      }
    } finally {
      await client.close();
    }
  };
}
