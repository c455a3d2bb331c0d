/** What the pivot will label, create, install, scale and apply, in order and in words. */

import { orphanPools, orphanSecrets } from '../gates/needed-objects.ts';
import { missingProviders, providersToList } from '../gates/providers.ts';
import { describeOwner, listedOwners } from '../gitops/owners.ts';
import { switchName } from '../gitops/switch.ts';
import { nameSome } from '../inventory.ts';
import { missingLabels } from '../move-kinds.ts';
import type { Observation, Workload } from '../observation.ts';
import { type Found, findBareMetalOperator, findIronic, ironicOperator, workloadNamed } from '../workloads.ts';

export function planSteps(observation: Observation): string[] {
  const { source, target } = observation;
  const labels = [
    ['source', source],
    ['target', target],
  ] as const;
  const orphans = [...orphanSecrets(observation), ...orphanPools(observation)];
  const steps = freezeSteps(observation);
  const labelling = labels.flatMap(([side, view]) => {
    const names = (view?.crds ?? []).filter((crd) => missingLabels(crd).length > 0).map((crd) => crd.name);
    return names.length === 0 ? [] : [`label ${names.join(', ')} in the ${side} for clusterctl`];
  });
  steps.push(...labelling);
  if (orphans.length > 0)
    steps.push(`label ${nameSome(orphans)} in the source for clusterctl, since no owner takes them along`);
  if (target !== undefined && !target.namespaceExists) {
    steps.push(`create Namespace ${observation.pivot.metadata.namespace} in the target`);
  }
  const unlisted = providersToList(observation);
  if (unlisted.length > 0) {
    const names = unlisted.map(({ label, version }) => `${label} ${version}`);
    steps.push(`put ${names.join(', ')} into clusterctl's inventory of the target`);
  }
  const missing = missingProviders(observation);
  if (missing.length > 0) {
    steps.push(
      `install ${missing.map(({ type, name, version }) => `${type} ${name} ${version}`).join(', ')} in the target`,
    );
  }
  steps.push(...handoverSteps(observation));
  return steps;
}

/** Nothing of how they are now: that is not what is approved. */
function freezeSteps({ pivot }: Observation): string[] {
  const after = pivot.spec.gitOps.afterCompletion === 'Thaw' ? 'until the pivot is complete' : 'and leave it so';
  return listedOwners(pivot).map(
    (ref) => `freeze ${describeOwner(ref)} in the source (${switchName(ref.kind)}), ${after}`,
  );
}

/** How Ironic is handed over, in order. */
function handoverSteps(observation: Observation): string[] {
  const { pivot, source, ironicManifests } = observation;
  const { endpoint, source: from, target: to } = pivot.spec.ironic;
  const steps: string[] = [];
  if (endpoint !== undefined) {
    // Of an Ironic outside of the source nobody's node holds the address there.
    const where = from.type === 'External' ? 'the target' : 'both clusters';
    steps.push(`install probes in ${where} that watch ${endpoint.address} on ${endpoint.interface}`);
  }
  const operator = ironicOperator(pivot);
  const stopped = [
    workloadOf(findBareMetalOperator(observation, 'source')),
    operator === undefined ? undefined : workloadNamed(source.workloads, operator),
    from.type === 'External' ? undefined : workloadOf(findIronic(observation, 'source')),
  ].filter((workload) => workload !== undefined);
  for (const { namespace, name, replicas } of stopped) {
    steps.push(`scale Deployment ${namespace}/${name} in the source from ${replicas} to 0`);
  }
  if (from.type === 'External') steps.push('wait until you have stopped the external Ironic of the source');
  const ironic = workloadOf(findIronic(observation, 'target'));
  if (to.type === 'Deployment' && ironic !== undefined) {
    steps.push(`scale Deployment ${ironic.namespace}/${ironic.name} in the target to 1`);
  }
  if (ironicManifests.state === 'found') {
    steps.push(`apply ${ironicManifests.objects.length} manifests of Ironic to the target`);
  }
  return steps;
}

function workloadOf(found: Found): Workload | undefined {
  return 'workload' in found ? found.workload : undefined;
}
