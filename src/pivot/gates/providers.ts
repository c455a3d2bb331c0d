/** Does the target have, at the same version or newer, every Cluster API provider that the source has? */
import type { Observation, Provider, Side } from '../observation.ts';
import { providersOf, providerWithoutVersion, type UnlistedProvider, unlistedProviders } from '../providers.ts';
import { type Violation, violation, violationOf } from '../result.ts';

/** The contract that clusterctl 1.11 to 1.14 speaks: the storage version of Clusters must be it, on both sides. */
const contractVersion = 'v1beta2';
const clusterCrd = 'clusters.cluster.x-k8s.io';

export function contractMismatch({ source, target }: Observation): Violation | undefined {
  for (const [side, view] of [
    ['source', source],
    ['target', target],
  ] as const) {
    const version = view?.crds?.find((crd) => crd.name === clusterCrd)?.resource.version;
    if (version !== undefined && version !== contractVersion) {
      return violation(
        'ContractMismatch',
        `the ${side} stores Clusters at ${version}, but this clusterctl works with ${contractVersion} only; upgrade Cluster API there`,
      );
    }
  }
  return undefined;
}

/** Without an inventory, what runs and tells its version will do. */
export function providerInventoryMissing({ source }: Observation): Violation | undefined {
  const unknown = providerWithoutVersion(source);
  if (unknown !== undefined) {
    return violation(
      'ProviderInventoryMissing',
      `Deployment ${unknown.namespace}/${unknown.name} of provider ${unknown.provider} in the source is in no clusterctl inventory, and its image has no version as its tag; create its Provider object (providers.clusterctl.cluster.x-k8s.io)`,
    );
  }
  if (providersOf(source).length > 0) return undefined;
  return violation(
    'ProviderInventoryMissing',
    'the source has no Provider objects (providers.clusterctl.cluster.x-k8s.io) and no Deployments with the label cluster.x-k8s.io/provider, so nothing tells what the target needs; create the inventory',
  );
}

/** Providers that the target lacks altogether. */
export function missingProviders({ source, target }: Pick<Observation, 'source' | 'target'>): readonly Provider[] {
  const present = target === undefined ? [] : providersOf(target);
  return providersOf(source).filter((wanted) => present.every((candidate) => !isSame(candidate, wanted)));
}

/** Providers that run in the target and would be overlooked there by clusterctl, which looks for what the source's inventory has. */
export function providersToList({
  source,
  target,
}: Pick<Observation, 'source' | 'target'>): readonly UnlistedProvider[] {
  if (target === undefined) return [];
  return unlistedProviders(target).filter((found) => source.providers.some((wanted) => isSame(found, wanted)));
}

export function providerOlderInTarget({ source, target }: Observation): Violation | undefined {
  const present = target === undefined ? [] : providersOf(target);
  for (const wanted of providersOf(source)) {
    const candidate = present.find((one) => isSame(one, wanted));
    if (candidate !== undefined && compareVersions(candidate.version, wanted.version) < 0) {
      return violation(
        'ProviderOlderInTarget',
        `${wanted.type} ${wanted.name} is ${candidate.version} in the target and ${wanted.version} in the source; upgrade it in the target with clusterctl upgrade`,
      );
    }
  }
  return undefined;
}

/** An inventory says that something was applied, not that it works. */
export function providersNotReady(
  observation: Pick<Observation, Side>,
  sides: readonly Side[] = ['source', 'target'],
): Violation | undefined {
  return violationOf(
    'ProviderNotReady',
    sides.flatMap((side) =>
      (observation[side]?.providerDeployments ?? [])
        .filter(({ available }) => !available)
        .map(({ namespace, name, provider }) => ({
          object: `Deployment ${namespace}/${name}`,
          seen: `of provider ${provider} in the ${side} is not available`,
        })),
    ),
    'waiting until all its replicas are',
  );
}

export function targetProvidersNotReady(observation: Observation): Violation | undefined {
  return providersNotReady(observation, ['target']);
}

export function providerMissing(observation: Observation): Violation | undefined {
  const missing = missingProviders(observation);
  if (missing.length === 0 || observation.pivot.spec.providers.install === 'MatchSource') return undefined;
  return violation(
    'ProviderMissingInTarget',
    `the target lacks ${missing.map((provider) => `${provider.type} ${provider.name} ${provider.version}`).join(', ')}, and spec.providers.install is Preinstalled; install them with clusterctl init`,
  );
}

export function clusterctlConfigNotFound(observation: Observation): Violation | undefined {
  if (observation.clusterctlConfig !== 'missing') return undefined;
  const { pivot } = observation;
  return violation(
    'ClusterctlConfigNotFound',
    `ConfigMap ${pivot.metadata.namespace}/${pivot.spec.providers.clusterctlConfigRef?.name} with key clusterctl.yaml does not exist; waiting for it`,
  );
}

export function clusterctlVariablesUnusable({ pivot, clusterctlVariables }: Observation): Violation | undefined {
  const secret = `Secret ${pivot.metadata.namespace}/${pivot.spec.providers.variablesSecretRef?.name}`;
  switch (clusterctlVariables.state) {
    case 'notReferenced':
    case 'found':
      return undefined;
    case 'missing':
      return violation('VariablesNotFound', `${secret} with variables for clusterctl does not exist; waiting for it`);
    case 'invalid':
      return violation(
        'InvalidVariables',
        `${secret} has a key ${clusterctlVariables.key}, which ${clusterctlVariables.problem}; take it out`,
      );
  }
}

function isSame(a: Provider, b: Provider): boolean {
  return a.name === b.name && a.type === b.type;
}

/** Semantic versions by precedence; what does not parse is older than all. */
export function compareVersions(a: string, b: string): number {
  const left = parseVersion(a);
  const right = parseVersion(b);
  for (let index = 0; index < 3; index += 1) {
    const difference = (left.numbers[index] ?? -1) - (right.numbers[index] ?? -1);
    if (difference !== 0) return Math.sign(difference);
  }
  return comparePrerelease(left.prerelease, right.prerelease);
}

function parseVersion(text: string): { numbers: readonly number[]; prerelease: readonly string[] } {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+.*)?$/.exec(text);
  if (match === null) return { numbers: [], prerelease: [] };
  return { numbers: match.slice(1, 4).map(Number), prerelease: match[4]?.split('.') ?? [] };
}

function comparePrerelease(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return Math.sign(b.length - a.length);
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const left = a[index];
    const right = b[index];
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    if (left === right) continue;
    const [x, y] = [Number(left), Number(right)];
    if (!Number.isNaN(x) && !Number.isNaN(y)) return Math.sign(x - y);
    if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
    return left < right ? -1 : 1;
  }
  return 0;
}
