/** Everything that decides what clusterctl moves out of a namespace: its objects, cluster-scoped ones, and some elsewhere. */
import type { Resource } from '../api/kube-object.ts';
import { clusters, providers, secrets } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { isKubeError } from '../kube/errors.ts';
import { settleAll } from '../kube/settle-all.ts';
import { classOf, type Named, templatesOf } from '../pivot/graph/cluster-classes.ts';
import { type FoundObject, isKind } from '../pivot/graph/found-object.ts';
import { type Crd, moveKinds, unlabelledResources } from '../pivot/move-kinds.ts';
import { listFound, listObjects, listOrNone } from './read-lists.ts';

interface Where {
  readonly crds: readonly Crd[];
  readonly namespace: string;
}

export async function listMoveObjects(client: ClusterClient, where: Where): Promise<readonly FoundObject[]> {
  const { crds, namespace } = where;
  const resources = moveKinds(crds).map(({ resource }) => resource);
  const [here, unlabelled, global, credentials] = await settleAll([
    listObjects(client, resources, namespace),
    listUnlabelled(client, where),
    listAll(resources.filter((resource) => !resource.namespaced).map((resource) => listFound(client, resource))),
    listProviderSecrets(client, namespace),
  ]);
  const [users, classes] = await settleAll([
    here.some(({ object }) => isKind(object, 'ClusterClass')) ? listForeignUsers(client, namespace) : [],
    getForeignClasses(client, where, here),
  ]);
  return [...here, ...unlabelled, ...global, ...credentials, ...users, ...classes];
}

/** Of a group that our role does not name nothing can be told: RBAC knows no wildcard within a group's name. */
async function listUnlabelled(client: ClusterClient, { crds, namespace }: Where): Promise<readonly FoundObject[]> {
  const allowed = async (resource: Resource) => {
    try {
      return await listFound(client, resource, { namespace });
    } catch (error) {
      if (isKubeError(error, 'forbidden')) return [];
      throw error;
    }
  };
  return listAll(unlabelledResources(crds).map(allowed));
}

/** clusterctl looks for Secrets wherever an infrastructure provider is installed, too. */
async function listProviderSecrets(client: ClusterClient, namespace: string): Promise<readonly FoundObject[]> {
  const inventory = await listOrNone(client, providers);
  const infrastructure = inventory.filter((provider) => provider['type'] === 'InfrastructureProvider');
  const places = new Set(infrastructure.flatMap(({ metadata }) => metadata.namespace ?? []));
  places.delete(namespace);
  const lists = [...places].map((place) => listFound(client, secrets, { namespace: place }));
  return (await listAll(lists)).map(asElsewhere);
}

/** Clusters of other namespaces that use a ClusterClass of this one: it must not be deleted. */
async function listForeignUsers(client: ClusterClient, namespace: string): Promise<readonly FoundObject[]> {
  const all = await listFound(client, clusters);
  return all
    .filter(({ object }) => object.metadata.namespace !== namespace)
    .filter(({ object }) => classOf(object)?.namespace === namespace)
    .map(asElsewhere);
}

async function getForeignClasses(
  client: ClusterClient,
  where: Where,
  here: readonly FoundObject[],
): Promise<readonly FoundObject[]> {
  const refs = here
    .flatMap(({ object }) => classOf(object) ?? [])
    .filter(({ namespace }) => namespace !== where.namespace);
  const classes = await getNamed(client, where, refs);
  const templates = await getNamed(
    client,
    where,
    classes.flatMap(({ object }) => templatesOf(object)),
  );
  return [...classes, ...templates].map(asElsewhere);
}

async function getNamed(
  client: ClusterClient,
  { crds }: Where,
  refs: readonly Named[],
): Promise<readonly FoundObject[]> {
  const unique = [...new Map(refs.map((ref) => [JSON.stringify(ref), ref])).values()];
  const found = unique.map(async ({ group, kind, namespace, name }) => {
    const resource = crds.find((crd) => crd.resource.group === group && crd.resource.kind === kind)?.resource;
    if (resource === undefined || name === '') return [];
    const object = await client.get(resource, { namespace, name });
    return object === undefined ? [] : [{ resource, object }];
  });
  return listAll(found);
}

async function listAll(lists: readonly Promise<readonly FoundObject[]>[]): Promise<readonly FoundObject[]> {
  return (await settleAll(lists)).flat();
}

function asElsewhere(found: FoundObject): FoundObject {
  return { ...found, elsewhere: true };
}
