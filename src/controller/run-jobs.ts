/** Starts the clusterctl Jobs: credentials first, then the Job; a second start finds the first. */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import type { KubeObject } from '../api/kube-object.ts';
import { pivotUidLabel } from '../api/marks.ts';
import { configMaps, jobs, secrets } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { isKubeError } from '../kube/errors.ts';
import { settleAll } from '../kube/settle-all.ts';
import { copyJob, initJob, jobName, ownLabels, variablesFile } from '../pivot/jobs.ts';
import type { Provider } from '../pivot/observation.ts';
import { copyAccount, grantCopy, grantInit, shortLivedKubeconfig } from './accounts.ts';
import { readVariables } from './clusterctl-inputs.ts';
import { createOrReplace } from './create-or-replace.ts';
import type { World } from './world.ts';

export async function runInitJob(
  world: World,
  target: ClusterClient,
  pivot: ClusterPivot,
  providers: readonly Provider[],
): Promise<void> {
  const name = jobName(pivot, 'init');
  if (await alreadyRuns(world, pivot, name)) return;
  const account = await grantInit(world, target, pivot);
  const kubeconfig = await shortLivedKubeconfig(target, { namespace: world.namespace, name: account }, 1800);
  const variables = await readVariables(world.source, pivot);
  await keepCredentials(world, pivot, name, {
    'target.kubeconfig': kubeconfig,
    ...(variables === undefined ? {} : { [variablesFile]: JSON.stringify(variables) }),
  });
  await keepClusterctlConfig(world, pivot, name);
  await start(world, pivot, initJob(pivot, world, providers));
}

export async function runCopyJob(
  world: World,
  target: ClusterClient,
  pivot: ClusterPivot,
  name: string,
): Promise<void> {
  if (await alreadyRuns(world, pivot, name)) return;
  const seconds = pivot.spec.timeouts.copyingSeconds + 300;
  const account = await grantCopy(world, target, pivot);
  const [source, copies] = await settleAll([
    shortLivedKubeconfig(world.source, { namespace: world.namespace, name: copyAccount }, seconds),
    shortLivedKubeconfig(target, { namespace: world.namespace, name: account }, seconds),
  ]);
  await keepCredentials(world, pivot, name, { 'source.kubeconfig': source, 'target.kubeconfig': copies });
  await start(world, pivot, copyJob(pivot, world, name));
}

async function alreadyRuns({ source, namespace }: World, pivot: ClusterPivot, name: string): Promise<boolean> {
  const existing = await source.get(jobs, { namespace, name });
  if (existing === undefined) return false;
  refuseForeign(existing, pivot);
  return true;
}

/** A Job of our name that is not ours could do anything with the credentials that we put beside it. */
function refuseForeign(job: KubeObject, pivot: ClusterPivot): void {
  if (job.metadata.labels?.[pivotUidLabel] !== pivot.metadata.uid) {
    throw new Error(`Job ${job.metadata.namespace}/${job.metadata.name} exists and is not ours; delete it`);
  }
}

async function start({ source, namespace }: World, pivot: ClusterPivot, job: KubeObject): Promise<void> {
  try {
    await source.create(jobs, job);
  } catch (error) {
    if (!isKubeError(error, 'conflict')) throw error;
    const existing = await source.get(jobs, { namespace, name: job.metadata.name });
    if (existing !== undefined) refuseForeign(existing, pivot);
  }
}

async function keepCredentials(
  { source, namespace }: World,
  pivot: ClusterPivot,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  await createOrReplace(source, secrets, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: ownLabels(pivot) },
    type: 'pivot.metal3.io/kubeconfig',
    data: Object.fromEntries(Object.entries(files).map(([key, text]) => [key, Buffer.from(text).toString('base64')])),
  });
}

/** The user's ConfigMap is in the pivot's namespace; the Job, and so its copy, is in ours. */
async function keepClusterctlConfig({ source, namespace }: World, pivot: ClusterPivot, name: string): Promise<void> {
  const ref = pivot.spec.providers.clusterctlConfigRef;
  if (ref === undefined) return;
  const found = await source.get(configMaps, { namespace: pivot.metadata.namespace ?? '', name: ref.name });
  if (found === undefined) throw new Error(`ConfigMap ${pivot.metadata.namespace}/${ref.name} does not exist`);
  await createOrReplace(source, configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels: ownLabels(pivot) },
    ...(found['data'] === undefined ? {} : { data: found['data'] }),
    ...(found['binaryData'] === undefined ? {} : { binaryData: found['binaryData'] }),
  });
}
