/** Are the GitOps owners frozen ahead of everything, kept so, and given back what they were? */
import { describe, expect, it } from 'vitest';
import type { Journal } from '../../../src/api/journal.ts';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { decide } from '../../../src/pivot/decide.ts';
import { committing } from '../../../src/pivot/goals/committing.ts';
import { completing } from '../../../src/pivot/goals/completing.ts';
import { copying } from '../../../src/pivot/goals/copying.ts';
import { ownersFrozen, ownersThawed } from '../../../src/pivot/goals/freeze-owners.ts';
import type { Observation } from '../../../src/pivot/observation.ts';
import { application, clustersRef, helmRelease, hostsRef, kustomization, setBy } from '../gitops/given.ts';
import { at, observation, prepared, runningTarget, started, targetView } from '../given.ts';

type Frozen = NonNullable<Journal['gitOps']>;

const healing = { prune: true, selfHeal: true };
const owners: Frozen['owners'] = [{ ...clustersRef, was: JSON.stringify(healing) }, hostsRef];
const frozen: Frozen = { owners, frozenTime: at(-60) };
const listed = { freeze: [clustersRef, hostsRef] };

interface Given {
  readonly gitOps?: Frozen;
  readonly owners?: readonly KubeObject[];
  readonly journal?: Journal;
  readonly afterCompletion?: string;
}

function given({
  gitOps,
  owners: there = [application(healing), kustomization()],
  journal,
  afterCompletion,
}: Given = {}): Observation {
  return observation({
    spec: { gitOps: { ...listed, ...(afterCompletion === undefined ? {} : { afterCompletion }) } },
    journal: { ...started, ...journal, ...(gitOps === undefined ? {} : { gitOps }) },
    gitOpsOwners: there,
  });
}

describe('freezing', () => {
  it('comes before everything else, and what is there is noted first', () => {
    expect(decide(given())).toEqual({
      phase: 'Preflight',
      result: {
        kind: 'record',
        facts: { gitOps: { owners } },
        doing: {
          reason: 'InProgress',
          message: 'noting what Application argocd/clusters, Kustomization flux-system/hosts in the source are set to',
        },
      },
    });
  });

  it('changes what is not frozen yet, as it was seen', () => {
    const there = [application(healing), kustomization(true)];
    expect(
      ownersFrozen(
        given({ gitOps: { owners: [owners[0], { ...hostsRef, was: 'true' }] as Frozen['owners'] }, owners: there }),
      ),
    ).toMatchObject({
      kind: 'act',
      actions: [{ kind: 'switchOwner', owner: there[0], value: null }],
      doing: { message: 'freezing Application argocd/clusters in the source' },
    });
    expect(ownersFrozen(given({ gitOps: { owners } }))).toMatchObject({
      actions: [{ value: null }, { kind: 'switchOwner', owner: kustomization(), value: true }],
    });
  });

  it('notes anew what was changed before it was frozen, and not what is frozen by then', () => {
    const there = [application({}), kustomization(true)];
    expect(ownersFrozen(given({ gitOps: { owners }, owners: there }))).toMatchObject({
      kind: 'record',
      facts: { gitOps: { owners: [{ ...clustersRef, was: '{}' }, hostsRef] } },
    });
  });

  it('waits for one that is gone', () => {
    expect(ownersFrozen(given({ owners: [kustomization()] }))).toMatchObject({
      kind: 'wait',
      violation: {
        reason: 'GitOpsOwnerNotFound',
        message: expect.stringContaining('Application argocd/clusters is not in the source') as unknown,
      },
    });
  });

  it('waits until what has begun is over, and then is done', () => {
    const busy = application(undefined, { operation: {} });
    expect(ownersFrozen(given({ gitOps: { owners }, owners: [busy, kustomization(true)] }))).toMatchObject({
      kind: 'wait',
      violation: {
        reason: 'GitOpsAtWork',
        message: 'Application argocd/clusters in the source has an operation under way; waiting for its end',
      },
    });
    const still = [application(), kustomization(true)];
    expect(ownersFrozen(given({ gitOps: { owners }, owners: still }))).toMatchObject({
      kind: 'record',
      facts: { gitOps: { owners, frozenTime: at(0) } },
    });
    expect(ownersFrozen(given({ gitOps: frozen, owners: still }))).toEqual({ kind: 'met' });
  });

  it('is nothing where nothing is named', () => {
    expect(ownersFrozen(observation({ journal: started, gitOpsOwners: [application(healing)] }))).toEqual({
      kind: 'met',
    });
  });
});

