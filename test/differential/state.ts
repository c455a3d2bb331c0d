/** What a cluster has of a graph, object by object, said so that two clusters can be compared. */
import { type KubeObject, type Resource, refOf } from '../../src/api/kube-object.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { describeObject } from '../../src/pivot/graph.ts';
import type { LaidOut } from './laid-out.ts';

export type State = ReadonlyMap<string, KubeObject>;

/** By `Kind namespace/name`. */
export async function stateOf(client: ClusterClient, graph: readonly LaidOut[]): Promise<State> {
  const found = await Promise.all(
    graph.map(async ({ resource, object }) => {
      const present = await read(client, resource, object);
      return present === undefined ? [] : [[describeObject(object), present] as const];
    }),
  );
  return new Map(found.flat());
}

async function read(client: ClusterClient, resource: Resource, object: KubeObject): Promise<KubeObject | undefined> {
  return client.get(resource, refOf(object));
}
