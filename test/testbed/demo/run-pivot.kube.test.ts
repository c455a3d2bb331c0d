/** Does the demo show a pivot as kubectl clusterpivot watch does, and end as it does? On a real API server, without an operator. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { buildKubeconfig } from '../../../src/kube/kubeconfig.ts';
import { connectAsUser } from '../../../src/kube/users-kubeconfig.ts';
import { exitCodes } from '../../../src/plugin/exit-codes.ts';
import { ensureBinaries } from '../../../testbed/binaries.ts';
import type { TestbedCluster } from '../../../testbed/cluster.ts';
import { run } from '../../../testbed/command.ts';
import { runPivot } from '../../../testbed/demo/run-pivot.ts';
import { type PivotApi, servePivots } from '../../api/pivot-on-server.ts';
import { completed, copying } from '../../plugin/given-pivot.ts';
import { testShell } from '../../plugin/test-shell.ts';

const gates = { steadySeconds: 10, holdSeconds: 5, soakSeconds: 20 };
let folder: string;
let pivots: PivotApi;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clusterpivot-demo-'));
  pivots = await servePivots('demo');
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** As much of a cluster of the testbed as the demo's run asks of it. */
async function cluster(side: 'source' | 'target'): Promise<TestbedCluster> {
  const { kubectl } = await ensureBinaries(['kubectl']);
  const kubeconfigPath = join(folder, side);
  await writeFile(kubeconfigPath, buildKubeconfig(inject(side)), { mode: 0o600 });
  const asked: Pick<TestbedCluster, 'kubeconfigPath' | 'kubectl'> = {
    kubeconfigPath,
    kubectl: async (argv, input) =>
      run([kubectl, '--kubeconfig', kubeconfigPath, ...argv], input === undefined ? {} : { input }),
  };
  return asked as TestbedCluster;
}

it('shows a pivot in the words of watch, from its creation to its end', { timeout: 120_000 }, async () => {
  const [source, target] = [await cluster('source'), await cluster('target')];
  const { namespace } = pivots;
  const shell = testShell([], { connect: ({ file }) => connectAsUser({ file }) });
  const heard = (text: string) => expect.poll(() => shell.printed().out, { timeout: 60_000 }).toContain(text);
  const wish = { name: 'prod', namespace, gates, address: '172.22.0.2' };
  const running = runPivot({ source, target }, wish, shell);
  await heard(`$ kubectl clusterpivot watch prod --namespace=${namespace}\n`);
  await heard('the operator has not looked at it yet');
  await pivots.patchStatus('prod', copying);
  await heard('Copying: 94 of 204 objects are in the target');
  await heard('endpoint 172.22.0.2: target node cp-1');
  await pivots.patchStatus('prod', completed);
  const { code, pivot, startedAt, endedAt } = await running;
  expect(code).toBe(exitCodes.done);
  expect(pivot?.spec).toMatchObject({ clusterName: 'prod', gates, mode: 'Execute', approval: 'Automatic' });
  expect(pivot?.status.phase).toBe('Completed');
  expect(endedAt).toBeGreaterThan(startedAt);
  expect(shell.printed().err).toContain(`ClusterPivot ${namespace}/prod is complete`);
});
