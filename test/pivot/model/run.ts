/** Drives the decisions through the modelled world as the operator does, with whatever may go wrong on the way. */

import type { ClusterPivot, PivotStatus } from '../../../src/api/clusterpivot.ts';
import { claimHolder } from '../../../src/pivot/claim.ts';
import { type Decision, decide } from '../../../src/pivot/decide.ts';
import { isOnClock, ontoClock } from '../../../src/pivot/elapsed.ts';
import { inventoryResources } from '../../../src/pivot/inventory.ts';
import { jobName } from '../../../src/pivot/jobs.ts';
import { moveKinds } from '../../../src/pivot/move-kinds.ts';
import { nextLookWithin } from '../../../src/pivot/next-look.ts';
import {
  type ClusterView,
  type Observation,
  type ObservedJob,
  readsFor,
  type Side,
} from '../../../src/pivot/observation.ts';
import type { Facts, Result } from '../../../src/pivot/result.ts';
import { statusAfter } from '../../../src/pivot/status.ts';
import { view } from '../given.ts';
import { survey } from '../given-survey.ts';
import { carryOut, isReachable } from './carry-out.ts';
import { Bystanders } from './habits.ts';
import { type ModelCluster, type ModelDeployment, ofKind, type World } from './world.ts';

/** What goes wrong with one look: nothing, a crash after so many effects, a write that is lost, no connection. */
export type Fault =
  | { readonly kind: 'none' }
  | { readonly kind: 'crash'; readonly after: number }
  | { readonly kind: 'lost write' }
  | { readonly kind: 'cut off'; readonly seconds: number }
  /** Of the operator's wall clock, just before it looks; backwards when negative. Unseen: while another process begins to look. */
  | { readonly kind: 'clock jump'; readonly seconds: number; readonly unseen: boolean };

export interface Conditions {
  /** What goes wrong with which look, in order; then nothing more. */
  readonly faults?: readonly Fault[];
  /** How long bystanders take, in seconds, again and again. */
  readonly delays?: readonly number[];
  /** Changes the world before the look of this number. */
  readonly before?: (world: World, look: number) => void;
}

export interface Look {
  readonly at: number;
  readonly decision: Decision;
}

export interface Run {
  readonly looks: readonly Look[];
  /** Why it stopped: it is over, only a human can help, it is gone, or it did not come to an end. */
  readonly end: 'over' | 'stalled' | 'gone' | 'endless';
}

const mostLooks = 1500;

export function run(world: World, { faults = [], delays = [2], before }: Conditions = {}): Run {
  let turn = 0;
  const delay = () => {
    turn += 1;
    return delays[turn % delays.length] ?? 0;
  };
  const bystanders = new Bystanders(world, delay);
  const looks: Look[] = [];
  const began = world.now;
  for (let look = 0; look < mostLooks; look += 1) {
    before?.(world, look);
    if (world.pivot === undefined) return { looks, end: 'gone' };
    const fault = faults[look] ?? { kind: 'none' };
    if (fault.kind === 'cut off') world.unreachableUntil = world.now + fault.seconds * 1000;
    if (fault.kind === 'clock jump') jump(world, fault);
    const observation = observe(world, world.pivot);
    if (!isOnClock(world.pivot.status, observation)) {
      moveOntoClock(world, observation);
      bystanders.pass(1);
      continue;
    }
    const decision = decide(observation);
    looks.push({ at: (world.now - began) / 1000, decision });
    const settled = look >= faults.length && decision.result.kind === 'met';
    follow(world, observation, { decision, fault });
    world.check();
    if (settled) return { looks, end: 'over' };
    if (decision.result.kind === 'stall' && look >= faults.length) return { looks, end: 'stalled' };
    bystanders.pass(pause(decision.result, observation));
  }
  return { looks, end: 'endless' };
}

function jump(world: World, { seconds, unseen }: Extract<Fault, { kind: 'clock jump' }>): void {
  world.clockAheadMs += seconds * 1000;
  if (unseen) world.timesAheadMs = world.clockAheadMs;
}

/** As controller/reconcile.ts does. */
function moveOntoClock(world: World, observation: Observation): void {
  store(world, ontoClock(observation.pivot.status, observation));
  world.timesAheadMs = world.clockAheadMs;
}

/** Bystanders go on after the pivot is over. */
export function settle(world: World): void {
  new Bystanders(world, () => 1).pass(60);
}

/** A change of something is told of within 5 s; the bystanders take whole steps of a second. */
function pause(result: Result, observation: Observation): number {
  return Math.max(1, Math.min(5, Math.round(nextLookWithin(result, observation) ?? 1)));
}

interface Doing {
  readonly decision: Decision;
  readonly fault: Fault;
}

/** As controller/reconcile.ts does: facts alone, or effects and then what they came to. */
function follow(world: World, observation: Observation, { decision, fault }: Doing): void {
  const { result } = decision;
  const write = (facts: Facts) => {
    if (fault.kind !== 'lost write') store(world, statusAfter(observation, decision, facts));
  };
  if (result.kind !== 'act') return write(result.kind === 'record' ? result.facts : {});
  const found = effects(world, result, fault.kind === 'crash' ? fault.after : Number.POSITIVE_INFINITY);
  const changesFinalizers = result.actions.some(({ kind }) => kind === 'addFinalizer' || kind === 'removeFinalizer');
  if (found !== undefined && !changesFinalizers) write({ ...result.then, ...found });
}

