/** Where a cluster keeps objects of any kind: what its discovery says. */
import { apiVersionOf, groupOf, type KubeObject, type Resource } from '../api/kube-object.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { isKubeError } from '../kube/errors.ts';
import { settleAll } from '../kube/settle-all.ts';

interface ResourceList {
  readonly resources?: readonly { readonly name: string; readonly kind: string; readonly namespaced: boolean }[];
}

type Typed = Pick<KubeObject, 'apiVersion' | 'kind'>;

/** A kind never changes its place, so what was found is never asked again; what is unknown may come at any time. */
const known = new WeakMap<ClusterClient, Map<string, Resource>>();

/** Asks once for every API version that has an unknown kind; undefined for what the cluster does not serve. */
export async function discover(
  client: ClusterClient,
  objects: readonly Typed[],
): Promise<(object: Typed) => Resource | undefined> {
  const resources = known.get(client) ?? new Map<string, Resource>();
  known.set(client, resources);
  const open = objects.filter((object) => !resources.has(keyOf(object))).map(({ apiVersion }) => apiVersion);
  const found = await settleAll([...new Set(open)].map((apiVersion) => resourcesOf(client, apiVersion)));
  for (const resource of found.flat()) {
    resources.set(keyOf({ apiVersion: apiVersionOf(resource), kind: resource.kind }), resource);
  }
  return (object) => resources.get(keyOf(object));
}

function keyOf({ apiVersion, kind }: Typed): string {
  return `${apiVersion} ${kind}`;
}

async function resourcesOf(client: ClusterClient, apiVersion: string): Promise<readonly Resource[]> {
  const group = groupOf(apiVersion);
  const version = apiVersion.slice(group === '' ? 0 : group.length + 1);
  try {
    const { resources = [] } = await client.getRaw<ResourceList>(
      group === '' ? `/api/${version}` : `/apis/${group}/${version}`,
    );
    return resources
      .filter(({ name }) => !name.includes('/'))
      .map(({ name, kind, namespaced }) => ({ group, version, plural: name, kind, namespaced }));
  } catch (error) {
    if (isKubeError(error, 'notFound')) return [];
    throw error;
  }
}
