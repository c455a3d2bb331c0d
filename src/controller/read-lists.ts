/** Lists that tolerate a type the server does not know yet, and lists of many kinds at once. */
import type { KubeObject, Resource } from '../api/kube-object.ts';
import type { ClusterClient, ListOptions } from '../kube/cluster-client.ts';
import { isKubeError } from '../kube/errors.ts';
import { settleAll } from '../kube/settle-all.ts';
import { type FoundObject, typesOf } from '../pivot/graph.ts';
import { byIdentity, type Inventory, identity } from '../pivot/inventory.ts';
import { heldOnce } from './held-once.ts';

/** Empty for a type that the server does not know. Objects are held once, without who wrote which field, unless `keep` says else. */
export async function listOrNone(
  client: ClusterClient,
  resource: Resource,
  options?: ListOptions,
): Promise<readonly KubeObject[]> {
  try {
    return (await client.list(resource, { keep: heldOnce(client), ...options })).items;
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
  const lists = await settleAll(
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
  const isHere = ({ object }: FoundObject) => object.metadata.namespace === namespace;
  const lists = await settleAll([
    listObjects(client, typesOf(inventory.entries.filter(isHere)), namespace),
    listNamed(
      client,
      inventory.entries.filter((entry) => !isHere(entry)),
    ),
  ]);
  return lists.flat();
}

/** Those of the named objects that are there; they lie outside of the pivot's namespace. */
export async function listNamed(client: ClusterClient, named: readonly FoundObject[]): Promise<readonly FoundObject[]> {
  const names = byIdentity(named.map(({ object }) => object));
  const places = Map.groupBy(named, ({ object }) => object.metadata.namespace);
  const lists = [...places].flatMap(([place, entries]) =>
    typesOf(entries).map(async (resource) => {
      const found = await listFound(client, resource, place === undefined ? {} : { namespace: place });
      return found.filter(({ object }) => names.has(identity(object))).map((entry) => asElsewhere(entry));
    }),
  );
  return (await settleAll(lists)).flat();
}

/** Cluster-scoped objects lie nowhere, and so not elsewhere. */
function asElsewhere(found: FoundObject): FoundObject {
  return found.resource.namespaced ? { ...found, elsewhere: true } : found;
}
