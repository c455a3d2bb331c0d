/** Carries out actions in the modelled world, one effect at a time, as controller/act.ts does in real ones. */
import type { Journal } from '../../../src/api/journal.ts';
import { pivotFinalizer } from '../../../src/api/marks.ts';
import type { Action } from '../../../src/pivot/action.ts';
import { moveSet } from '../../../src/pivot/graph.ts';
import { buildInventory, type InventoryEntry, identity } from '../../../src/pivot/inventory.ts';
import { moveKinds } from '../../../src/pivot/move-kinds.ts';
import type { Side } from '../../../src/pivot/observation.ts';
import { found } from '../given.ts';
import { admitsHosts, annotated, put, setSwitch } from './habits.ts';
import type { ModelJob, World } from './world.ts';

type Outcome = Partial<Journal> | void;
type Several = readonly (() => void)[];

/** An action does one thing and says what it found out, or does several, which a crash may part. */
type Handlers = {
  readonly [Kind in Action['kind']]: (action: Extract<Action, { kind: Kind }>, world: World) => Outcome | Several;
};

function isSeveral(outcome: Outcome | Several): outcome is Several {
  return Array.isArray(outcome);
}

/** Yields after each effect, so that a crash can come in between; returns what was found out. */
export function* carryOut(actions: readonly Action[], world: World): Generator<void, Partial<Journal>> {
  let facts: Partial<Journal> = {};
  for (const action of actions) {
    const handler = handlers[action.kind] as Handlers['cleanUp'];
    const outcome = handler(action as Extract<Action, { kind: 'cleanUp' }>, world);
    if (!isSeveral(outcome)) facts = { ...facts, ...outcome };
    else
      for (const effect of outcome) {
        effect();
        yield;
      }
    yield;
  }
  return facts;
}

/** The modelled pivots scale a Deployment and watch no endpoint. */
function notModelled({ kind }: { readonly kind: string }): never {
  throw new Error(`never: ${kind} without spec.ironic.endpoint or manifests`);
}

