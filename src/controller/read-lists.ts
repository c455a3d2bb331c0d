/** Lists that tolerate a type the server does not know yet, and lists of many kinds at once. */
import type { KubeObject, Resource } from '../api/kube-object.ts';
import type { ClusterClient, ListOptions } from '../kube/cluster-client.ts';
import { isKubeError } from '../kube/errors.ts';
import type { FoundObject } from '../pivot/graph.ts';

/** Empty for a type that the server does not know. */
export async function listOrNone(
  client: ClusterClient,
  resource: Resource,
  options?: ListOptions,
): Promise<readonly KubeObject[]> {
  try {
    return (await client.list(resource, options)).items;
  } catch (error) {
    if (isKubeError(error, 'notFound')) return [];
    throw error;
  }
}

/** All objects of the given types in the namespace; cluster-scoped types are left out, `move` only copies those. */
export async function listObjects(
  client: ClusterClient,
  resources: readonly Resource[],
  namespace: string,
): Promise<readonly FoundObject[]> {
  const lists = await Promise.all(
    resources
      .filter((resource) => resource.namespaced)
      .map(async (resource) => {
        const items = await listOrNone(client, resource, { namespace });
        return items.map((object): FoundObject => ({ resource, object }));
      }),
  );
  return lists.flat();
}
