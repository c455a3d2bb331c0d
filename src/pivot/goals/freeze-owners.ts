/**
 * Are the GitOps owners frozen that `spec.gitOps` names? Asked as long as the pivot lasts: whoever thaws one lets it undo what
 * the pivot did, or create in the source again what has moved.
 */
import type { Journal } from '../../api/journal.ts';
import type { KubeObject } from '../../api/kube-object.ts';
import type { Action } from '../action.ts';
import { gitOpsOwnerAtWork, gitOpsOwnerNotFound } from '../gates/gitops.ts';
import { isOwner, listedOwners, ownerNamed } from '../gitops/owners.ts';
import { isAsFrozen, isOff, offValue, switchedBy, switchName, switchValue, wasOf } from '../gitops/switch.ts';
import { describeObject } from '../graph.ts';
import { nameSome, sameJson } from '../inventory.ts';
import type { Observation } from '../observation.ts';
import { act, actAgainst, firstUnmet, met, type Result, record, violation, wait } from '../result.ts';

type Frozen = NonNullable<Journal['gitOps']>;

export function ownersFrozen(observation: Observation): Result {
  const { pivot } = observation;
  const { gitOps } = pivot.status.journal ?? {};
  if (listedOwners(pivot).length === 0 || gitOps?.thawTime !== undefined) return met;
  if (gitOps?.frozenTime !== undefined) return freezeAgain(observation);
  return firstUnmet(observation, [noteOwners, freeze, awaitEnd, noteFrozen]);
}

/** As they are right before the first of them changes: one that somebody changed since it was noted is noted anew. */
function noteOwners(observation: Observation): Result {
  const { pivot, gitOpsOwners } = observation;
  const missing = gitOpsOwnerNotFound(observation);
  if (missing !== undefined) return wait(missing);
  const noted = pivot.status.journal?.gitOps?.owners ?? [];
  const owners = listedOwners(pivot).flatMap((ref) => {
    const owner = ownerNamed(gitOpsOwners, ref);
    if (owner === undefined) return [];
    const before = noted.find((one) => isOwner(owner, one));
    // One that is off may be so by us.
    return [before !== undefined && isOff(owner) ? before : { ...ref, ...wasOf(owner) }];
  });
  if (sameJson(owners, noted)) return met;
  return record({ gitOps: { owners } }, `noting what ${nameSome(gitOpsOwners)} in the source are set to`);
}

function freeze({ gitOpsOwners }: Observation): Result {
  const thawed = gitOpsOwners.filter((owner) => !isOff(owner));
  return thawed.length === 0 ? met : act(thawed.map(freezing), `freezing ${nameSome(thawed)} in the source`);
}

function freezing(owner: KubeObject): Action {
  return { kind: 'switchOwner', owner, value: offValue(owner.kind) };
}

function awaitEnd(observation: Observation): Result {
  const atWork = gitOpsOwnerAtWork(observation);
  return atWork === undefined ? met : wait(atWork);
}

function noteFrozen({ pivot, gitOpsOwners, now }: Observation): Result {
  const frozenTime = new Date(now).toISOString();
  return record(
    { gitOps: { ...frozenIn(pivot.status.journal), frozenTime } },
    `${nameSome(gitOpsOwners)} in the source are frozen`,
  );
}

function frozenIn(journal: Journal | undefined): Frozen {
  return journal?.gitOps ?? { owners: [] };
}

function freezeAgain({ gitOpsOwners }: Observation): Result {
  const thawed = gitOpsOwners.find((owner) => !isOff(owner));
  if (thawed === undefined) return met;
  const { manager, time } = switchedBy(thawed).at(-1) ?? { manager: 'somebody' };
  const when = time === undefined ? '' : ` (at ${time})`;
  return actAgainst(
    [freezing(thawed)],
    violation(
      'ThawedAgain',
      `${manager}${when} thawed ${describeObject(thawed)} in the source (${switchName(thawed.kind)}), which the pivot had frozen; freezing it again. Stop what does that (an ApplicationSet, an app of apps), or it goes on`,
    ),
  );
}

/** Are they set to what they were set to before? What somebody else set one to since is left alone. */
export function ownersThawed({ pivot, gitOpsOwners }: Observation): Result {
  const { owners } = frozenIn(pivot.status.journal);
  const frozen = owners.flatMap(({ was, ...ref }) => {
    const owner = ownerNamed(gitOpsOwners, ref);
    const value: unknown = was === undefined ? null : JSON.parse(was);
    if (owner === undefined || !isAsFrozen(owner) || sameJson(switchValue(owner), value)) return [];
    return [{ owner, value }];
  });
  if (frozen.length === 0) return met;
  return act(
    frozen.map(({ owner, value }): Action => ({ kind: 'switchOwner', owner, value })),
    `giving ${nameSome(frozen.map(({ owner }) => owner))} in the source back what was taken`,
  );
}

/** Before the pivot is complete; noted ahead, or they would be frozen again. */
export function thawnAtTheEnd(observation: Observation): Result {
  const { pivot, now } = observation;
  const { gitOps } = pivot.status.journal ?? {};
  if (gitOps === undefined || pivot.spec.gitOps.afterCompletion === 'Leave') return met;
  if (gitOps.thawTime !== undefined) return ownersThawed(observation);
  return record(
    { gitOps: { ...gitOps, thawTime: new Date(now).toISOString() } },
    'about to thaw the GitOps owners in the source',
  );
}
