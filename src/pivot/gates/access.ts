/** Can this pivot talk to both clusters, are they different ones, and is it alone? */
import type { ClusterPivot } from '../../api/clusterpivot.ts';
import { claimHolder, ownHolders } from '../claim.ts';
import { leadsToSource, type Observation } from '../observation.ts';
import { verdictInWords } from '../pivoted-here.ts';
import { type Violation, violation } from '../result.ts';

/** The oldest ClusterPivot of a namespace that is not over goes first: `move` takes the whole namespace. */
export function anotherPivotActive(observation: Observation): Violation | undefined {
  const { pivot, rivals } = observation;
  const mine = `${pivot.metadata.creationTimestamp ?? ''} ${pivot.metadata.name}`;
  const ahead = rivals.find(
    (rival) => !rival.ended && (rival.started || `${rival.creationTimestamp} ${rival.name}` < mine),
  );
  if (ahead === undefined) return claimedByOther(observation);
  return violation(
    'AnotherPivotActive',
    `ClusterPivot ${pivot.metadata.namespace}/${ahead.name} was here first, and a pivot moves its whole namespace; waiting until it is complete, rolled back or deleted`,
  );
}

/** Also of another cluster's operator, which nothing but a Lease tells us of. */
export function claimedByOther({ pivot, claims }: Observation): Violation | undefined {
  const own = claimHolder(pivot);
  const taken = [
    { what: 'the source', claim: claims.source },
    { what: 'the target', claim: claims.target },
    { what: 'the source, as the target of another pivot,', claim: claims.intoSource },
  ].find(({ claim }) => claim !== undefined && claim.holder !== own);
  if (taken?.claim === undefined) return undefined;
  const { lease, holder, since } = taken.claim;
  if (holder.startsWith(ownHolders(pivot))) {
    return violation(
      'AnotherPivotActive',
      `${taken.what} is still claimed by an earlier attempt of this ClusterPivot (${holder}, Lease ${lease}), which went back without it; clean it as docs/recovery.md#a-target-that-was-given-up says, that Lease last`,
    );
  }
  return violation(
    'AnotherPivotActive',
    `${taken.what} is claimed by ClusterPivot ${holder} since ${since || 'an unknown time'} (Lease ${lease}); waiting until that pivot is complete or rolled back. If its source is gone for good, delete the Lease`,
  );
}

/** Where the kubeconfig of the target is: Cluster API's own Secret unless told otherwise. */
export function kubeconfigRef({ spec }: Pick<ClusterPivot, 'spec'>): { name: string; key: string } {
  const ref = spec.target?.kubeconfigSecretRef;
  return { name: ref?.name ?? `${spec.clusterName}-kubeconfig`, key: ref?.key ?? 'value' };
}

export function targetNotAccessible(observation: Observation): Violation | undefined {
  const { access, pivot, source } = observation;
  const namespace = pivot.metadata.namespace ?? '';
  switch (access.state) {
    case 'connected':
      if (!leadsToSource(observation)) return undefined;
      return violation(
        'SourceIsTarget',
        `the kubeconfig in Secret ${namespace}/${kubeconfigRef(pivot).name} leads to the source cluster itself (both have kube-system UID ${source.uid}); put the workload cluster's kubeconfig into the Secret${verdictInWords(observation)}`,
      );
    case 'secretMissing':
      return violation(
        'KubeconfigNotFound',
        access.key === undefined
          ? `Secret ${namespace}/${access.secret} with the target's kubeconfig does not exist; waiting for it`
          : `Secret ${namespace}/${access.secret} has no key ${access.key}; waiting for the target's kubeconfig in it`,
      );
    case 'invalid':
      return violation(
        'InvalidKubeconfig',
        `the kubeconfig in Secret ${namespace}/${access.secret} is refused: ${access.field} ${access.problem}`,
      );
    case 'unreachable':
      return violation(
        'TargetUnreachable',
        `the target's API server ${access.server} cannot be reached: ${access.problem}; waiting for it`,
      );
  }
}

/** Of a pivot that has begun: why nothing can be judged of its target. */
export function targetCutOff(observation: Observation): Violation | undefined {
  return targetNotAccessible(observation) ?? targetChanged(observation);
}

/** A Secret that suddenly leads elsewhere must never redirect a pivot that has begun. */
export function targetChanged({ access, pivot }: Observation): Violation | undefined {
  const expected = pivot.status.journal?.targetUid;
  if (expected === undefined || access.state !== 'connected' || access.uid === expected) return undefined;
  return violation(
    'TargetChanged',
    `the target's kubeconfig now leads to a cluster with kube-system UID ${access.uid}, but the pivot began with ${expected}; restore the kubeconfig`,
  );
}
