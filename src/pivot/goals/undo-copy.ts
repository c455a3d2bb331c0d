/**
 * Is everything taken back that a copy did: no clusterctl runs, no copy is in the target, nothing in the source is paused
 * by us? While the source is fenced: of the whole way back, or before the copy is tried once more.
 */
import type { Journal } from '../../api/journal.ts';
import {
  blockMoveAnnotation,
  hostPausedAnnotation,
  hostPausedByCapm3,
  hostPausedByPivot,
  hostStatusAnnotation,
} from '../../api/marks.ts';
import { bareMetalHosts, clusters } from '../../api/resources.ts';
import type { Action } from '../action.ts';
import { isPaused, pausedClasses } from '../gates/cluster.ts';
import { describeObject } from '../graph.ts';
import { pausedBy } from '../hosts.ts';
import { byIdentity, identity, nameSome } from '../inventory.ts';
import type { Observation } from '../observation.ts';
import { act, met, type Result, violation, wait } from '../result.ts';
import { unpausingClasses } from './unpause-classes.ts';

function journalOf({ pivot }: Observation): Journal {
  return pivot.status.journal ?? {};
}

/** A running clusterctl would create copies behind our back. */
export function endJobs(observation: Observation): Result {
  const running = [observation.copyJob, observation.initJob].find((job) => job !== undefined && !job.finished);
  if (running === undefined) return met;
  if (running.terminating === true) {
    return wait(violation('InProgress', `Job ${running.name} is being deleted; waiting until it is gone`), 1);
  }
  return act([{ kind: 'deleteJob', job: running.name }], `ending Job ${running.name}`);
}

/**
 * Only what the inventory names can be a copy: Preflight found none of it in the target, but for objects that others there may
 * need as well.
 */
export function deleteCopies(observation: Observation): Result {
  const { inventory, target } = observation;
  if (!mayHaveCopied(observation)) return met;
  if (inventory === undefined) {
    return act([{ kind: 'takeInventory' }], 'taking the inventory again from the untouched source, to find the copies');
  }
  if (target?.objects === undefined)
    return wait(violation('TargetUnreachable', 'waiting for the target, to delete the copies there'), 5);
  const present = byIdentity(target.objects.map(({ object }) => object));
  const ours = inventory.entries.filter(({ preexisting }) => preexisting === undefined);
  const copies = ours.flatMap((entry) => {
    const object = present.get(identity(entry.object));
    return object === undefined ? [] : [{ ...entry, object }];
  });
  const depth = Math.max(...copies.map(({ group }) => group));
  const next = copies.filter(({ group }) => group === depth);
  if (next.length === 0) return met;
  return act(
    [{ kind: 'deleteObjects', side: 'target', entries: next }],
    `deleting copies: ${copies.length} remain in the target`,
  );
}

/** Whoever took our block-move off let clusterctl copy without our knowledge. */
function mayHaveCopied(observation: Observation): boolean {
  const { releasedTime, copy } = journalOf(observation);
  if (releasedTime !== undefined) return true;
  return copy !== undefined && (observation.target?.objects ?? []).some(({ resource }) => resource.group !== '');
}

export function unmarkObjects(observation: Observation): Result {
  const { source } = observation;
  const paused = journalOf(observation).pausedHosts ?? [];
  const hosts = source.hosts.filter(
    (host) => paused.includes(host.metadata.name) && pausedBy(host) === hostPausedByPivot,
  );
  const blocked = source.clusters.filter(
    (cluster) => cluster.metadata.annotations?.[blockMoveAnnotation] === hostPausedByPivot,
  );
  const actions: Action[] = [
    ...hosts.map(
      (object): Action => ({
        kind: 'annotate',
        side: 'source',
        resource: bareMetalHosts,
        object,
        annotations: { [hostPausedAnnotation]: null, [hostStatusAnnotation]: null },
      }),
    ),
    ...blocked.map(
      (object): Action => ({
        kind: 'annotate',
        side: 'source',
        resource: clusters,
        object,
        annotations: { [blockMoveAnnotation]: null },
      }),
    ),
  ];
  return actions.length === 0 ? met : act(actions, `removing our annotations from ${nameSome([...hosts, ...blocked])}`);
}

/** Only what clusterctl paused for us: Preflight found every Cluster and ClusterClass unpaused. */
export function unpauseSource(observation: Observation): Result {
  const ours = journalOf(observation).copy?.clusters ?? [];
  const classes = journalOf(observation).copy === undefined ? [] : pausedClasses(observation.source);
  if (classes.length > 0) {
    return act(
      unpausingClasses('source', classes),
      `unpausing ${nameSome(classes.map(({ object }) => object))} in the source`,
    );
  }
  const paused = observation.source.clusters.filter(
    (cluster) => ours.includes(cluster.metadata.name) && isPaused(cluster),
  );
  if (paused.length > 0) {
    return act(
      paused.map((object): Action => ({ kind: 'unpauseCluster', side: 'source', object })),
      `unpausing ${nameSome(paused)} in the source`,
    );
  }
  const waiting =
    ours.length === 0 ? undefined : observation.source.hosts.find((host) => pausedBy(host) === hostPausedByCapm3);
  if (waiting === undefined) return met;
  return wait(
    violation('HostPaused', `waiting until its provider lifts the pause of ${describeObject(waiting)} in the source`),
    1,
  );
}
