/** Takes, reads and releases the Leases by which a pivot has its clusters for itself. */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import type { KubeObject, ObjectRef } from '../api/kube-object.ts';
import { leases } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { isAlreadyExists } from '../kube/errors.ts';
import { microTime } from '../kube/micro-time.ts';
import { type Claim, claimHolder, ownHolders, sourceClaim, targetClaim } from '../pivot/claim.ts';
import { ownLabels } from '../pivot/jobs.ts';
import type { Side } from '../pivot/observation.ts';
import type { World } from './world.ts';

export async function readClaim(client: ClusterClient, ref: Required<ObjectRef>): Promise<Claim | undefined> {
  const found = await client.get(leases, ref);
  if (found === undefined) return undefined;
  const { holderIdentity = '', acquireTime = '' } = specOf(found);
  return { lease: `${ref.namespace}/${ref.name}`, holder: holderIdentity, since: acquireTime };
}

interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly acquireTime?: string;
}

function specOf(lease: KubeObject): LeaseSpec {
  return lease['spec'] ?? {};
}

interface Wanted {
  readonly side: Side;
  readonly pivot: ClusterPivot;
}

/** Of two that want it at once the API server lets one create it; the next look shows the other one whose it is. */
export async function takeClaim(
  { namespace, clock }: World,
  client: ClusterClient,
  { side, pivot }: Wanted,
): Promise<void> {
  const lease: KubeObject = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { ...(side === 'source' ? sourceClaim(namespace, pivot) : targetClaim), labels: ownLabels(pivot) },
    spec: { holderIdentity: claimHolder(pivot), acquireTime: microTime(clock.now()) },
  };
  try {
    await client.create(leases, lease);
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
}

/** Of this very pivot, in whichever attempt; somebody else's stays. */
export async function releaseClaim(
  client: ClusterClient,
  ref: Required<ObjectRef>,
  pivot: ClusterPivot,
): Promise<void> {
  const found = await client.get(leases, ref);
  if (found === undefined || specOf(found).holderIdentity?.startsWith(ownHolders(pivot)) !== true) return;
  const { uid } = found.metadata;
  await client.delete(leases, ref, uid === undefined ? {} : { uid });
}
