/** The source cluster that a command works in, and the ClusterPivots in it, by the flags that kubectl has. */
import { type ClusterPivot, parseClusterPivot } from '../api/clusterpivot.ts';
import type { KubeObject, ObjectRef } from '../api/kube-object.ts';
import { clusterPivots } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { isKubeError } from '../kube/errors.ts';
import { Failure } from './exit-codes.ts';
import type { Shell } from './shell.ts';

/** Flags of every command. */
export interface SourceFlags {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly operatorNamespace: string;
  readonly requestTimeout?: number;
}

export interface Source {
  readonly client: ClusterClient;
  /** Of the flag, or of the context. */
  readonly namespace: string;
}

/** Closes the connection afterwards, however `work` ends. */
export async function withSource<T>(
  shell: Shell,
  { kubeconfig, context, namespace, requestTimeout }: SourceFlags,
  work: (source: Source) => Promise<T>,
): Promise<T> {
  const connected = shell.connect({ file: kubeconfig, context, timeoutMs: requestTimeout });
  try {
    return await work({ client: connected.client, namespace: namespace ?? connected.namespace });
  } finally {
    await connected.client.close();
  }
}

export function inWords({ namespace = '', name }: ObjectRef): string {
  return `ClusterPivot ${namespace}/${name}`;
}

/** The named one, or the only one of the namespace. */
export async function pivotNamed(source: Source, name: string | undefined): Promise<ClusterPivot> {
  const { client, namespace } = source;
  if (name === undefined) return onlyPivot(source);
  const ref = { namespace, name };
  const object = await client.get(clusterPivots, ref);
  if (object === undefined)
    throw new Failure(`${inWords(ref)} does not exist in ${client.server}${await others(source)}`);
  return parsed(object);
}

async function others(source: Source): Promise<string> {
  const found = await listPivots(source, source.namespace);
  if (found.length > 0) return `; the namespace has ${found.map(({ metadata }) => metadata.name).join(', ')}`;
  return '; kubectl clusterpivot status -A lists those of all namespaces';
}

async function onlyPivot(source: Source): Promise<ClusterPivot> {
  const [only, ...more] = await listPivots(source, source.namespace);
  const all = '; kubectl clusterpivot status -A lists those of all namespaces';
  if (only === undefined) throw new Failure(`there is no ClusterPivot in namespace ${source.namespace}${all}`);
  if (more.length === 0) return parsed(only);
  const names = [only, ...more].map(({ metadata }) => metadata.name).join(', ');
  throw new Failure(`namespace ${source.namespace} has several ClusterPivots (${names}); name one`);
}

/** `namespace` undefined: of all. */
export async function listPivots({ client }: Source, namespace: string | undefined): Promise<readonly KubeObject[]> {
  try {
    return (await client.list(clusterPivots, namespace === undefined ? {} : { namespace })).items;
  } catch (error) {
    if (!isKubeError(error, 'notFound')) throw error;
    throw new Failure(
      `${client.server} does not know ClusterPivots; install the operator there, or choose its --context`,
    );
  }
}

export function parsed(object: KubeObject): ClusterPivot {
  const result = parseClusterPivot(object);
  if (result.ok) return result.pivot;
  throw new Failure(
    `${inWords(object.metadata)} cannot be understood: ${result.problem}; does this program's version fit?`,
  );
}
