/**
 * Which pivot has a cluster for itself? A Lease says so from the beginning of a pivot to its end: in the source one for each
 * namespace that moves, in the target a single one, since its Ironic and its Bare Metal Operator are there only once.
 * It never expires: a pivot that nobody carries on still has Clusters paused.
 */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import type { ObjectRef } from '../api/kube-object.ts';
import { attemptOf } from './attempt.ts';

export interface Claim {
  /** `namespace/name` of the Lease. */
  readonly lease: string;
  readonly holder: string;
  /** When it was taken, RFC 3339; empty when the Lease does not say. */
  readonly since: string;
}

export interface Claims {
  readonly source: Claim | undefined;
  readonly target: Claim | undefined;
  /** Of a pivot whose target is our source: nobody may leave a cluster that others are moving into. */
  readonly intoSource: Claim | undefined;
}

/** Where operators of all clusters find it. */
export const targetClaim: Required<ObjectRef> = { namespace: 'kube-system', name: 'pivot.metal3.io' };

export function sourceClaim(ownNamespace: string, { metadata }: ClusterPivot): Required<ObjectRef> {
  return { namespace: ownNamespace, name: `pivot-of-${metadata.namespace}` };
}

/** Another one for each attempt, so that nothing that is left of an earlier one passes for the present one's. */
export function claimHolder(pivot: ClusterPivot): string {
  return `${ownHolders(pivot)}${attemptOf(pivot)}`;
}

/** How the holders of all attempts of one pivot begin. */
export function ownHolders({ metadata: { namespace, name, uid } }: ClusterPivot): string {
  return `${namespace}/${name}/${uid}/`;
}
