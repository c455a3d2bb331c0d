/** Kills the operator as hard as it can be killed: its process, and its Pod, so that the kubelet does not wait before the next. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestbedCluster } from '../../testbed/cluster.ts';

const namespace = '--namespace=clusterpivot-system';
const selector = '--selector=app.kubernetes.io/component=operator';
const pollMs = 200;
const patienceMs = 90_000;

/** Whether the Pod that is there is the leader: one that only waits to lead does no work that a kill could interrupt. */
async function leads(source: TestbedCluster): Promise<boolean> {
  const [holder, pods] = await Promise.all([
    source.kubectl(['get', 'lease', 'clusterpivot-operator', namespace, '--output=jsonpath={.spec.holderIdentity}']),
    source.kubectl(['get', 'pods', namespace, selector, '--output=jsonpath={.items[*].metadata.name}']),
  ]);
  return pods.split(' ').some((pod) => pod !== '' && holder.startsWith(`${pod}_`));
}

/** Resolves when a leading process is dead; the Deployment starts another at once. */
export async function killOperator(source: TestbedCluster): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await leads(source).catch(() => false))) {
    if (performance.now() > deadline) throw new Error(`no operator has led for ${patienceMs / 1000} s`);
    await sleep(pollMs);
  }
  await source.exec(['pkill', '-KILL', '-f', '^node /app/operator.mjs']);
  await source.kubectl(['delete', 'pods', namespace, selector, '--force', '--grace-period=0']);
}
