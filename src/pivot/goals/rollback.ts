/**
 * The way back, before the commit: the source as it was recorded, unpaused and working; the target without copies.
 * Its goals run in order, like those of the pivot; the copies go while everything is still paused and fenced.
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
import { endpointReturned } from '../gates/endpoint.ts';
import { describeObject } from '../graph.ts';
import { pausedBy } from '../hosts.ts';
import { byIdentity, identity, nameSome } from '../inventory.ts';
import type { Observation } from '../observation.ts';
import { act, met, type Result, violation, wait } from '../result.ts';
import { started, stopped } from './scaling.ts';
import { unpausingClasses } from './unpause-classes.ts';
import { unprepared } from './unprepared.ts';

export function rollback(observation: Observation): Result {
  for (const step of [
    endJobs,
    deleteCopies,
    stopTarget,
    endpointFree,
    restoreSource,
    unmarkObjects,
    unpauseSource,
    restoreFence,
    unprepared,
  ]) {
    const result = step(observation);
    if (result.kind !== 'met') return result;
  }
  const { journal } = observation.pivot.status;
  if (journal?.rollback?.finishedTime !== undefined || journal?.rollback === undefined) return met;
  return act([{ kind: 'cleanUp' }], 'cleaning up', {
    rollback: { ...journal.rollback, finishedTime: new Date(observation.now).toISOString() },
  });
}

function journalOf({ pivot }: Observation): Journal {
  return pivot.status.journal ?? {};
}

/** A running clusterctl would create copies behind our back. */
function endJobs(observation: Observation): Result {
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
function deleteCopies(observation: Observation): Result {
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

function stopTarget(observation: Observation): Result {
  const { fence, targetManifests } = journalOf(observation);
  if (targetManifests !== undefined) {
    const { created } = targetManifests;
    return act(
      [{ kind: 'deleteManifests', objects: created }],
      `deleting ${created.length} manifests of Ironic from the target`,
      { targetManifests: null },
    );
  }
  const ref = fence?.targetIronic;
  if (ref === undefined || ref.replicas > 0) return met;
  return stopped(observation, { side: 'target', ref, what: 'Ironic', reason: 'IronicNotStopped' });
}

/** Two Ironics would fight for the address: the source's waits until the target has none of it. */
function endpointFree(observation: Observation): Result {
  const { fence } = journalOf(observation);
  if (fence === undefined) return met;
  const notReturned = endpointReturned(observation);
  return notReturned === undefined ? met : wait(notReturned, 1);
}

function restoreSource(observation: Observation): Result {
  const { fence } = journalOf(observation);
  for (const wanted of [fence?.ironic, fence?.ironicOperator]) {
    const result = wanted === undefined ? met : started(observation, 'source', wanted);
    if (result.kind !== 'met') return result;
  }
  return met;
}

function unmarkObjects(observation: Observation): Result {
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
function unpauseSource(observation: Observation): Result {
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

/**
 * After every pause is lifted: a Bare Metal Operator whose write meets another's just after it has registered a host with an
 * empty Ironic never stores that registration (0.13: registerHost forgets that the ID is to be saved), and so never adopts it.
 */
function restoreFence(observation: Observation): Result {
  const { fence } = journalOf(observation);
  if (fence === undefined) return met;
  const lenient = fence.webhooks.filter((recorded) =>
    observation.source.webhooks.some(
      ({ configuration, name, failurePolicy }) =>
        configuration === recorded.configuration &&
        name === recorded.webhook &&
        failurePolicy !== recorded.failurePolicy,
    ),
  );
  const operator = started(observation, 'source', fence.bareMetalOperator, 'BareMetalOperatorNotReady');
  if (operator.kind !== 'met') return operator;
  if (lenient.length === 0) return met;
  return act(
    lenient.map(
      ({ configuration, webhook, failurePolicy }): Action => ({
        kind: 'setFailurePolicy',
        configuration,
        webhook,
        failurePolicy,
      }),
    ),
    `restoring failurePolicy of ${lenient.map(({ webhook }) => webhook).join(', ')} in the source`,
  );
}
