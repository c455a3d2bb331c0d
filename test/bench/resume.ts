/**
 * How long does a pivot stand still when its operator is killed, or ended gracefully? On the testbed, from the kill to the first
 * status that answers a change of the spec: `npm run bench:resume`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestbedCluster } from '../../testbed/cluster.ts';
import { followPivot } from '../e2e/pivot-follower.ts';
import { applyPivot, clusterName, namespace, patchPivot, testbedForPivot } from '../e2e/testbed-pivot.ts';

const own = '--namespace=clusterpivot-system';
const selector = '--selector=app.kubernetes.io/component=operator';
/** As the command says: `npm run bench:resume -- 3`. */
const rounds = Number(process.argv[2] ?? 5);

const ways: Readonly<Record<string, (source: TestbedCluster) => Promise<unknown>>> = {
  'kill -9 of the process': async (source) => source.exec(['pkill', '-KILL', '-f', '^node /app/operator.mjs']),
  'kill -9 and the Pod deleted by force': async (source) => {
    await source.exec(['pkill', '-KILL', '-f', '^node /app/operator.mjs']);
    await source.kubectl(['delete', 'pods', own, selector, '--force', '--grace-period=0']);
  },
  'graceful stop (the Pod deleted)': async (source) =>
    source.kubectl(['delete', 'pods', own, selector, '--wait=false']),
};

const testbed = await testbedForPivot();
const { source } = testbed;
await using pivot = followPivot(source, namespace, clusterName);
// Quiescing holds for as long as the rounds take, and every status is written there.
await applyPivot(testbed, { gates: { steadySeconds: 3600, holdSeconds: 3, soakSeconds: 10 } });
await pivot.until('Quiescing', (seen) => seen?.status.phase === 'Quiescing');
let soakSeconds = 10;
for (const [way, end] of Object.entries(ways)) {
  const taken: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await end(source);
    const began = performance.now();
    soakSeconds += 1;
    await patchPivot(source, { spec: { gates: { soakSeconds } } });
    const isAnswered = (seen: ReturnType<typeof pivot.last>) =>
      seen?.spec.gates.soakSeconds === soakSeconds && seen.status.observedGeneration === seen.metadata.generation;
    await pivot.until('an answer', isAnswered, 120);
    taken.push((performance.now() - began) / 1000);
    // The kubelet waits longer before each restart of a container that keeps ending; another Pod begins anew.
    await source.kubectl(['delete', 'pods', own, selector]);
    await source.kubectl(['rollout', 'status', own, 'deployment/clusterpivot-operator', '--timeout=120s']);
    await sleep(20_000);
  }
  const sorted = taken.toSorted((a, b) => a - b).map((seconds) => seconds.toFixed(1));
  process.stdout.write(`${way}: ${sorted.join(', ')} s\n`);
}
