/** Reads the GitOps owners that a pivot freezes, and sets what they act by. */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import type { KubeObject } from '../api/kube-object.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { settleAll } from '../kube/settle-all.ts';
import { ownerTypes, typeOfOwner } from '../pivot/gitops/kinds.ts';
import { listedOwners } from '../pivot/gitops/owners.ts';
import { switchPatch } from '../pivot/gitops/switch.ts';
import { patchIncarnation } from './patch-incarnation.ts';
import { listOrNone } from './read-lists.ts';

/** Who sets which of its fields matters: a parent would set them back. */
const whole = (owner: KubeObject) => owner;

/** Those that are there. */
export async function readOwners(source: ClusterClient, pivot: ClusterPivot): Promise<readonly KubeObject[]> {
  // Lists, since these need no right that the operator does not have anyway.
  const found = await settleAll(
    listedOwners(pivot).map(async ({ kind, namespace, name }) =>
      listOrNone(source, ownerTypes[kind], { namespace, fieldSelector: `metadata.name=${name}`, keep: whole }),
    ),
  );
  return found.flat();
}

/** Guarded by resourceVersion: what is taken away has to be what was noted, and nobody else's later wish. */
export async function switchOwner(source: ClusterClient, owner: KubeObject, value: unknown): Promise<void> {
  const { resourceVersion } = owner.metadata;
  const body = { ...switchPatch(owner.kind, value), metadata: { resourceVersion } };
  await patchIncarnation(source, typeOfOwner(owner), owner, body);
}
