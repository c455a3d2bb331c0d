/**
 * The way back, before the commit: the source as it was recorded, unpaused and working; the target without copies.
 * Its goals run in order, like those of the pivot; the copies go while everything is still paused and fenced.
 */
import type { Journal } from '../../api/journal.ts';
import type { Action } from '../action.ts';
import { endpointReturned, sourceHoldsEndpoint } from '../gates/endpoint.ts';
import type { Observation } from '../observation.ts';
import { act, firstUnmet, met, type Result, record, wait } from '../result.ts';
import { inWords, sourceDifferences } from '../source-differences.ts';
import { ownersThawed } from './freeze-owners.ts';
import { started, stopped } from './scaling.ts';
import { deleteCopies, endJobs, unmarkObjects, unpauseSource } from './undo-copy.ts';
import { unprepared } from './unprepared.ts';
import { addressFreeForSource, isWithoutTarget } from './without-target.ts';

export function rollback(observation: Observation): Result {
  const undone = firstUnmet(observation, [
    endJobs,
    inTarget(deleteCopies),
    compareSource,
    inTarget(stopTarget),
    endpointFree,
    restoreSource,
    unmarkObjects,
    unpauseSource,
    restoreFence,
    sourceHolds,
    unprepared,
    ownersThawed,
  ]);
  if (undone.kind !== 'met') return undone;
  const { journal } = observation.pivot.status;
  if (journal?.rollback?.finishedTime !== undefined || journal?.rollback === undefined) return met;
  return act([{ kind: 'cleanUp' }], 'cleaning up', {
    rollback: { ...journal.rollback, finishedTime: new Date(observation.now).toISOString() },
  });
}

/** What cannot be done in a target that is gone is not waited for. */
function inTarget(goal: (observation: Observation) => Result): (observation: Observation) => Result {
  return (observation) => (isWithoutTarget(observation) ? met : goal(observation));
}

function journalOf({ pivot }: Observation): Journal {
  return pivot.status.journal ?? {};
}

/**
 * Nothing but pauses is taken back from the source, so it is as recorded unless somebody else changed it. That is told and
 * left alone: it may be meant.
 */
function compareSource({ pivot, inventory, source }: Observation): Result {
  const { rollback } = pivot.status.journal ?? {};
  if (rollback === undefined || rollback.differences !== undefined) return met;
  if (inventory === undefined || source.objects === undefined) return met;
  const found = sourceDifferences(
    inventory,
    source.objects.map(({ object }) => object),
  );
  const differences = found.slice(0, 10).map((one) => inWords(one, 'during the pivot').slice(0, 1000));
  return record(
    { rollback: { ...rollback, differences } },
    `comparing ${inventory.entries.length} objects of the source with the inventory: ${found.length} differ`,
  );
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
  const notReturned = isWithoutTarget(observation) ? addressFreeForSource(observation) : endpointReturned(observation);
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

/** Without its address the source's Ironic is as good as stopped. */
function sourceHolds(observation: Observation): Result {
  if (journalOf(observation).fence === undefined) return met;
  const notHeld = sourceHoldsEndpoint(observation);
  return notHeld === undefined ? met : wait(notHeld, 1);
}
