/** What a look at the target gives. A target that stops answering half-way through is as unreachable as one that never did. */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import type { KubeObject } from '../api/kube-object.ts';
import { bareMetalHosts, secrets } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { isKubeError, KubeError } from '../kube/errors.ts';
import { settleAll } from '../kube/settle-all.ts';
import { type Claim, targetClaim } from '../pivot/claim.ts';
import { keptObjects } from '../pivot/move-set.ts';
import { type ClusterView, leadsToSource, type Observation, readsFor } from '../pivot/observation.ts';
import { readClaim } from './claims.ts';
import { readMirrorStage } from './mirror.ts';
import { observeCluster, type Question } from './observe-cluster.ts';
import { findProbes, isWatched, type TargetProbes } from './observe-endpoint.ts';
import { observeManifests, type ReadManifests } from './observe-manifests.ts';
import type { TargetConnection } from './target.ts';
import type { World } from './world.ts';

export interface SeenFromSource {
  readonly pivot: ClusterPivot;
  readonly source: ClusterView;
  readonly manifests: ReadManifests;
  readonly question: Question;
}

type Details = Pick<Observation, 'hostWebhook' | 'targetSecretVersions' | 'mirrored' | 'ironicManifests'> & {
  readonly targetClaim: Claim | undefined;
  /** undefined while nobody watches the endpoint. */
  readonly probes: TargetProbes | undefined;
};

export async function observeTarget(
  world: World,
  connection: TargetConnection,
  seen: SeenFromSource,
): Promise<Details & Pick<Observation, 'access' | 'target'>> {
  const { access, client } = unlessSame(connection, seen.source);
  const nothing = {
    target: undefined,
    hostWebhook: undefined,
    targetSecretVersions: new Map<string, string>(),
    mirrored: undefined,
    ironicManifests: await observeManifests(seen.manifests, undefined),
    targetClaim: undefined,
    probes: undefined,
  };
  if (client === undefined) return { access, ...nothing };
  try {
    const target = await observeCluster(client, {
      ...seen.question,
      sourceCrds: seen.source.crds ?? [],
      kept: keptObjects(seen),
    });
    return { access, target, ...(await observeDetails(world, client, { ...seen, target })) };
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    return { access: { state: 'unreachable', server: client.server, problem: error.message }, ...nothing };
  }
}

/** The source itself is no target: what is in it must not be taken for what a pivot left there, or should stop. */
function unlessSame(connection: TargetConnection, source: ClusterView): TargetConnection {
  return leadsToSource({ access: connection.access, source }) ? { ...connection, client: undefined } : connection;
}

async function observeDetails(
  { namespace, clock }: World,
  client: ClusterClient,
  { pivot, source, target, manifests }: SeenFromSource & { readonly target: ClusterView },
): Promise<Details> {
  const reads = readsFor(pivot);
  const [hostWebhook, targetSecretVersions, mirrored, ironicManifests, claim] = await settleAll([
    reads.hostWebhook ? tryHostWebhook(client) : undefined,
    reads.targetDetails ? secretVersions(client, pivot.metadata.namespace ?? '') : new Map<string, string>(),
    readMirrorStage(client, namespace, pivot),
    observeManifests(manifests, client),
    reads.claims ? readClaim(client, targetClaim) : undefined,
  ]);
  // Last, so that a decision goes by what the probes say now.
  const at = clock.monotonic();
  const around = { pivot, source, target, ironicManifests };
  const probes = isWatched(pivot) ? { at, found: await findProbes(client, around, 'target') } : undefined;
  return { hostWebhook, targetSecretVersions, mirrored, ironicManifests, targetClaim: claim, probes };
}

async function secretVersions(client: ClusterClient, namespace: string): Promise<ReadonlyMap<string, string>> {
  const found = await client.list(secrets, { namespace });
  return new Map(found.items.map(({ metadata }) => [metadata.name, metadata.resourceVersion ?? '']));
}

/** A dry run stores nothing, and passes only if the webhook answers. */
async function tryHostWebhook(client: ClusterClient): Promise<{ answers: boolean; problem: string }> {
  const host: KubeObject = {
    apiVersion: 'metal3.io/v1alpha1',
    kind: 'BareMetalHost',
    metadata: { name: 'clusterpivot-dry-run', namespace: 'default' },
    spec: { online: false },
  };
  try {
    await client.create(bareMetalHosts, host, { dryRun: true });
    return { answers: true, problem: '' };
  } catch (error) {
    if (!(error instanceof KubeError) || isKubeError(error, 'network')) throw error;
    return { answers: false, problem: error.message };
  }
}
