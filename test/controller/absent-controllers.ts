/** What the controllers of a cluster would do, for control planes that have none. */
import { vi } from 'vitest';
import type { ObjectRef } from '../../src/api/kube-object.ts';
import { hostPausedAnnotation, hostPausedByCapm3, hostStatusAnnotation } from '../../src/api/marks.ts';
import { bareMetalHosts, clusters, deployments, jobs, namespaces } from '../../src/api/resources.ts';
import { statusToSave } from '../../src/pivot/hosts.ts';
import { call } from '../api/raw-api.ts';
import { type Cluster, ownNamespace } from './stage.ts';

const patience = { timeout: 60_000, interval: 25 };

/** The namespace controller: ends an empty namespace that is being deleted. */
export async function endNamespace({ admin, plane }: Cluster, name: string): Promise<void> {
  const isEnding = async () => (await admin.get(namespaces, { name }))?.metadata.deletionTimestamp !== undefined;
  await vi.waitUntil(isEnding, patience);
  const namespace = await admin.get(namespaces, { name });
  const path = `/api/v1/namespaces/${name}/finalize`;
  await call({ method: 'PUT', path, body: { ...namespace, spec: { finalizers: [] } } }, plane.access);
}

/** The garbage collector: ends a Job that is deleted in the foreground. */
export async function endJob({ admin }: Cluster, name: string): Promise<void> {
  const ref = { namespace: ownNamespace, name };
  const isEnding = async () => (await admin.get(jobs, ref))?.metadata.deletionTimestamp !== undefined;
  await vi.waitUntil(isEnding, patience);
  await admin.patch(jobs, ref, { type: 'merge', body: { metadata: { finalizers: null } } });
}

/** The Deployment controller: waits until so many replicas are wanted, and says that they run. */
export async function runReplicas({ admin }: Cluster, ref: ObjectRef, replicas: number): Promise<void> {
  const wanted = async () => {
    const found = await admin.get(deployments, ref);
    return (found?.['spec'] as { replicas?: number } | undefined)?.replicas === replicas ? found : undefined;
  };
  const { metadata } = await vi.waitUntil(wanted, patience);
  const counts = { replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas };
  const status = { observedGeneration: metadata.generation, ...counts };
  await admin.patch(deployments, ref, { type: 'merge', body: { status }, subresource: 'status' });
}

/** clusterctl: pauses a Cluster once its Job was started. */
export async function pauseCluster({ admin }: Cluster, ref: ObjectRef): Promise<void> {
  await vi.waitUntil(async () => (await admin.list(jobs, { namespace: ownNamespace })).items.length > 0, patience);
  await admin.patch(clusters, ref, { type: 'merge', body: { spec: { paused: true } } });
}

async function untilPaused({ admin }: Cluster, ref: ObjectRef, paused: boolean): Promise<void> {
  const isSo = async () => {
    const found = await admin.get(clusters, ref);
    return ((found?.['spec'] as { paused?: boolean } | undefined)?.paused === true) === paused;
  };
  await vi.waitUntil(isSo, patience);
}

/** CAPM3: pauses a claimed host with its Cluster. */
export async function pauseHost(source: Cluster, cluster: ObjectRef, host: ObjectRef): Promise<void> {
  await untilPaused(source, cluster, true);
  const found = await source.admin.get(bareMetalHosts, host);
  if (found === undefined) throw new Error(`there is no host ${host.name}`);
  const annotations = { [hostPausedAnnotation]: hostPausedByCapm3, [hostStatusAnnotation]: statusToSave(found) };
  await source.admin.patch(bareMetalHosts, host, { type: 'merge', body: { metadata: { annotations } } });
}

/** CAPM3: lifts that with the pause of its Cluster; the Bare Metal Operator takes the saved status. */
export async function liftHost(source: Cluster, cluster: ObjectRef, host: ObjectRef): Promise<void> {
  await untilPaused(source, cluster, false);
  const annotations = { [hostPausedAnnotation]: null, [hostStatusAnnotation]: null };
  await source.admin.patch(bareMetalHosts, host, { type: 'merge', body: { metadata: { annotations } } });
}
