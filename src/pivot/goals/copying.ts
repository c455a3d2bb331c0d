/**
 * Has clusterctl copied every object, with Clusters and hosts paused on both sides?
 *
 *   block-move on the Clusters → copy Job starts and pauses the Clusters → hosts are paused with their status saved →
 *   inventory → block-move removed → clusterctl creates the copies and is ended before it deletes
 *
 * A crash anywhere leaves one of these states: no Job yet (it is started), Job waiting at the gate (the gate is opened
 * or, after some six minutes, clusterctl gives up with nothing copied), Job copying (it goes on without us), Job ended. What
 * ended without a whole copy is undone and tried again.
 */
import type { Journal } from '../../api/journal.ts';
import type { KubeObject } from '../../api/kube-object.ts';
import { blockMoveAnnotation, hostPausedAnnotation, hostPausedByPivot, hostStatusAnnotation } from '../../api/marks.ts';
import { bareMetalHosts, clusters } from '../../api/resources.ts';
import { lastProgress } from '../budget.ts';
import { isPaused, isPausedByAnnotation } from '../gates/cluster.ts';
import { gitOpsOwnerAtWork } from '../gates/gitops.ts';
import { unfitToTravel } from '../gates/hosts.ts';
import { clashWithKept } from '../gates/target-objects.ts';
import { describeObject } from '../graph.ts';
import { isClaimed, pausedBy, savedStatus, statusToSave } from '../hosts.ts';
import { byIdentity, identity, nameSome } from '../inventory.ts';
import type { Observation } from '../observation.ts';
import { act, fail, firstUnmet, met, type Result, record, violation, wait } from '../result.ts';
import { copyBroke, copyOf, startAnew } from './retry-copy.ts';

export function copying(observation: Observation): Result {
  const { journal = {} } = observation.pivot.status;
  if (journal.committedTime !== undefined) return met;
  return firstUnmet(observation, stepsFor(journal));
}

function stepsFor({ copy, releasedTime }: Journal): readonly ((observation: Observation) => Result)[] {
  if (copy?.undoing !== undefined) return [startAnew];
  return releasedTime === undefined
    ? [gate, startJob, pauseAll, takeInventory, backUp, letGo]
    : [release, everyCopy, jobEnded];
}

function isBlocked(object: KubeObject): boolean {
  return blockMoveAnnotation in (object.metadata.annotations ?? {});
}

/** clusterctl looks for block-move once, when it discovers objects: the gate must be closed before it starts. */
function gate(observation: Observation): Result {
  const { pivot, source, copyJob } = observation;
  if (pivot.status.journal?.copy === undefined) {
    const atWork = gitOpsOwnerAtWork(observation);
    if (atWork !== undefined) return wait(atWork);
    return record({ copy: copyOf(observation, 1) }, 'about to copy');
  }
  const open = source.clusters.filter((cluster) => !isBlocked(cluster));
  if (open.length === 0 || copyJob !== undefined) return met;
  return act(
    open.map((object) => ({
      kind: 'annotate',
      side: 'source',
      resource: clusters,
      object,
      annotations: { [blockMoveAnnotation]: hostPausedByPivot },
    })),
    `holding clusterctl back with block-move on ${nameSome(open)}`,
  );
}

function startJob(observation: Observation): Result {
  const { pivot, copyJob } = observation;
  const job = pivot.status.journal?.copy?.job ?? '';
  if (copyJob === undefined)
    return act([{ kind: 'runCopyJob', job }], `starting Job ${job} (clusterctl, without the right to delete)`);
  if (!copyJob.finished) return met;
  return copyBroke(observation, `Job ${job} ended before anything was copied: ${copyJob.problem ?? 'no reason given'}`);
}

function pauseAll(observation: Observation): Result {
  const { pivot, source, copyJob } = observation;
  const running = source.clusters.find((cluster) => !isPaused(cluster));
  if (running !== undefined) {
    const problem = copyJob?.problem === undefined ? '' : ` (${copyJob.problem})`;
    return wait(
      violation('ClusterNotPaused', `waiting until clusterctl pauses ${describeObject(running)}${problem}`),
      1,
    );
  }
  const unpaused = source.hosts.filter(
    (host) => !isClaimed(host) && (pausedBy(host) === undefined || savedStatus(host) === undefined),
  );
  if (unpaused.length > 0) {
    const names = unpaused.map((host) => host.metadata.name);
    const recorded = pivot.status.journal?.pausedHosts ?? [];
    if (names.some((name) => !recorded.includes(name))) {
      return record({ pausedHosts: [...new Set([...recorded, ...names])].toSorted() }, 'noting which hosts we pause');
    }
    return act(
      unpaused.map((object) => ({
        kind: 'annotate',
        side: 'source',
        resource: bareMetalHosts,
        object,
        annotations: { [hostPausedAnnotation]: hostPausedByPivot, [hostStatusAnnotation]: statusToSave(object) },
      })),
      `pausing ${unpaused.length} unclaimed BareMetalHosts with their status saved`,
    );
  }
  for (const host of source.hosts) {
    const why = unfitToTravel(host);
    if (why !== undefined) {
      return wait(
        violation(
          'HostNotPaused',
          `${describeObject(host)} ${why}; waiting until its provider has paused it with its status saved`,
        ),
        1,
      );
    }
  }
  return met;
}