const handlers: Handlers = {
  addFinalizer(_, world) {
    setFinalizers(world, [...(world.pivot?.metadata.finalizers ?? []), pivotFinalizer]);
  },
  removeFinalizer(_, world) {
    setFinalizers(world, []);
    if (world.pivot?.metadata.deletionTimestamp !== undefined) world.pivot = undefined;
  },
  writePlan({ hash }, world) {
    world.planned = hash;
  },
  pinTarget(_, world) {
    if (!world.source.objects.has('/Secret/metal3/prod-kubeconfig')) throw new Error('the kubeconfig is gone');
    world.pinned = true;
  },
  claim({ side }, world) {
    if (side === 'target') reach(world);
    world.claims.add(side);
  },
  labelCrd({ side, name, labels }, world) {
    relabel(world, side, name, (before) => ({ ...before, ...Object.fromEntries(labels.map((label) => [label, ''])) }));
  },
  unlabelCrd({ side, name, labels }, world) {
    relabel(world, side, name, (before) =>
      Object.fromEntries(Object.entries(before).filter(([label]) => !labels.includes(label))),
    );
  },
  installProbe: notModelled,
  listProviders: notModelled,
  unlistProviders: notModelled,
  label: notModelled,
  applyManifests: notModelled,
  deleteManifests: notModelled,
  createTargetNamespace(_, world) {
    if (reach(world).namespaceTerminating) throw new Error('the namespace is being deleted');
    world.target.namespaceExists = true;
  },
  deleteTargetNamespace(_, world) {
    const target = reach(world);
    if (target.objects.size > 0) throw new Error('never: a namespace is deleted with objects in it');
    target.namespaceTerminating = target.namespaceExists;
  },
  runInitJob({ job, providers }, world) {
    reach(world);
    start(world, { name: job, what: 'init', providers });
  },
  runCopyJob({ job }, world) {
    reach(world);
    start(world, { name: job, what: 'copy', providers: [] });
  },
  deleteJob({ job }, world) {
    const running = world.jobs.get(job);
    if (running !== undefined) running.deleting = true;
  },
  setFailurePolicy({ configuration, webhook, failurePolicy }, { source }) {
    source.webhooks = source.webhooks.map((it) =>
      it.configuration === configuration && it.name === webhook ? { ...it, failurePolicy } : it,
    );
  },
  scale({ side, deployment, replicas }, world) {
    const cluster = side === 'source' ? world.source : reach(world);
    const scaled = deployment.name === 'bmo' ? cluster.deployments.bmo : cluster.deployments.ironic;
    scaled.replicas = replicas;
  },
  annotate({ side, object, annotations }, world) {
    const cluster = side === 'source' ? world.source : reach(world);
    const current = cluster.objects.get(identity(object));
    if (current?.metadata.uid !== object.metadata.uid || current === undefined) throw new Error('it is another one');
    if (object.kind === 'BareMetalHost' && !admitsHosts(cluster)) throw new Error('the webhook does not answer');
    put(cluster, annotated(current, annotations));
  },
  switchOwner({ owner, value }, { source }) {
    const current = source.owners.find(({ metadata }) => metadata.name === owner.metadata.name);
    if (current === undefined || current.metadata.resourceVersion !== owner.metadata.resourceVersion) {
      throw new Error('it is another version');
    }
    setSwitch(source, current, value);
  },
  unpauseCluster({ side, object }, world) {
    const cluster = side === 'source' ? world.source : reach(world);
    const current = cluster.objects.get(identity(object));
    if (current?.metadata.uid !== object.metadata.uid || current === undefined) throw new Error('it is another one');
    const { paused: _, ...spec } = current['spec'] as { paused?: boolean };
    put(cluster, { ...current, spec });
  },
  takeInventory(_, world) {
    const target = reach(world);
    const set = moveSet(moveKinds(world.source.crds), [...world.source.objects.values()].map(found));
    const inventory = buildInventory(set.groups, target.nodes);
    const hash = world.newUid();
    world.inventories.clear();
    world.inventories.set(hash, inventory);
    return { inventory: { secrets: ['cpv-inventory-0'], hash, objects: inventory.entries.length } };
  },
  mirror({ stage }, world) {
    reach(world);
    world.mirror = { hash: world.pivot?.status.journal?.inventory?.hash, stage };
  },
  deleteObjects({ side, entries }, world) {
    return entries.map((entry) => () => deleteObject(world, side, entry));
  },
  writeReport(_, world) {
    reach(world);
    world.reported = true;
  },
  cleanUp(_, world) {
    const inTarget = () => {
      if (!isReachable(world)) return;
      if (world.pivot?.status.journal?.completedTime === undefined) world.mirror = undefined;
      world.claims.delete('target');
    };
    const jobs = () => {
      for (const job of world.jobs.values()) if (job.failure === undefined) world.jobs.delete(job.name);
    };
    const unpin = () => {
      world.claims.delete('source');
      world.pinned = false;
    };
    return [inTarget, jobs, () => world.inventories.clear(), unpin];
  },
};

export function isReachable(world: World): boolean {
  return !world.targetIsGone && world.now >= world.unreachableUntil;
}

function reach(world: World): World['target'] {
  if (!isReachable(world)) throw new Error('the target cannot be reached');
  return world.target;
}

function setFinalizers(world: World, finalizers: readonly string[]): void {
  if (world.pivot === undefined) return;
  world.pivot = { ...world.pivot, metadata: { ...world.pivot.metadata, finalizers } };
}

type Labels = Readonly<Record<string, string>>;

function relabel(world: World, side: Side, name: string, change: (before: Labels) => Labels): void {
  const cluster = side === 'source' ? world.source : reach(world);
  cluster.crds = cluster.crds.map((crd) => (crd.name === name ? { ...crd, labels: change(crd.labels) } : crd));
}

function start(world: World, job: Pick<ModelJob, 'name' | 'what' | 'providers'>): void {
  if (world.jobs.has(job.name)) return;
  const fresh = { stage: 'starting', atGateSince: 0, group: 0, failure: undefined, deleting: false } as const;
  world.jobs.set(job.name, { ...job, ...fresh });
}

function deleteObject(world: World, side: Side, { object }: InventoryEntry): void {
  const cluster = side === 'source' ? world.source : reach(world);
  const { uid } = object.metadata;
  if (side === 'source' && !world.committed) throw new Error('never: an original is deleted before the commit');
  const current = cluster.objects.get(identity(object));
  if (current?.metadata.uid !== uid) return;
  const owned = [...cluster.objects.values()].find((it) =>
    it.metadata.ownerReferences?.some((owner) => owner.uid === uid),
  );
  if (owned !== undefined) throw new Error(`never: ${object.kind} goes before ${owned.kind}, which it owns`);
  cluster.objects.delete(identity(object));
}
