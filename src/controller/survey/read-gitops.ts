/** Who in the source keeps objects as a repository has them? */
import type { KubeObject } from '../../api/kube-object.ts';
import type { ClusterClient } from '../../kube/cluster-client.ts';
import { gitOpsCrds, trimOwner } from '../../pivot/gitops/kinds.ts';
import type { ClusterView } from '../../pivot/observation.ts';
import { listOrNone } from '../read-lists.ts';
import type { Asker } from './asker.ts';

export async function readGitOps(
  client: ClusterClient,
  { crds = [] }: ClusterView,
  { ask }: Asker,
): Promise<readonly KubeObject[]> {
  const lists = await Promise.all(
    crds
      .filter(({ name }) => gitOpsCrds.includes(name))
      .map(async ({ resource }) => ask(async () => listOrNone(client, resource, { keep: trimOwner }))),
  );
  return lists.flat();
}
