/** The CRDs of a cluster: their metadata at each look, their schemas, which are megabytes, only when they have changed. */
import type { KubeObject } from '../api/kube-object.ts';
import { customResourceDefinitions } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { settleAll } from '../kube/settle-all.ts';
import { type Crd, readCrd } from '../pivot/move-kinds.ts';

interface Known {
  readonly resourceVersion: string | undefined;
  readonly crd: Crd | undefined;
}

const known = new WeakMap<ClusterClient, Map<string, Known>>();

/** More than so many at once are read faster with all the others. */
const fewEnough = 8;

/** As they are now: what is remembered of a CRD is that of its present resourceVersion. */
export async function listCrds(client: ClusterClient): Promise<readonly Crd[]> {
  const { items } = await client.list(customResourceDefinitions, { metadataOnly: true });
  const remembered = known.get(client) ?? new Map<string, Known>();
  known.set(client, remembered);
  const isNew = ({ metadata }: KubeObject) =>
    remembered.get(metadata.name)?.resourceVersion !== metadata.resourceVersion;
  for (const object of await read(client, items.filter(isNew))) {
    const { name, resourceVersion } = object.metadata;
    remembered.set(name, { resourceVersion, crd: readCrd(object) });
  }
  return items.flatMap(({ metadata }) => remembered.get(metadata.name)?.crd ?? []);
}

async function read(client: ClusterClient, changed: readonly KubeObject[]): Promise<readonly KubeObject[]> {
  if (changed.length > fewEnough) return (await client.list(customResourceDefinitions)).items;
  const found = await settleAll(
    changed.map(async ({ metadata: { name } }) => client.get(customResourceDefinitions, { name })),
  );
  return found.filter((object) => object !== undefined);
}
