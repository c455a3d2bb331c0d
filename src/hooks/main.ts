/** Entry point of what Helm asks: `may-uninstall` before it deletes anything, `leads` for `helm test`. Exit code: 0 yes, 1 no. */
import { type KubeObject, refOf } from '../api/kube-object.ts';
import { pivotFinalizer } from '../api/marks.ts';
import { clusterPivots, leases, secrets } from '../api/resources.ts';
import { leaderLease, readConfig } from '../config.ts';
import { pinnedName } from '../controller/target.ts';
import { systemClock } from '../kube/clock.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { connect } from '../kube/connect.ts';
import { isKubeError } from '../kube/errors.ts';
import { notLed } from './leads.ts';
import { mayUninstall } from './may-uninstall.ts';

/** An operator that was just started lists and looks first. */
const patienceMs = 60_000;

async function uninstall(source: ClusterClient, namespace: string): Promise<readonly string[]> {
  const [pivots, own] = await Promise.all([listPivots(source), source.list(secrets, { namespace })]);
  const kept = new Set(own.items.map(({ metadata }) => metadata.name));
  const { refusals, letGo } = mayUninstall(pivots, (pivot) => !kept.has(pinnedName(pivot)));
  if (refusals.length > 0) return refusals;
  for (const pivot of letGo) {
    const { resourceVersion, finalizers = [] } = pivot.metadata;
    const others = finalizers.filter((name) => name !== pivotFinalizer);
    const body = { metadata: { resourceVersion, finalizers: others } };
    await source.patch(clusterPivots, refOf(pivot), { type: 'merge', body });
  }
  return [];
}

/** None where there is no CRD. */
async function listPivots(source: ClusterClient): Promise<readonly KubeObject[]> {
  try {
    return (await source.list(clusterPivots)).items;
  } catch (error) {
    if (isKubeError(error, 'notFound')) return [];
    throw error;
  }
}

async function leads(source: ClusterClient, namespace: string): Promise<readonly string[]> {
  const end = systemClock.monotonic() + patienceMs;
  for (;;) {
    const problem = notLed(await source.get(leases, { namespace, name: leaderLease }), systemClock.now());
    if (problem === undefined) return [];
    if (systemClock.monotonic() > end) return [problem];
    await systemClock.sleep(1000);
  }
}

const questions = { 'may-uninstall': uninstall, leads } as const;

function isQuestion(name: string | undefined): name is keyof typeof questions {
  return name !== undefined && Object.hasOwn(questions, name);
}

async function main([name]: readonly string[]): Promise<number> {
  if (!isQuestion(name)) {
    process.stderr.write(`usage: hooks ${Object.keys(questions).join('|')}\n`);
    return 2;
  }
  const { kubeconfig, namespace } = readConfig(process.env);
  const source = connect(kubeconfig === undefined ? 'in-cluster' : { kubeconfigFile: kubeconfig });
  try {
    const refusals = await questions[name](source, namespace);
    for (const line of refusals) process.stderr.write(`${line}\n`);
    return refusals.length === 0 ? 0 : 1;
  } finally {
    await source.close();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
