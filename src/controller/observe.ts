/** Both clusters, the Jobs and the journal → one readonly Observation. An unreachable target is an observation, too. */
import { type ClusterPivot, isOver, parseClusterPivot } from '../api/clusterpivot.ts';
import type { KubeObject } from '../api/kube-object.ts';
import type { DeploymentRef } from '../api/names.ts';
import { clusterPivots } from '../api/resources.ts';
import { settleAll } from '../kube/settle-all.ts';
import { sourceClaim, targetClaim } from '../pivot/claim.ts';
import { isWithoutTarget } from '../pivot/goals/without-target.ts';
import type { Inventory } from '../pivot/inventory.ts';
import { jobName } from '../pivot/jobs.ts';
import { type Observation, type Rival, readsFor, type Side } from '../pivot/observation.ts';
import { ironicDeployment, ironicOperator } from '../pivot/workloads.ts';
import { readClaim } from './claims.ts';
import { clusterctlConfigOf, clusterctlVariablesOf } from './clusterctl-inputs.ts';
import { readOwners } from './gitops-owners.ts';
import { loadInventory } from './inventory-store.ts';
import { observeCluster } from './observe-cluster.ts';
import { isWatched, noProbes, observeEndpoint, type TargetProbes } from './observe-endpoint.ts';
import { observeJob } from './observe-job.ts';
import { readManifests } from './observe-manifests.ts';
import { observeSurvey } from './observe-survey.ts';
import { observeTarget } from './observe-target.ts';
import { loadPlan } from './plan-store.ts';
import { missingProbeInput, type Surroundings } from './probe-parts.ts';
import { listOrNone } from './read-lists.ts';
import { readReport } from './read-report.ts';
import type { TargetConnection } from './target.ts';
import type { World } from './world.ts';

/** The inventory of each pivot by its UID: loading it for each look would be slow. Forgotten with the pivot's end: it is large. */
const loaded = new Map<string, { readonly hash: string; readonly inventory: Inventory }>();

export async function observe(world: World, pivot: ClusterPivot, connection: TargetConnection): Promise<Observation> {
  const { journal = {} } = pivot.status;
  const namespace = pivot.metadata.namespace ?? '';
  const inventory = await inventoryOf(world, pivot);
  const question = (side: Side) => ({
    namespace,
    reads: readsFor(pivot),
    named: namedDeployments(pivot, side),
    inventory,
    sourceCrds: undefined,
  });
  const [
    source,
    rivals,
    claimOnSource,
    claimIntoSource,
    clusterctlConfig,
    clusterctlVariables,
    missingInput,
    storedPlan,
    initJob,
    copyJob,
    manifests,
    gitOpsOwners,
  ] = await settleAll([
    observeCluster(world.source, question('source')),
    findRivals(world, pivot),
    readsFor(pivot).claims ? readClaim(world.source, sourceClaim(world.namespace, pivot)) : undefined,
    readsFor(pivot).claims ? readClaim(world.source, targetClaim) : undefined,
    clusterctlConfigOf(world.source, pivot),
    clusterctlVariablesOf(world.source, pivot),
    readsFor(pivot).survey ? missingProbeInput(world, pivot) : undefined,
    journal.startedTime === undefined ? loadPlan(world.source, pivot) : undefined,
    observeJob(world, journal.initJob ?? jobName(pivot, 'init')),
    observeJob(world, journal.copy?.job),
    readManifests(world.source, pivot),
    readOwners(world.source, pivot),
  ]);
  const {
    probes,
    targetClaim: claimOnTarget,
    ...observed
  } = await observeTarget(world, connection, {
    pivot,
    source,
    manifests,
    question: question('target'),
  });
  const around = { pivot, source, ironicManifests: observed.ironicManifests };
  return {
    ...world.clockJumps.look(pivot),
    pivot,
    rivals,
    claims: { source: claimOnSource, target: claimOnTarget, intoSource: claimIntoSource },
    clusterctlConfig,
    clusterctlVariables,
    missingProbeInput: missingInput,
    report: await readReport(world.source, pivot, { access: observed.access, source }),
    targetPinned: connection.pinned,
    source,
    initJob,
    copyJob,
    inventory,
    gitOpsOwners,
    storedPlan,
    ...observed,
    survey: observeSurvey(world, connection, { ...around, target: observed.target }),
    endpoint: await endpointSeen(world, { ...around, target: observed.target }, probes),
  };
}

/** By the probes of both sides; by the source's alone once the target is gone. */
async function endpointSeen(
  world: World,
  around: Surroundings,
  probes: TargetProbes | undefined,
): Promise<Observation['endpoint']> {
  const gone = isWithoutTarget(around) && isWatched(around.pivot);
  const seen = gone ? { found: noProbes, at: world.clock.monotonic() } : probes;
  return seen === undefined ? undefined : observeEndpoint(world, around, seen);
}

async function inventoryOf(
  { source, namespace }: World,
  { metadata: { uid = '' }, status }: ClusterPivot,
): Promise<Inventory | undefined> {
  const { inventory: ref, completedTime } = status.journal ?? {};
  if (ref === undefined || completedTime !== undefined) {
    loaded.delete(uid);
    return undefined;
  }
  const known = loaded.get(uid);
  if (known?.hash === ref.hash) return known.inventory;
  const inventory = await loadInventory(source, namespace, ref);
  if (inventory !== undefined) loaded.set(uid, { hash: ref.hash, inventory });
  return inventory;
}

function namedDeployments(pivot: ClusterPivot, side: Side): readonly DeploymentRef[] {
  const { spec, status } = pivot;
  const fence = status.journal?.fence;
  const own =
    side === 'source'
      ? [ironicOperator(pivot), fence?.bareMetalOperator, fence?.ironicOperator, fence?.ironic]
      : [fence?.targetIronic];
  return [spec.bareMetalOperator?.[side], ironicDeployment(pivot, side), ...own].filter((ref) => ref !== undefined);
}

async function findRivals({ source }: World, pivot: ClusterPivot): Promise<readonly Rival[]> {
  const all = await listOrNone(source, clusterPivots, { namespace: pivot.metadata.namespace ?? '' });
  return all.filter((object) => object.metadata.uid !== pivot.metadata.uid).map(readRival);
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