/** undefined when it crashed on the way, or an effect failed: nothing is written then. */
function effects(world: World, { actions }: Extract<Result, { kind: 'act' }>, most: number): Facts | undefined {
  const effects = carryOut(actions, world);
  try {
    for (let count = 0; count < most; count += 1) {
      const { done, value } = effects.next();
      world.check();
      if (done === true) return value;
    }
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('never:')) throw error;
  }
  return undefined;
}

/** Through JSON, as the API server keeps it. */
function store(world: World, status: PivotStatus): void {
  if (world.pivot === undefined) return;
  world.pivot = { ...world.pivot, status: JSON.parse(JSON.stringify(status)) as PivotStatus };
  world.committed ||= world.pivot.status.journal?.committedTime !== undefined;
}

function observe(world: World, pivot: ClusterPivot): Observation {
  const { journal = {} } = pivot.status;
  const hash = journal.completedTime === undefined ? (journal.inventory?.hash ?? '') : '';
  const inventory = world.inventories.get(hash);
  const connected = isReachable(world);
  const hasKubeconfig = world.pinned || world.source.objects.has('/Secret/metal3/prod-kubeconfig');
  const seen = connected && hasKubeconfig;
  const reads = readsFor(pivot);
  const kinds = new Set(
    (inventory === undefined
      ? moveKinds(reads.crds ? world.source.crds : []).map(({ resource }) => resource)
      : inventoryResources(inventory)
    ).map(({ kind }) => kind),
  );
  const look = (side: Side) => viewOf(world.side(side), { kinds, reads });
  const holder = claimHolder(pivot);
  const claimOn = (side: Side) => (world.claims.has(side) ? { lease: `${side}/claim`, holder, since: '' } : undefined);
  const server = 'https://192.0.2.10:6443';
  return {
    now: world.now + world.clockAheadMs,
    jumpedMs: world.clockAheadMs - world.timesAheadMs,
    pivot,
    rivals: [],
    claims: { source: claimOn('source'), target: seen ? claimOn('target') : undefined, intoSource: undefined },
    clusterctlConfig: 'notReferenced',
    clusterctlVariables: { state: 'notReferenced' },
    missingProbeInput: undefined,
    access: seen
      ? { state: 'connected', server, uid: world.target.uid }
      : hasKubeconfig
        ? { state: 'unreachable', server, problem: 'connection refused' }
        : { state: 'secretMissing', secret: 'prod-kubeconfig', key: undefined },
    report: undefined,
    targetPinned: world.pinned,
    source: look('source'),
    target: seen ? look('target') : undefined,
    hostWebhook:
      seen && reads.hostWebhook
        ? { answers: world.target.deployments.bmo.pods > 0, problem: 'no endpoints' }
        : undefined,
    targetSecretVersions: new Map(
      (seen ? ofKind(world.target, 'Secret') : []).map(({ metadata }) => [
        metadata.name,
        metadata.resourceVersion ?? '',
      ]),
    ),
    initJob: jobOf(world, journal.initJob ?? jobName(pivot, 'init')),
    copyJob: jobOf(world, journal.copy?.job),
    ironicManifests: { state: 'notReferenced' },
    gitOpsOwners: world.source.owners,
    endpoint: undefined,
    inventory,
    storedPlan: world.planned === undefined ? undefined : { hash: world.planned, approved: undefined },
    survey: {
      state: 'taken',
      survey: survey({ takenAt: world.now + world.clockAheadMs, durationMs: 0, gitOps: world.source.owners }),
    },
    mirrored: seen && world.mirror?.hash === journal.inventory?.hash ? world.mirror?.stage : undefined,
  };
}

interface Question {
  readonly kinds: ReadonlySet<string>;
  readonly reads: ReturnType<typeof readsFor>;
}

function viewOf(cluster: ModelCluster, { kinds, reads }: Question): ClusterView {
  const { uid, namespaceExists, namespaceTerminating, providers, webhooks, deployments, nodes, crds } = cluster;
  const objects = [...cluster.objects.values()];
  const seen = view(objects, {
    uid,
    namespaceExists,
    namespaceTerminating,
    providers,
    webhooks,
    nodes,
    workloads: [workloadOf(deployments.bmo), workloadOf(deployments.ironic)],
    crds: reads.crds ? crds : undefined,
  });
  return { ...seen, objects: reads.objects ? seen.objects?.filter(({ object }) => kinds.has(object.kind)) : undefined };
}

function workloadOf({ like, replicas, pods }: ModelDeployment): ClusterView['workloads'][number] {
  const names = Array.from({ length: pods }, (_, index) => ({
    name: `${like.name}-${index}`,
    ready: true,
    node: 'm-0',
  }));
  return { ...like, replicas, pods: names, available: pods === replicas };
}

function jobOf(world: World, name: string | undefined): ObservedJob | undefined {
  const job = world.jobs.get(name ?? '');
  if (job === undefined) return undefined;
  const finished = job.stage === 'ended';
  const succeeded = finished && job.failure === undefined;
  return {
    name: job.name,
    finished,
    terminating: job.deleting,
    succeeded,
    result: undefined,
    problem: job.failure,
  };
}