function takeInventory({ pivot, inventory, source }: Observation): Result {
  if (pivot.status.journal?.inventory === undefined || inventory === undefined) {
    return act([{ kind: 'takeInventory' }], 'taking the inventory of every object to be moved');
  }
  const clash = clashWithKept(inventory.entries);
  if (clash !== undefined) return fail(clash);
  const hosts = inventory.entries.filter(({ object }) => object.kind === 'BareMetalHost');
  const unfit = inventory.entries.find(({ object }) => !isPausedToTravel(object));
  if (unfit !== undefined || hosts.length !== source.hosts.length) {
    const changed = unfit === undefined ? 'hosts' : describeObject(unfit.object);
    return act([{ kind: 'takeInventory' }], `taking the inventory again, since ${changed} changed under it`);
  }
  return met;
}

/** Should the source die for good from here on, the target alone has everything that it takes to go on. */
function backUp({ mirrored, inventory }: Observation): Result {
  if (mirrored !== undefined) return met;
  return act(
    [{ kind: 'mirror', stage: 'copying' }],
    `backing up ${inventory?.entries.length ?? 0} objects in the target`,
  );
}

function letGo({ inventory, now }: Observation): Result {
  return record(
    { releasedTime: new Date(now).toISOString() },
    `letting clusterctl copy ${inventory?.entries.length ?? 0} objects`,
  );
}

/** clusterctl pauses ClusterClasses after Clusters: an inventory taken in between would differ from what is copied. */
function isPausedToTravel(object: KubeObject): boolean {
  switch (object.kind) {
    case 'BareMetalHost':
      return unfitToTravel(object) === undefined;
    case 'Cluster':
      return isPaused(object);
    case 'ClusterClass':
      return isPausedByAnnotation(object);
    default:
      return true;
  }
}

function release({ source, pivot }: Observation): Result {
  const blocked = source.clusters.filter(isBlocked);
  if (blocked.length === 0) return met;
  return act(
    blocked.map((object) => ({
      kind: 'annotate',
      side: 'source',
      resource: clusters,
      object,
      annotations: { [blockMoveAnnotation]: null },
    })),
    `letting clusterctl copy ${pivot.status.journal?.inventory?.objects ?? 0} objects`,
  );
}

/** How many objects of the inventory the target has. */
export function copiedCount({ inventory, target }: Observation): number {
  const copies = byIdentity((target?.objects ?? []).map(({ object }) => object));
  return (inventory?.entries ?? []).filter(({ object }) => copies.has(identity(object))).length;
}

function everyCopy(observation: Observation): Result {
  const { inventory, target, copyJob } = observation;
  if (inventory === undefined) {
    return fail(
      violation('CopyIncomplete', 'the inventory was lost after the copy was let go, so nothing can be verified'),
    );
  }
  const copies = byIdentity((target?.objects ?? []).map(({ object }) => object));
  const missing = inventory.entries.filter(({ object }) => !copies.has(identity(object)));
  if (missing.length === 0) return met;
  if (copyJob === undefined || copyJob.finished) {
    const why =
      copyJob === undefined ? 'is gone' : `ended: ${copyJob.problem ?? copyJob.result?.message ?? 'no reason given'}`;
    return copyBroke(
      observation,
      `the copy Job ${why}; the target lacks ${nameSome(missing.map(({ object }) => object))}`,
    );
  }
  const all = inventory.entries.length;
  return wait(
    violation(
      'CopyJobRunning',
      `${all - missing.length} of ${all} objects are in the target; waiting for Job ${copyJob.name}${quiet(observation)}`,
    ),
    1,
  );
}

/** clusterctl tries what fails again for minutes, and only its log says so. */
const quietMs = 15_000;

function quiet({ pivot: { status }, now }: Observation): string {
  const released = Date.parse(status.journal?.releasedTime ?? '');
  const since = Math.max(released, lastProgress(status, 'Copying') ?? released);
  if (!(now - since >= quietMs)) return '';
  return `; nothing has arrived since ${new Date(since).toISOString()}: the log of that Job says what clusterctl tries again`;
}

function jobEnded({ copyJob }: Observation): Result {
  if (copyJob === undefined || copyJob.finished) return met;
  return wait(violation('CopyJobRunning', `every object is in the target; waiting until Job ${copyJob.name} ends`), 1);
}
