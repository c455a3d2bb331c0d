/** When have both clusters to be asked again? Whenever one of the things changed that their answers depend on. */

import type { KubeObject } from '../api/kube-object.ts';
import { digest } from './digest.ts';
import { listedOwners } from './gitops/owners.ts';
import { identity } from './inventory.ts';
import { sourceMoveSet } from './move-set.ts';
import type { ClusterView, Observation, ObservedManifests } from './observation.ts';

/** undefined while one of the clusters is not read completely. */
export function surveyFingerprint(
  observation: Pick<Observation, 'pivot' | 'source' | 'target' | 'ironicManifests'>,
): string | undefined {
  const { pivot, source, target, ironicManifests } = observation;
  const set = sourceMoveSet(observation);
  if (set === undefined || target?.crds === undefined) return undefined;
  const objects = set.groups.flat().map(({ object }) => `${identity(object)} ${versionOf(object)}`);
  const answeredFor = [
    source.uid,
    target.uid,
    describe(source),
    describe(target),
    describeManifests(ironicManifests),
    listedOwners(pivot),
    objects.toSorted(),
  ];
  return digest(JSON.stringify(answeredFor)).slice(0, 16);
}

/** What decides on what a server admits, as far as a look at it shows. */
function describe({ namespaceExists, crds, providers, webhooks }: ClusterView): unknown {
  const served = (crds ?? []).map(
    ({ name, servedVersions, resource }) => `${name} ${resource.version} ${servedVersions.join()}`,
  );
  return [
    namespaceExists,
    served.toSorted(),
    providers.map(({ name, type, version }) => `${type} ${name} ${version}`).toSorted(),
    webhooks.map(({ configuration, name, failurePolicy }) => `${configuration} ${name} ${failurePolicy}`).toSorted(),
  ];
}

/** What the target has of them decides about what has to be there before the others. */
function describeManifests(manifests: ObservedManifests): unknown {
  if (manifests.state !== 'found') return manifests.state;
  return [manifests.hash, ...manifests.objects.map(({ existsInTarget }) => existsInTarget)];
}

/** A status that changes all the time is no reason to ask again; Secrets and ConfigMaps have no generation. */
function versionOf({ metadata: { generation, resourceVersion, deletionTimestamp } }: KubeObject): string {
  return `${generation ?? resourceVersion ?? ''} ${deletionTimestamp ?? ''}`;
}
