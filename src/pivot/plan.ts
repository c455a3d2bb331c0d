/** What the pivot will do, as data that a person can approve; its hash changes when something that matters changes. */
import { createHash } from 'node:crypto';
import type { Plan } from '../api/clusterpivot.ts';
import { missingProviders } from './gates/providers.ts';
import { type MoveSet, moveSet } from './graph.ts';
import { hostSpec, isClaimed, provisioningState } from './hosts.ts';
import { identity } from './inventory.ts';
import { missingLabels, moveKinds } from './move-kinds.ts';
import type { Observation, Workload } from './observation.ts';
import { type Found, findBareMetalOperator, findIronic, ironicOperator, workloadNamed } from './workloads.ts';

/** undefined while the source's CRDs and objects are not read. */
export function sourceMoveSet({ source }: Pick<Observation, 'source'>): MoveSet | undefined {
  if (source.crds === undefined || source.objects === undefined) return undefined;
  return moveSet(moveKinds(source.crds), source.objects);
}

export function buildPlan(observation: Observation): Plan | undefined {
  const set = sourceMoveSet(observation);
  if (set === undefined) return undefined;
  const objects = set.groups.flat().map(({ object }) => object);
  const counts = Map.groupBy(objects, (object) => object.kind);
  const steps = planSteps(observation);
  const hosts = observation.source.hosts
    .map((host) => ({ name: host.metadata.name, state: provisioningState(host), claimed: isClaimed(host) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const hash = createHash('sha256')
    .update(
      JSON.stringify([objects.map(identity).toSorted(), hosts, steps, observation.source.hosts.map(wants).toSorted()]),
    )
    .digest('hex')
    .slice(0, 16);
  return {
    hash,
    objects: objects.length,
    kinds: [...counts]
      .map(([kind, found]) => ({ kind, count: found.length }))
      .toSorted((a, b) => (a.kind < b.kind ? -1 : 1)),
    hosts,
    steps,
  };
}

function wants(host: Parameters<typeof hostSpec>[0]): string {
  return `${host.metadata.name} ${hostSpec(host).image?.url ?? ''} ${hostSpec(host).online === true}`;
}

function planSteps(observation: Observation): string[] {
  const { source, target } = observation;
  const labels = [
    ['source', source],
    ['target', target],
  ] as const;
  const steps = labels.flatMap(([side, view]) => {
    const names = (view?.crds ?? []).filter((crd) => missingLabels(crd).length > 0).map((crd) => crd.name);
    return names.length === 0 ? [] : [`label ${names.join(', ')} in the ${side} for clusterctl`];
  });
  if (target !== undefined && !target.namespaceExists) {
    steps.push(`create Namespace ${observation.pivot.metadata.namespace} in the target`);
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

/** How Ironic is handed over, in order. */
function handoverSteps(observation: Observation): string[] {
  const { pivot, source, ironicManifests } = observation;
  const { endpoint, source: from, target: to } = pivot.spec.ironic;
  const steps: string[] = [];
  if (endpoint !== undefined) {
    steps.push(`install probes in both clusters that watch ${endpoint.address} on ${endpoint.interface}`);
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
