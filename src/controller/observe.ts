/** Both clusters, the Jobs and the journal → one readonly Observation. An unreachable target is an observation, too. */
import { type ClusterPivot, isOver, parseClusterPivot } from '../api/clusterpivot.ts';
import type { KubeObject } from '../api/kube-object.ts';
import { bareMetalHosts, clusterPivots, configMaps, secrets } from '../api/resources.ts';
import type { DeploymentRef } from '../api/names.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { isKubeError, KubeError } from '../kube/errors.ts';
import type { Inventory } from '../pivot/inventory.ts';
import { jobName } from '../pivot/jobs.ts';
import {
  type ClusterctlConfig,
  type ClusterView,
  type Observation,
  type Rival,
  readsFor,
  type Side,
} from '../pivot/observation.ts';
import { loadInventory } from './inventory-store.ts';
import { isMirrored } from './mirror.ts';
import { observeCluster } from './observe-cluster.ts';
import { observeJob } from './observe-job.ts';
import type { TargetConnection } from './target.ts';
import type { World } from './world.ts';

/** Inventories by their hash: loading one for each look would be slow, and it never changes. */
const loaded = new Map<string, Inventory>();

export async function observe(world: World, pivot: ClusterPivot, connection: TargetConnection): Promise<Observation> {
  const { journal = {} } = pivot.status;
  const reads = readsFor(pivot);
  const namespace = pivot.metadata.namespace ?? '';
  const inventory = await inventoryOf(world, pivot);
  const question = (side: Side) => ({
    namespace,
    reads,
    named: namedDeployments(pivot, side),
    inventory,
    sourceCrds: undefined,
  });
  const [source, rivals, clusterctlConfig, initJob, copyJob] = await Promise.all([
    observeCluster(world.source, question('source')),
    findRivals(world, pivot),
    clusterctlConfigOf(world, pivot),
    observeJob(world, journal.initJob ?? jobName(pivot, 'init')),
    observeJob(world, journal.copy?.job),
  ]);
  const observed = await observeTarget(unlessSame(connection, source), async (client) => {
    const target = await observeCluster(client, { ...question('target'), sourceCrds: source.crds });
    const hostWebhook = reads.hostWebhook ? await tryHostWebhook(client) : undefined;
    const targetSecretVersions = reads.targetDetails
      ? await secretVersions(client, namespace)
      : new Map<string, string>();
    const mirrored = await isMirrored(client, world.namespace, pivot);
    return { target, hostWebhook, targetSecretVersions, mirrored };
  });
  return {
    now: world.clock.now(),
    pivot,
    rivals,
    clusterctlConfig,
    targetPinned: connection.pinned,
    source,
    initJob,
    copyJob,
    inventory,
    ...observed,
  };
}

/** The source itself is no target: what is in it must not be taken for what a pivot left there, or should stop. */
function unlessSame(connection: TargetConnection, source: ClusterView): TargetConnection {
  const { access } = connection;
  return access.state === 'connected' && access.uid === source.uid ? { ...connection, client: undefined } : connection;
}

type TargetPart = Pick<Observation, 'access' | 'target' | 'hostWebhook' | 'targetSecretVersions' | 'mirrored'>;

/** A target that stops answering half-way through is as unreachable as one that never did. */
async function observeTarget(
  { access, client }: TargetConnection,
  read: (client: ClusterClient) => Promise<Omit<TargetPart, 'access'> & { target: ClusterView }>,
): Promise<TargetPart> {
  const nothing = {
    target: undefined,
    hostWebhook: undefined,
    targetSecretVersions: new Map<string, string>(),
    mirrored: false,
  };
  if (client === undefined) return { access, ...nothing };
  try {
    return { access, ...(await read(client)) };
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    return { access: { state: 'unreachable', server: client.server, problem: error.message }, ...nothing };
  }
}

async function inventoryOf({ source, namespace }: World, { status }: ClusterPivot): Promise<Inventory | undefined> {
  const ref = status.journal?.inventory;
  if (ref === undefined || status.journal?.completedTime !== undefined) return undefined;
  const known = loaded.get(ref.hash);
  if (known !== undefined) return known;
  const inventory = await loadInventory(source, namespace, ref);
  if (inventory !== undefined) loaded.set(ref.hash, inventory);
  return inventory;
}

function namedDeployments({ spec, status }: ClusterPivot, side: Side): readonly DeploymentRef[] {
  const fence = status.journal?.fence;
  const recorded = side === 'source' ? [fence?.bareMetalOperator, fence?.ironic] : [fence?.targetIronic];
  return [spec.bareMetalOperator?.[side], spec.ironic?.[side], ...recorded].filter((ref) => ref !== undefined);
}

async function findRivals({ source }: World, pivot: ClusterPivot): Promise<readonly Rival[]> {
  const all = await source.list(clusterPivots, { namespace: pivot.metadata.namespace ?? '' });
  return all.items.filter((object) => object.metadata.uid !== pivot.metadata.uid).map(readRival);
}

function readRival(object: KubeObject): Rival {
  const parsed = parseClusterPivot(object);
  const journal = (parsed.ok ? parsed.pivot.status.journal : undefined) ?? {};
  return {
    name: object.metadata.name,
    creationTimestamp: object.metadata.creationTimestamp ?? '',
    started: journal.startedTime !== undefined,
    ended: parsed.ok && isOver(parsed.pivot.status),
  };
}

async function clusterctlConfigOf({ source }: World, { spec, metadata }: ClusterPivot): Promise<ClusterctlConfig> {
  const name = spec.providers.clusterctlConfigRef?.name;
  if (name === undefined) return 'notReferenced';
  const found = await source.get(configMaps, { namespace: metadata.namespace ?? '', name });
  const data = found?.['data'] as Record<string, string> | undefined;
  return data?.['clusterctl.yaml'] === undefined ? 'missing' : 'found';
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
