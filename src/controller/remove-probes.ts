/** Takes a pivot's probes away with all that was made for them; what other pivots' probes need stays. */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import { pivotUidLabel } from '../api/marks.ts';
import { probeLabel, probeNamespace } from '../api/probe-lease.ts';
import { daemonSets, leases, namespaces, roleBindings, roles, secrets, serviceAccounts } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { settleAll } from '../kube/settle-all.ts';
import type { Side } from '../pivot/observation.ts';
import { isMadeByPivot, probeName } from '../pivot/probe-objects.ts';
import { deleteAll } from './delete-all.ts';
import { listOrNone } from './read-lists.ts';

/** In the source the operator may only look for what it may make there. */
export async function removeProbes(client: ClusterClient, pivot: ClusterPivot, side: Side): Promise<void> {
  const labelSelector = `${pivotUidLabel}=${pivot.metadata.uid ?? ''}`;
  const own = { namespace: probeNamespace, labelSelector };
  const made = side === 'source' ? [secrets] : [secrets, serviceAccounts];
  // First who would make it anew. A Lease that a Pod still writes at its end goes with the Pod, which owns it.
  await deleteAll(client, daemonSets, own);
  await settleAll([
    ...made.map((resource) => deleteAll(client, resource, own)),
    deleteAll(client, leases, { namespace: probeNamespace, labelSelector: `${probeLabel}=${probeName(pivot)}` }),
    deleteAll(client, roleBindings, { labelSelector }),
    side === 'source' ? undefined : deleteAll(client, roles, { labelSelector }),
  ]);
  if (side === 'target') await removeNamespace(client);
}

/** Whoever comes next finds none, and makes it again. */
async function removeNamespace(client: ClusterClient): Promise<void> {
  const namespace = await client.get(namespaces, { name: probeNamespace });
  if (namespace === undefined || !isMadeByPivot(namespace)) return;
  const others = await listOrNone(client, daemonSets, { namespace: probeNamespace });
  if (others.some(({ metadata }) => metadata.deletionTimestamp === undefined)) return;
  const { uid } = namespace.metadata;
  await client.delete(namespaces, { name: probeNamespace }, uid === undefined ? {} : { uid });
}
