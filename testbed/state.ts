/** States of both clusters that are kept and gone back to: a reset takes seconds where an installation takes a minute. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestbedCluster } from './cluster.ts';
import { type PodView, readiness } from './pods.ts';

export type Clusters = readonly TestbedCluster[];

const pollMilliseconds = 300;
const patienceMilliseconds = 240_000;

/** Keeps what both clusters hold now under `name`. Nothing else may write to them meanwhile. */
export async function keepState(clusters: Clusters, name: string): Promise<void> {
  await Promise.all(clusters.map(async (cluster) => cluster.exec(['snapshot.sh', name])));
  await waitUntilSettled(clusters);
}

/** From here on the clusters are in none of the kept states, until one is kept or gone back to. */
export async function leaveState(clusters: Clusters): Promise<void> {
  await Promise.all(clusters.map(async (cluster) => cluster.exec(['rm', '--force', '/var/lib/kubernetes/current'])));
}

/** Names of the states that all clusters have kept. */
export async function keptStates(clusters: Clusters): Promise<readonly string[]> {
  const lists = await Promise.all(clusters.map(async (cluster) => cluster.exec(['ls', '/var/lib/kubernetes'])));
  const [first = [], ...rest] = lists.map((list) => list.split('\n').filter((name) => name.startsWith('etcd.')));
  return first.filter((name) => rest.every((names) => names.includes(name))).map((name) => name.slice('etcd.'.length));
}

/** The state that all clusters were last put into or kept as; undefined when there is none, or they differ. */
export async function currentState(clusters: Clusters): Promise<string | undefined> {
  const names = await Promise.all(
    clusters.map(async (cluster) => cluster.exec(['cat', '/var/lib/kubernetes/current']).catch(() => '')),
  );
  const [first = '', ...rest] = names.map((name) => name.trim());
  return first !== '' && rest.every((name) => name === first) ? first : undefined;
}

/**
 * Puts both clusters back to what keepState kept under `name`: all programs are killed and start anew from it. Clients of
 * before must be made anew as well, because resource versions go back too. Audit logs start empty.
 */
export async function goBackTo(clusters: Clusters, name: string): Promise<void> {
  await Promise.all(
    clusters.map(async (cluster) => {
      const since = Date.now();
      await cluster.exec(['reset.sh', name]);
      await untilItAnswers(cluster);
      await forgetLeaders(cluster);
      await untilPodsRun(cluster, since);
    }),
  );
}

/** Waits until the API servers answer and every Pod is ready. */
async function waitUntilSettled(clusters: Clusters): Promise<void> {
  await Promise.all(
    clusters.map(async (cluster) => {
      await untilItAnswers(cluster);
      await untilPodsRun(cluster, 0);
    }),
  );
}

/** The leaders of the kept state are gone; without their Leases their successors need not wait for them to expire. */
async function forgetLeaders(cluster: TestbedCluster): Promise<void> {
  const found = await cluster.kubectl(['get', 'leases', '--all-namespaces', '--output=json']);
  const { items } = JSON.parse(found) as { items: { metadata: { name: string; namespace: string } }[] };
  const leaders = items.filter(({ metadata }) => metadata.namespace !== 'kube-node-lease');
  await Promise.all(
    leaders.map(async ({ metadata: { name, namespace } }) =>
      cluster.kubectl(['delete', 'lease', name, `--namespace=${namespace}`, '--ignore-not-found']),
    ),
  );
}

async function untilItAnswers(cluster: TestbedCluster): Promise<void> {
  const deadline = performance.now() + patienceMilliseconds;
  for (;;) {
    const ready = await cluster
      .kubectl(['get', '--raw=/readyz', '--request-timeout=2s'])
      .catch((error: unknown) => error);
    if (ready === 'ok') return;
    if (performance.now() > deadline) {
      throw new Error(`the API server of ${cluster.name} does not become ready`, { cause: ready });
    }
    await sleep(pollMilliseconds);
  }
}

/** Ready is not enough after a reset: the kept state says so of Pods that were killed. They must have started `since` then. */
async function untilPodsRun(cluster: TestbedCluster, since: number): Promise<void> {
  const deadline = performance.now() + patienceMilliseconds;
  for (;;) {
    const { items } = JSON.parse(await cluster.kubectl(['get', 'pods', '--all-namespaces', '--output=json'])) as {
      items: PodView[];
    };
    const missing = items.map((pod) => readiness(pod, since)).filter((answer) => answer !== 'ready');
    if (missing.length === 0) return;
    if (performance.now() > deadline)
      throw new Error(`Pods of ${cluster.name} do not become ready: ${missing.join('; ')}`);
    await sleep(pollMilliseconds);
  }
}
