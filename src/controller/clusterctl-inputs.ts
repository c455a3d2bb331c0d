/** What the user gives `clusterctl init`: its configuration in a ConfigMap, variables for the manifests in a Secret. */
import { variableProblem } from '../api/clusterctl-variables.ts';
import type { ClusterPivot } from '../api/clusterpivot.ts';
import { configMaps, secrets } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import type { ClusterctlConfig, ClusterctlVariables } from '../pivot/observation.ts';

export async function clusterctlConfigOf(
  source: ClusterClient,
  { spec, metadata }: ClusterPivot,
): Promise<ClusterctlConfig> {
  const name = spec.providers.clusterctlConfigRef?.name;
  if (name === undefined) return 'notReferenced';
  const found = await source.get(configMaps, { namespace: metadata.namespace ?? '', name });
  const data = found?.['data'] as Record<string, string> | undefined;
  return data?.['clusterctl.yaml'] === undefined ? 'missing' : 'found';
}

export async function clusterctlVariablesOf(source: ClusterClient, pivot: ClusterPivot): Promise<ClusterctlVariables> {
  if (pivot.spec.providers.variablesSecretRef === undefined) return { state: 'notReferenced' };
  const variables = await readVariables(source, pivot);
  if (variables === undefined) return { state: 'missing' };
  const problems = Object.keys(variables).flatMap((key) => {
    const problem = variableProblem(key);
    return problem === undefined ? [] : [{ key, problem }];
  });
  return problems[0] === undefined ? { state: 'found' } : { state: 'invalid', ...problems[0] };
}

/** undefined when there is no Secret to read them from. */
export async function readVariables(
  source: ClusterClient,
  { spec, metadata }: ClusterPivot,
): Promise<Readonly<Record<string, string>> | undefined> {
  const name = spec.providers.variablesSecretRef?.name;
  if (name === undefined) return undefined;
  const found = await source.get(secrets, { namespace: metadata.namespace ?? '', name });
  if (found === undefined) return undefined;
  const { data = {} } = found as { data?: Readonly<Record<string, string>> };
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]),
  );
}
