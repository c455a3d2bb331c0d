/** What the controllers of a cluster would do, for control planes that have none. */
import { vi } from 'vitest';
import { jobs, namespaces } from '../../src/api/resources.ts';
import { call } from '../api/raw-api.ts';
import { type Cluster, ownNamespace } from './stage.ts';

const patience = { timeout: 20_000, interval: 25 };

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
