/** The target cluster as a person can reach it: by flags, or by the kubeconfig that the pivot itself uses. */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import { namespaces } from '../api/resources.ts';
import { type TargetConnection, TargetConnections } from '../controller/target.ts';
import type { World } from '../controller/world.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { kubeconfigRef } from '../pivot/gates/access.ts';
import type { Shell } from './shell.ts';

export interface TargetFlags {
  readonly targetKubeconfig?: string;
  readonly targetContext?: string;
  readonly requestTimeout?: number;
}

export interface Target {
  readonly connection: TargetConnection;
  /** What its credentials are called in messages. */
  readonly credentials: string;
  close(): Promise<void>;
}

/** Rejects when the source does not say where the target is; a target that does not answer is told in `access`. */
export async function openTarget(
  shell: Shell,
  { targetKubeconfig, targetContext, requestTimeout }: TargetFlags,
  { world, pivot }: { readonly world: World; readonly pivot: ClusterPivot },
): Promise<Target> {
  if (targetKubeconfig === undefined && targetContext === undefined) {
    const connections = new TargetConnections();
    const credentials = `Secret ${pivot.metadata.namespace ?? ''}/${kubeconfigRef(pivot).name}`;
    return { connection: await connections.of(world, pivot), credentials, close: () => connections.close() };
  }
  const { client } = shell.connect({ file: targetKubeconfig, context: targetContext, timeoutMs: requestTimeout });
  const credentials = targetKubeconfig === undefined ? `context ${targetContext}` : `kubeconfig ${targetKubeconfig}`;
  return { connection: await reached(client), credentials, close: () => client.close() };
}

async function reached(client: ClusterClient): Promise<TargetConnection> {
  const { server } = client;
  try {
    const system = await client.get(namespaces, { name: 'kube-system' });
    const uid = system?.metadata.uid;
    if (uid === undefined) throw new Error('it has no Namespace kube-system');
    return { access: { state: 'connected', server, uid }, client, pinned: false };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { access: { state: 'unreachable', server, problem }, client: undefined, pinned: false };
  }
}
