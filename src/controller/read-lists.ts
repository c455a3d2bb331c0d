/** Lists that tolerate a type the server does not know yet, and lists of many kinds at once. */
import { type KubeObject, type Resource, withoutManagedFields } from '../api/kube-object.ts';
import type { ClusterClient, ListOptions } from '../kube/cluster-client.ts';
import { isKubeError } from '../kube/errors.ts';
import type { FoundObject } from '../pivot/graph.ts';
import { byIdentity, type Inventory, type InventoryEntry, identity, inventoryResources } from '../pivot/inventory.ts';

/** Empty for a type that the server does not know. Who wrote which field is left out: thousands of objects are held at a time. */
export async function listOrNone(
  client: ClusterClient,
  resource: Resource,
  options?: ListOptions,
): Promise<readonly KubeObject[]> {
  try {
    return (await client.list(resource, options)).items.map(withoutManagedFields);
  } catch (error) {
    if (isKubeError(error, 'notFound')) return [];
    throw error;
  }
}

/** All objects of the given types in the namespace; cluster-scoped types are left out. */
export async function listObjects(
  client: ClusterClient,
  resources: readonly Resource[],
  namespace: string,
): Promise<readonly FoundObject[]> {
  const lists = await Promise.all(
    resources.filter((resource) => resource.namespaced).map((resource) => listFound(client, resource, { namespace })),
  );
  return lists.flat();
}

export async function listFound(
  client: ClusterClient,
  resource: Resource,
  options?: ListOptions,
): Promise<readonly FoundObject[]> {
  const items = await listOrNone(client, resource, options);
  return items.map((object): FoundObject => ({ resource, object }));
}

/**
 * The objects in the namespace of all types in an inventory, and those elsewhere that it names: of other namespaces and of
 * what has none, the rest is none of a pivot's business.
 */
export async function listInventoryObjects(
  client: ClusterClient,
  inventory: Inventory,
  namespace: string,
): Promise<readonly FoundObject[]> {
  const isHere = ({ object }: { readonly object: KubeObject }) => object.metadata.namespace === namespace;
  const types = (entries: readonly InventoryEntry[]) => inventoryResources({ ...inventory, entries });
  const elsewhere = Map.groupBy(
    inventory.entries.filter((entry) => !isHere(entry)),
    ({ object }) => object.metadata.namespace,
  );
  const named = [...elsewhere].flatMap(([place, entries]) => {
    const names = byIdentity(entries.map(({ object }) => object));
    return types(entries).map(async (resource) => {
      const found = await listFound(client, resource, place === undefined ? {} : { namespace: place });
      return found.filter(({ object }) => names.has(identity(object))).map((entry) => asElsewhere(entry));
    });
  });
  const lists = await Promise.all([listObjects(client, types(inventory.entries.filter(isHere)), namespace), ...named]);
  return lists.flat();
}

/** Cluster-scoped objects lie nowhere, and so not elsewhere. */
function asElsewhere(found: FoundObject): FoundObject {
  return found.resource.namespaced ? { ...found, elsewhere: true } : found;
}
