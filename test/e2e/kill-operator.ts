/** Kills the operator as hard as it can be killed: its process, and its Pod, so that the kubelet does not wait before the next. */
import type { TestbedCluster } from '../../testbed/cluster.ts';

/** Resolves when the process is dead; the Deployment starts another at once. */
export async function killOperator(source: TestbedCluster): Promise<void> {
  await source.exec(['pkill', '-KILL', '-f', '^node /app/operator.mjs']);
  await source.kubectl([
    'delete',
    'pods',
    '--namespace=clusterpivot-system',
    '--selector=app.kubernetes.io/component=operator',
    '--force',
    '--grace-period=0',
  ]);
}