describe('an owner that is thawed', () => {
  const thawed = setBy(kustomization(false), ['kubectl', '2026-03-02T08:59:00Z']);
  const again = {
    kind: 'act',
    actions: [{ kind: 'switchOwner', owner: thawed, value: true }],
    doing: {
      reason: 'ThawedAgain',
      message:
        'kubectl (at 2026-03-02T08:59:00Z) thawed Kustomization flux-system/hosts in the source (spec.suspend), which the pivot had frozen; freezing it again. Stop what does that (an ApplicationSet, an app of apps), or it goes on',
    },
  };

  it.each<[string, Journal]>([
    ['before the fence', prepared],
    ['while originals are deleted', { committedTime: at(-5) }],
    ['while the target is watched', { committedTime: at(-50), activatedTime: at(-5) }],
  ])('%s is frozen again, and who did it is named', (_, journal) => {
    expect(decide(given({ gitOps: frozen, owners: [application(), thawed], journal })).result).toMatchObject(again);
  });

  it('is left alone on the way back', () => {
    const journal = { rollback: { startedTime: at(-5), cause: 'because' } };
    const { result } = decide(given({ gitOps: frozen, owners: [application(), thawed], journal }));
    expect(JSON.stringify(result)).not.toContain('ThawedAgain');
  });

  it('is nothing to worry about when it is gone', () => {
    expect(ownersFrozen(given({ gitOps: frozen, owners: [application()] }))).toEqual({ kind: 'met' });
  });
});

describe('a sync that somebody starts', () => {
  const busy = [application(undefined, { operation: {} }), kustomization(true)];
  const atWork = { kind: 'wait', violation: { reason: 'GitOpsAtWork' } };

  it('holds the fence up, and the steady time begins anew', () => {
    expect(decide(given({ gitOps: frozen, owners: busy, journal: prepared }))).toMatchObject({
      phase: 'Quiescing',
      result: atWork,
    });
    const steady = { ...prepared, steadySince: at(-20) };
    expect(decide(given({ gitOps: frozen, owners: busy, journal: steady })).result).toMatchObject({
      kind: 'record',
      facts: { steadySince: null },
      doing: { reason: 'GitOpsAtWork' },
    });
  });

  it('holds a copy and the commit up', () => {
    expect(copying(given({ gitOps: frozen, owners: busy, journal: prepared }))).toMatchObject(atWork);
    const toCommit = { ...inTheEnd({ gitOps: frozen, owners: busy }), mirrored: 'committing' as const };
    expect(committing(toCommit)).toMatchObject(atWork);
    expect(committing({ ...toCommit, gitOpsOwners: [application(), kustomization(true)] })).toMatchObject({
      kind: 'record',
      facts: { committedTime: at(0) },
    });
  });
});

/** The target runs Ironic. */
function inTheEnd(is: Given): Observation {
  return { ...given(is), target: targetView([], runningTarget) };
}

describe('thawing', () => {
  const still = [application(), kustomization(true)];

  it('gives each back what was noted', () => {
    expect(ownersThawed(given({ gitOps: frozen, owners: still }))).toMatchObject({
      kind: 'act',
      actions: [
        { kind: 'switchOwner', owner: still[0], value: healing },
        { kind: 'switchOwner', owner: still[1], value: null },
      ],
    });
  });

  it.each<[string, readonly KubeObject[]]>([
    ['was given it back already', [application(healing), kustomization()]],
    ['was set to something else by somebody', [application({ enabled: false }), kustomization(false)]],
    ['is gone', []],
  ])('leaves alone what %s', (_, there) => {
    expect(ownersThawed(given({ gitOps: frozen, owners: there }))).toEqual({ kind: 'met' });
  });

  it('leaves frozen what was frozen before', () => {
    const gitOps: Frozen = { owners: [{ kind: 'HelmRelease', namespace: 'metal3', name: 'release', was: 'true' }] };
    expect(ownersThawed(given({ gitOps, owners: [helmRelease(true)] }))).toEqual({ kind: 'met' });
  });

  it('does not come with completion, unless that is wanted, and then is noted first', () => {
    const journal = { committedTime: at(-50), activatedTime: at(-40) };
    expect(completing(inTheEnd({ gitOps: frozen, owners: still, journal }))).toMatchObject({
      actions: [{ kind: 'writeReport' }],
    });
    const thaw = { gitOps: frozen, owners: still, journal, afterCompletion: 'Thaw' };
    expect(completing(inTheEnd(thaw))).toMatchObject({
      kind: 'record',
      facts: { gitOps: { ...frozen, thawTime: at(0) } },
    });
    const thawing = { ...thaw, gitOps: { ...frozen, thawTime: at(0) } };
    expect(completing(inTheEnd(thawing))).toMatchObject({
      kind: 'act',
      actions: [{ value: healing }, { value: null }],
    });
    const asBefore = { ...thawing, owners: [application(healing), kustomization()] };
    expect(completing(inTheEnd(asBefore))).toMatchObject({ actions: [{ kind: 'writeReport' }] });
    expect(ownersFrozen(inTheEnd(asBefore))).toEqual({ kind: 'met' });
  });
});
