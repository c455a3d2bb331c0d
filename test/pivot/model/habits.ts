/** What everybody else does meanwhile, each in their own time: kubelets, clusterctl, CAPM3, BMO and Cluster API. */
import type { KubeObject } from '../../../src/api/kube-object.ts';
import {
  blockMoveAnnotation,
  capiPausedAnnotation,
  hostPausedAnnotation,
  hostPausedByCapm3,
  hostStatusAnnotation,
} from '../../../src/api/marks.ts';
import { isPausedByAnnotation } from '../../../src/pivot/gates/cluster.ts';
import { isOff } from '../../../src/pivot/gitops/switch.ts';
import { moveSet } from '../../../src/pivot/graph.ts';
import { hostSpec, hostStatus, isClaimed, pausedBy, savedStatus, statusToSave } from '../../../src/pivot/hosts.ts';
import { identity } from '../../../src/pivot/inventory.ts';
import { missingLabels, moveKinds } from '../../../src/pivot/move-kinds.ts';
import type { Side } from '../../../src/pivot/observation.ts';
import { found, marked } from '../given.ts';
import { everything, hostsOf, isPausedNow, type ModelCluster, type ModelJob, ofKind, type World } from './world.ts';

/** Something that somebody is about to do. */
interface Habit {
  readonly name: string;
  readonly run: () => void;
}

/** Lets time pass, second by second; `delay` says how long each takes, in seconds. */
export class Bystanders {
  readonly #world: World;
  readonly #delay: () => number;
  readonly #dueIn = new Map<string, number>();

  constructor(world: World, delay: () => number) {
    this.#world = world;
    this.#delay = delay;
  }

  pass(seconds: number): void {
    for (let second = 0; second < seconds; second += 1) this.#tick();
  }

