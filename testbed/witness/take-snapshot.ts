/** Reads from a cluster what a snapshot holds. */
import { groupOf, type KubeObject, type Resource } from '../../src/api/kube-object.ts';
import { configMaps, customResourceDefinitions, nodes, pods, secrets } from '../../src/api/resources.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { type ClusterSnapshot, type Held, isMovedGroup, type NodeIdentity } from './snapshot.ts';

interface CrdSpec {
  readonly group: string;
  readonly scope: string;
  readonly names: { readonly plural: string; readonly kind: string };
  readonly versions: readonly { readonly name: string; readonly storage: boolean }[];
}

/** The type at its storage version, which needs no conversion webhook to be read. */
function resourceOf(crd: KubeObject): readonly Resource[] {
  const { group, scope, names, versions } = crd['spec'] as CrdSpec;
  const version = versions.find(({ storage }) => storage)?.name;
  if (version === undefined || scope !== 'Namespaced' || !isMovedGroup(group)) return [];
  return [{ group, version, plural: names.plural, kind: names.kind, namespaced: true }];
}

async function held(client: ClusterClient, resource: Resource, namespace: string): Promise<readonly Held[]> {
  const { items } = await client.list(resource, { namespace });
  return items.map((object) => ({ resource: resource.plural, object }));
}

function identity(node: KubeObject): NodeIdentity {
  const status = node['status'] as { readonly nodeInfo?: { readonly bootID?: string } } | undefined;
  return { name: node.metadata.name, uid: node.metadata.uid ?? '', bootId: status?.nodeInfo?.bootID ?? '' };
}

export interface Places {
  /** The namespace that moves. */
  readonly namespace: string;
  /** Where the Bare Metal Operator runs. */
  readonly operatorNamespace: string;
}

/** A namespace that is not there holds nothing. */
export async function takeSnapshot(client: ClusterClient, places: Places): Promise<ClusterSnapshot> {
  const crds = await client.list(customResourceDefinitions);
  const types = [...crds.items.flatMap(resourceOf), secrets, configMaps];
  const [objects, nodeList, podList] = await Promise.all([
    Promise.all(types.map(async (type) => held(client, type, places.namespace))),
    client.list(nodes),
    client.list(pods, { namespace: places.operatorNamespace }),
  ]);
  return {
    objects: objects.flat().filter(({ object }) => groupOf(object.apiVersion) !== 'clusterctl.cluster.x-k8s.io'),
    nodes: nodeList.items.map(identity),
    operatorPods: podList.items,
  };
}
