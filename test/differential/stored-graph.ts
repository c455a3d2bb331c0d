/** Writes a graph into an API server as it was drawn, circles and unknown owners included, and takes it away again. */
import { randomUUID } from 'node:crypto';
import { type KubeObject, type OwnerReference, type Resource, refOf } from '../../src/api/kube-object.ts';
import {
  clusters,
  customResourceDefinitions,
  namespaces as namespaceKind,
  providers,
} from '../../src/api/resources.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { isKubeError } from '../../src/kube/errors.ts';
import type { DrawnGraph } from './drawn-graph.ts';
import { differentialCrds, kinds } from './kinds.ts';
import { type LaidOut, layOut, type Namespaces } from './laid-out.ts';

export interface StoredGraph {
  readonly laidOut: readonly LaidOut[];
  readonly namespaces: Namespaces;
}

/** Creates the kinds, and waits until the server serves them. */
export async function createKinds(client: ClusterClient): Promise<void> {
  const present = new Set((await client.list(customResourceDefinitions)).items.map(({ metadata }) => metadata.name));
  const missing = differentialCrds().filter(({ metadata }) => !present.has(metadata.name));
  for (const crd of missing) await client.create(customResourceDefinitions, crd);
  const resources: readonly Resource[] = [...Object.values(kinds).map(({ resource }) => resource), providers];
  const deadline = performance.now() + 30_000;
  for (const resource of resources) {
    while (!(await isServed(client, resource))) {
      if (performance.now() > deadline) throw new Error(`${resource.plural}.${resource.group} is not served`);
    }
  }
}

async function isServed(client: ClusterClient, resource: Resource): Promise<boolean> {
  try {
    await client.list(resource);
    return true;
  } catch (error) {
    if (isKubeError(error, 'notFound')) return false;
    throw error;
  }
}

/** No controller takes namespaces away: each graph gets new ones. */
export async function storeGraph(client: ClusterClient, graph: DrawnGraph): Promise<StoredGraph> {
  const here = `g-${randomUUID().slice(0, 8)}`;
  const namespaces: Namespaces = { here, elsewhere: `${here}-elsewhere`, provider: `${here}-provider` };
  await Promise.all([here, namespaces.elsewhere, namespaces.provider].map((name) => createNamespace(client, name)));
  if (graph.providerType !== undefined)
    await client.create(providers, providerIn(namespaces.provider, graph.providerType));
  const laidOut = layOut(graph, namespaces);
  const stored = await Promise.all(laidOut.map(({ resource, object }) => client.create(resource, object)));
  await Promise.all(laidOut.map((it) => adopt(client, it, stored)));
  await Promise.all(
    laidOut.filter(({ terminating }) => terminating).map((it) => client.delete(it.resource, refOf(it.object))),
  );
  return { laidOut, namespaces };
}

function providerIn(namespace: string, type: string): KubeObject {
  return {
    apiVersion: 'clusterctl.cluster.x-k8s.io/v1alpha3',
    kind: 'Provider',
    metadata: { name: `provider-${namespace}`, namespace },
    providerName: 'differential',
    type,
    version: 'v1.0.0',
  };
}

/** Owners after all objects are there, since they may come later in the list; what clusterctl wants to see before a move. */
async function adopt(
  client: ClusterClient,
  { resource, object, owners }: LaidOut,
  stored: readonly KubeObject[],
): Promise<void> {
  const ownerReferences = owners.map(
    ({ index, ...owner }): OwnerReference => ({
      ...owner,
      uid: (index === undefined ? undefined : stored[index]?.metadata.uid) ?? randomUUID(),
    }),
  );
  if (ownerReferences.length > 0) {
    await client.patch(resource, refOf(object), { type: 'merge', body: { metadata: { ownerReferences } } });
  }
  const status = statusOf(object.kind);
  if (status === undefined) return;
  await client.patch(resource, refOf(object), { type: 'merge', body: { status }, subresource: 'status' });
}

function statusOf(kind: string): object | undefined {
  switch (kind) {
    case 'Cluster': {
      const lastTransitionTime = '2026-03-02T09:00:00Z';
      const condition = { type: 'ControlPlaneInitialized', status: 'True', reason: 'Initialized', lastTransitionTime };
      return { initialization: { infrastructureProvisioned: true }, conditions: [condition] };
    }
    case 'Machine':
      return { nodeRef: { name: 'node' } };
    default:
      return undefined;
  }
}

/** What the target of a real move has before: the provider, and some objects of the same name, marked. */
export async function prepareTarget(client: ClusterClient, graph: DrawnGraph, stored: StoredGraph): Promise<void> {
  const { namespaces, laidOut } = stored;
  const present = laidOut.filter(({ inTarget }) => inTarget);
  const used = new Set(present.flatMap(({ object }) => object.metadata.namespace ?? []));
  if (graph.providerType !== undefined) used.add(namespaces.provider);
  await Promise.all([...used].map((name) => createNamespace(client, name)));
  if (graph.providerType !== undefined) {
    await client.create(providers, providerIn(namespaces.provider, graph.providerType));
  }
  await Promise.all(
    present.map(({ resource, object }) => {
      const { finalizers: _, ...metadata } = object.metadata;
      return client.create(resource, { ...object, metadata: { ...metadata, labels: { [wasThere]: '' } } });
    }),
  );
}

/** Of an object that the target had, as long as nobody has overwritten it. */
export const wasThere = 'example.org/was-there';

function createNamespace(client: ClusterClient, name: string): Promise<KubeObject> {
  return client.create(namespaceKind, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
}

/** Everything that other graphs would see: what has no namespace, Providers, and Clusters, which are listed everywhere. */
export async function removeGraph(client: ClusterClient, { laidOut, namespaces }: StoredGraph): Promise<void> {
  const visible = laidOut.filter(({ place, resource }) => place === 'nowhere' || resource === clusters);
  await Promise.all([
    ...visible.map(({ resource, object }) => removeObject(client, resource, object)),
    client.delete(providers, { namespace: namespaces.provider, name: `provider-${namespaces.provider}` }),
  ]);
}

async function removeObject(client: ClusterClient, resource: Resource, object: KubeObject): Promise<void> {
  await client.delete(resource, refOf(object));
  if (object.metadata.finalizers === undefined) return;
  try {
    await client.patch(resource, refOf(object), { type: 'merge', body: { metadata: { finalizers: null } } });
  } catch (error) {
    if (!isKubeError(error, 'notFound')) throw error;
  }
}