  #tick(): void {
    this.#world.now += 1000;
    const pending = [...habits(this.#world)];
    const names = new Set(pending.map(({ name }) => name));
    for (const name of this.#dueIn.keys()) if (!names.has(name)) this.#dueIn.delete(name);
    for (const { name, run } of pending) {
      const dueIn = this.#dueIn.get(name) ?? this.#delay();
      this.#dueIn.set(name, dueIn - 1);
      if (dueIn > 0) continue;
      this.#dueIn.delete(name);
      run();
      this.#world.check();
    }
  }
}

function* habits(world: World): Generator<Habit> {
  yield* inCluster(world, 'source');
  if (!world.targetIsGone) {
    yield* inCluster(world, 'target');
    yield* clusterApi(world.target);
    if (world.target.namespaceTerminating) yield { name: 'namespace', run: () => endNamespace(world) };
  }
  for (const owner of world.source.owners) yield* argoCd(world, owner);
  for (const job of world.jobs.values()) yield* mover(world, job);
}

function* inCluster(world: World, side: Side): Generator<Habit> {
  yield* kubelet(world.side(side), side);
  yield* capm3(world.side(side), side);
  yield* bareMetalOperator(world, side);
}

function endNamespace({ target }: World): void {
  target.namespaceExists = false;
  target.namespaceTerminating = false;
}

function* kubelet({ deployments }: ModelCluster, side: Side): Generator<Habit> {
  for (const [name, deployment] of Object.entries(deployments)) {
    const step = Math.sign(deployment.replicas - deployment.pods);
    if (step === 0) continue;
    const run = () => {
      deployment.pods += step;
    };
    yield { name: `${side} ${name} ${step}`, run };
  }
}

export function annotated(object: KubeObject, changes: Readonly<Record<string, string | null>>): KubeObject {
  const merged = { ...object.metadata.annotations, ...changes };
  const annotations = Object.fromEntries(
    Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  const { annotations: _, ...metadata } = object.metadata;
  return { ...object, metadata: Object.keys(annotations).length === 0 ? metadata : { ...metadata, annotations } };
}

export function put(cluster: ModelCluster, object: KubeObject): void {
  cluster.objects.set(identity(object), object);
}

/** A strict webhook whose server is stopped refuses every write to a host. */
export function admitsHosts({ webhooks, deployments }: ModelCluster): boolean {
  return deployments.bmo.pods > 0 || webhooks.every(({ failurePolicy }) => failurePolicy === 'Ignore');
}

function* capm3(cluster: ModelCluster, side: Side): Generator<Habit> {
  const [owner] = ofKind(cluster, 'Cluster');
  if (owner === undefined || !admitsHosts(cluster)) return;
  for (const host of hostsOf(cluster).filter(isClaimed)) {
    const { name } = host.metadata;
    if (isPausedNow(owner) && pausedBy(host) === undefined) {
      const marks = { [hostPausedAnnotation]: hostPausedByCapm3, [hostStatusAnnotation]: statusToSave(host) };
      yield { name: `${side} pause ${name}`, run: () => put(cluster, annotated(host, marks)) };
    }
    if (!isPausedNow(owner) && pausedBy(host) === hostPausedByCapm3) {
      const run = () => put(cluster, annotated(host, { [hostPausedAnnotation]: null }));
      yield { name: `${side} lift ${name}`, run };
    }
  }
}

function* bareMetalOperator(world: World, side: Side): Generator<Habit> {
  const cluster = world.side(side);
  const { bmo, ironic } = cluster.deployments;
  if (bmo.pods === 0) return;
  for (const host of hostsOf(cluster).filter((candidate) => pausedBy(candidate) === undefined)) {
    const { name } = host.metadata;
    const saved = savedStatus(host);
    const forgetSaved = () => annotated(host, { [hostStatusAnnotation]: null });
    if (host['status'] === undefined && saved !== undefined) {
      const status = { ...(JSON.parse(saved) as object), lastUpdated: new Date(world.now).toISOString() };
      yield { name: `${side} restore ${name}`, run: () => put(cluster, { ...forgetSaved(), status }) };
    } else if (saved !== undefined) {
      yield { name: `${side} forget ${name}`, run: () => put(cluster, forgetSaved()) };
    } else if (host['status'] !== undefined && ironic.pods > 0) {
      const secret = ofKind(cluster, 'Secret').find((it) => it.metadata.name === hostSpec(host).bmc?.credentialsName);
      const credentialsVersion = secret?.metadata.resourceVersion ?? '';
      if (hostStatus(host).goodCredentials?.credentialsVersion === credentialsVersion) continue;
      const proven = { goodCredentials: { credentialsVersion }, triedCredentials: { credentialsVersion } };
      const run = () => put(cluster, { ...host, status: { ...hostStatus(host), ...proven } });
      yield { name: `${side} reach ${name}`, run };
    }
  }
}

function* clusterApi(target: ModelCluster): Generator<Habit> {
  const [owner] = ofKind(target, 'Cluster');
  if (owner === undefined || isPausedNow(owner)) return;
  for (const machine of ofKind(target, 'Machine').filter((candidate) => candidate['status'] === undefined)) {
    const { name } = machine.metadata;
    const status = { phase: 'Running', nodeRef: { name } };
    yield { name: `run ${name}`, run: () => put(target, { ...machine, status }) };
  }
}

export function setSwitch(cluster: ModelCluster, owner: KubeObject, automated: unknown): void {
  const resourceVersion = String(Number(owner.metadata.resourceVersion) + 1);
  const syncPolicy = automated === null ? {} : { automated };
  const changed = { ...marked(owner, { resourceVersion }), spec: { syncPolicy } };
  cluster.owners = cluster.owners.map((one) => (one.metadata.uid === owner.metadata.uid ? changed : one));
}

/** Its repository has every object, with Clusters that run. */
function* argoCd({ source, inventories }: World, owner: KubeObject): Generator<Habit> {
  if (isOff(owner)) return;
  const { name } = owner.metadata;
  for (const paused of ofKind(source, 'Cluster').filter(isPausedNow)) {
    const run = () => put(source, { ...paused, spec: { ...(paused['spec'] as object), paused: false } });
    yield { name: `${name} heals`, run };
  }
  const gone = everything.find((one) => !source.objects.has(one));
  const original = [...inventories.values()][0]?.entries.find(({ object }) => identity(object) === gone);
  if (original === undefined) return;
  yield { name: `${name} creates`, run: () => put(source, marked(original.object, { uid: 'made-again' })) };
}

/** clusterctl gives up waiting for block-move after ten attempts. */
const gateSeconds = 374;

function* mover(world: World, job: ModelJob): Generator<Habit> {
  if (job.deleting) yield { name: `end ${job.name}`, run: () => world.jobs.delete(job.name) };
  // clusterctl repeats what fails for longer than any of these pivots lasts.
  if (job.stage === 'ended' || world.targetIsGone) return;
  const run = job.what === 'init' ? () => install(world, job) : () => copy(world, job);
  yield { name: `${job.name} ${job.stage} ${job.group}`, run };
}

/** Providers bring their CRDs. */
function install({ source, target }: World, job: ModelJob): void {
  const present = new Set(target.crds.map(({ name }) => name));
  target.providers = [...target.providers, ...job.providers];
  target.crds = [...target.crds, ...source.crds.filter(({ name }) => !present.has(name))];
  job.stage = 'ended';
}

function copy(world: World, job: ModelJob): void {
  const { source } = world;
  const fail = (why: string) => {
    job.failure = why;
    job.stage = 'ended';
  };
  switch (job.stage) {
    case 'starting':
      if (ofKind(source, 'Cluster').some(isPausedNow)) return fail('the following Clusters are paused: metal3/prod');
      if (ofKind(source, 'ClusterClass').some(isPausedByAnnotation))
        return fail('the following ClusterClasses are paused: metal3/metal');
      for (const it of ofKind(source, 'Cluster'))
        put(source, { ...it, spec: { ...(it['spec'] as object), paused: true } });
      job.stage = 'pausing classes';
      return;
    case 'pausing classes':
      for (const it of ofKind(source, 'ClusterClass')) put(source, annotated(it, { [capiPausedAnnotation]: 'true' }));
      job.stage = 'at the gate';
      job.atGateSince = world.now;
      return;
    case 'at the gate':
      if (world.now - job.atGateSince > gateSeconds * 1000) return fail('resource is not ready to move');
      if (isBlocked(source)) return;
      job.stage = 'creating';
      return;
    case 'creating':
      return create(world, job);
    case 'ended':
      return;
  }
}

function isBlocked(source: ModelCluster): boolean {
  return ofKind(source, 'Cluster').some((it) => blockMoveAnnotation in (it.metadata.annotations ?? {}));
}

/** One group of owners at a time; each object as it is in the source now, with its owners resolved, without status. */
function create(world: World, job: ModelJob): void {
  const { source, target } = world;
  const kinds = moveKinds(source.crds.filter((crd) => missingLabels(crd).length === 0));
  const group = moveSet(kinds, [...source.objects.values()].map(found)).groups[job.group];
  job.group += 1;
  if (group === undefined) {
    job.stage = 'ended';
    return;
  }
  for (const { object } of group) {
    const { status: _, ...original } = object;
    const owners = object.metadata.ownerReferences?.map((owner) => {
      const copied = [...target.objects.values()].find(
        (it) => it.kind === owner.kind && it.metadata.name === owner.name,
      );
      return { ...owner, uid: copied?.metadata.uid ?? '' };
    });
    const uid = target.objects.get(identity(object))?.metadata.uid ?? world.newUid();
    const rest = {
      uid,
      resourceVersion: `in-target-${uid}`,
      ...(owners === undefined ? {} : { ownerReferences: owners }),
    };
    put(target, marked(original, rest));
  }
}
