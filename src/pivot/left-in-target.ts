/** What does a pivot leave in a target that it has to go back without, and what does that mean? */
import type { Journal } from '../api/journal.ts';
import { pivotUidLabel } from '../api/marks.ts';
import { targetClaim } from './claim.ts';
import { nameList } from './name-list.ts';
import type { Observation } from './observation.ts';
import { probeName } from './probe-objects.ts';

type TargetGone = NonNullable<NonNullable<Journal['rollback']>['targetGone']>;

/** Of everything that may be there: nobody can look. The worst first. */
export function leftInTarget(observation: Observation): string[] {
  const { metadata, spec, status } = observation.pivot;
  const { createdNamespace, labelledCrds, listedProviders = [] } = status.journal ?? {};
  const crds = labelledCrds?.target ?? [];
  return [
    ...copies(observation),
    ...ironic(observation),
    ...(createdNamespace === true ? [`Namespace ${metadata.namespace}, which the pivot created`] : []),
    ...(crds.length === 0 ? [] : [`labels of the pivot on CRDs ${nameList(crds.map(({ name }) => name))}`]),
    ...(listedProviders.length === 0 ? [] : [`Providers ${nameList(listedProviders.map(({ name }) => name))}`]),
    ...(spec.ironic.endpoint === undefined ? [] : [`probes ${probeName(observation.pivot)}`]),
    `Lease ${targetClaim.namespace}/${targetClaim.name}`,
    `accounts, rights and Secrets with label ${pivotUidLabel}=${metadata.uid ?? ''}`,
  ];
}

function copies({ pivot, inventory }: Observation): readonly string[] {
  const { copy } = pivot.status.journal ?? {};
  if (copy === undefined) return [];
  const most = inventory === undefined ? 'all' : `up to ${inventory.entries.length}`;
  return [`copies of ${most} objects of Namespace ${pivot.metadata.namespace}, paused`];
}

function ironic({ pivot }: Observation): readonly string[] {
  const { fence, targetManifests } = pivot.status.journal ?? {};
  if (targetManifests !== undefined) {
    return [`Ironic, from ${nameList(targetManifests.created.map(({ kind, name }) => `${kind} ${name}`))}`];
  }
  if (fence === undefined) return [];
  const { targetIronic } = fence;
  return [targetIronic === undefined ? 'Ironic' : `Ironic, Deployment ${targetIronic.namespace}/${targetIronic.name}`];
}

/** For people who may be about to start it. */
export function targetGoneInWords({ left }: TargetGone): string {
  return `the target was given up (TargetGone in spec.acknowledge): whoever starts it again has two clusters that manage one set of hosts, so clean it before, as docs/recovery.md#a-target-that-was-given-up says. It may still have ${left.join('; ')}`;
}
