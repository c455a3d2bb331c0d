/** Follows the logs of all Pods of the Bare Metal Operator, also of those that come later, since a Pod takes its log with it. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { pods } from '../../src/api/resources.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';

export interface LogSource {
  readonly client: ClusterClient;
  /** Path of the kubectl program. */
  readonly kubectl: string;
  readonly kubeconfigPath: string;
  readonly namespace: string;
  readonly isOperatorPod: (name: string) => boolean;
}

export interface FollowedLogs {
  /** Ends following; the lines that were said since the start, in the order of their arrival. */
  stop(): Promise<readonly string[]>;
}

const pollMs = 500;
/** kubectl prints what the kubelet still had when it is asked to stop only if it gets the time. */
const lastWordsMs = 500;

/** Follows from now on. A Pod that is gone, or an API server that does not answer, is tried again until stopped. */
export function followLogs({ client, kubectl, kubeconfigPath, namespace, isOperatorPod }: LogSource): FollowedLogs {
  const lines: string[] = [];
  const since = new Date().toISOString();
  const followed = new Set<string>();
  const running = new Set<() => void>();
  const stopping = new AbortController();

  const follow = (pod: string): void => {
    if (followed.has(pod)) return;
    followed.add(pod);
    const child = spawn(
      kubectl,
      ['--kubeconfig', kubeconfigPath, 'logs', '--follow', `--namespace=${namespace}`, `--since-time=${since}`, pod],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const kill = () => void child.kill();
    running.add(kill);
    createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
    child.on('error', () => followed.delete(pod));
    child.on('close', (code) => {
      running.delete(kill);
      // Not started yet, or the stream broke: what is told twice is evidence once.
      if (code !== 0) followed.delete(pod);
    });
  };
  const poll = async (): Promise<void> => {
    const { items } = await client.list(pods, { namespace });
    for (const { metadata } of items) if (isOperatorPod(metadata.name)) follow(metadata.name);
  };
  const polling = (async () => {
    while (!stopping.signal.aborted) {
      await poll().catch(() => undefined);
      await sleep(pollMs);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await polling;
      await sleep(lastWordsMs);
      for (const kill of running) kill();
      return lines;
    },
  };
}
