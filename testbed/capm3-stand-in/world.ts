/** What every reconciler of the stand-in works with, and the writes they share. */
import { isDeepStrictEqual } from 'node:util';
import type { KubeObject, ObjectRef, OwnerReference, Resource } from '../../src/api/kube-object.ts';
import { clusters } from '../../src/api/resources.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { withFinalizer, withOwner, withoutFinalizer } from './decide/ownership.ts';
import type { Cluster } from './metal3-machine.ts';

export type LogFields = Readonly<Record<string, unknown>>;

export interface World {
  /** The management cluster. */
  readonly client: ClusterClient;
  /** The workload cluster of a Cluster; rejects while its kubeconfig Secret is missing. */
  readonly workload: (cluster: Required<ObjectRef>) => Promise<ClusterClient>;
  /** Runs one claim of a host at a time. */
  readonly oneClaim: <T>(claim: () => Promise<T>) => Promise<T>;
  /** RFC 3339. */
  readonly now: () => string;
  readonly log: (message: string, fields?: LogFields) => void;
}

/** What a reconcile asks for: to be called again by the next event, or after this many milliseconds at the latest. */
export type Outcome = 'done' | { readonly againMs: number };

export function refOf(object: KubeObject): Required<ObjectRef> {
  return { namespace: object.metadata.namespace ?? '', name: object.metadata.name };
}

export async function clusterNamed(
  world: World,
  namespace: string,
  name: string | undefined,
): Promise<Cluster | undefined> {
  return name === undefined ? undefined : world.client.get<Cluster>(clusters, { namespace, name });
}

/** Writes the status only when it differs, so that a reconcile that changes nothing causes no event. */
export async function writeStatus(world: World, resource: Resource, object: KubeObject, status: object): Promise<void> {
  const before = object['status'] ?? {};
  const after = { ...before, ...status };
  if (isDeepStrictEqual(before, after)) return;
  await world.client.patch(resource, refOf(object), { type: 'merge', subresource: 'status', body: { status: after } });
}

/** Adds finalizer, owner and labels where they are missing; the object as it is afterwards. */
export async function adorn<T extends KubeObject>(
  world: World,
  resource: Resource,
  object: T,
  wanted: {
    readonly finalizer: string;
    readonly owner?: OwnerReference;
    readonly labels?: Readonly<Record<string, string>>;
  },
): Promise<T> {
  const finalizers = withFinalizer(object, wanted.finalizer);
  const ownerReferences = wanted.owner && withOwner(object, wanted.owner);
  const labels = Object.entries(wanted.labels ?? {}).filter(([key, value]) => object.metadata.labels?.[key] !== value);
  if (finalizers === undefined && ownerReferences === undefined && labels.length === 0) return object;
  const { resourceVersion } = object.metadata;
  const metadata = {
    resourceVersion,
    ...(finalizers && { finalizers }),
    ...(ownerReferences && { ownerReferences }),
    ...(labels.length > 0 && { labels: Object.fromEntries(labels) }),
  };
  return world.client.patch<T>(resource, refOf(object), { type: 'merge', body: { metadata } });
}

/** Lets an object go whose deletion waits for our finalizer. */
export async function dropFinalizer(
  world: World,
  resource: Resource,
  object: KubeObject,
  finalizer: string,
): Promise<void> {
  if (object.metadata.finalizers?.includes(finalizer) !== true) return;
  const metadata = {
    resourceVersion: object.metadata.resourceVersion,
    finalizers: withoutFinalizer(object, finalizer),
  };
  await world.client.patch(resource, refOf(object), { type: 'merge', body: { metadata } });
}
