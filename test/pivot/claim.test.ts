/** Who has a cluster for itself, and what a pivot does about another one's claim. */
import { describe, expect, it } from 'vitest';
import { claimHolder, sourceClaim, targetClaim } from '../../src/pivot/claim.ts';
import { decide } from '../../src/pivot/decide.ts';
import { anotherPivotActive } from '../../src/pivot/gates/access.ts';
import { claimed } from '../../src/pivot/goals/claimed.ts';
import type { Observation } from '../../src/pivot/observation.ts';
import { act, met, violation, wait } from '../../src/pivot/result.ts';
import { at, fence, observation, pivot, prepared, started } from './given.ts';

const own = { lease: 'kube-system/pivot.metal3.io', holder: claimHolder(pivot()), since: at(-60) };
const others = { ...own, holder: 'metal3/other/uid-of-other/1' };
const claims = (is: Partial<Observation['claims']>) => ({ source: own, target: own, intoSource: undefined, ...is });
const told = (what: string) =>
  violation(
    'AnotherPivotActive',
    `${what} is claimed by ClusterPivot metal3/other/uid-of-other/1 since ${at(-60)} (Lease kube-system/pivot.metal3.io); waiting until that pivot is complete or rolled back. If its source is gone for good, delete the Lease`,
  );

describe('a claim', () => {
  it('is of one attempt at one pivot', () => {
    const holders = [pivot(), pivot({ journal: { attempt: 2 } }), pivot({ metadata: { uid: 'another' } })].map(
      claimHolder,
    );
    expect(new Set(holders).size).toBe(3);
  });

  it('is where operators of other clusters look for it, and in the source one for each namespace', () => {
    expect(targetClaim).toEqual({ namespace: 'kube-system', name: 'pivot.metal3.io' });
    expect(sourceClaim('clusterpivot-system', pivot())).toEqual({
      namespace: 'clusterpivot-system',
      name: 'pivot-of-metal3',
    });
  });
});

describe('a pivot', () => {
  it('does not start where another one is at work', () => {
    const answers = (['source', 'target', 'intoSource'] as const).map((side) =>
      anotherPivotActive(observation({ claims: claims({ [side]: others }) })),
    );
    expect(answers).toEqual([
      told('the source'),
      told('the target'),
      told('the source, as the target of another pivot,'),
    ]);
  });

  it('does not start where an earlier attempt of its own left its claim: nobody has cleaned that target', () => {
    const second = pivot({ journal: { attempt: 2 } });
    const { holder, lease } = own;
    expect(anotherPivotActive(observation({ pivot: second, claims: claims({ source: undefined }) }))).toEqual(
      violation(
        'AnotherPivotActive',
        `the target is still claimed by an earlier attempt of this ClusterPivot (${holder}, Lease ${lease}), which went back without it; clean it as docs/recovery.md#a-target-that-was-given-up says, that Lease last`,
      ),
    );
  });

  it('claims both sides before it changes anything', () => {
    const nobodys = claims({ source: undefined, target: undefined });
    expect(decide(observation({ journal: started, claims: nobodys })).result).toEqual(
      act(
        [
          { kind: 'claim', side: 'source' },
          { kind: 'claim', side: 'target' },
        ],
        `claiming the source and the target for this pivot alone (Lease of ${claimHolder(pivot())})`,
      ),
    );
  });

  it('claims nothing before it begins', () => {
    const nobodys = claims({ source: undefined, target: undefined });
    const { phase, result } = decide(observation({ spec: { mode: 'Plan' }, claims: nobodys }));
    expect([phase, result.kind]).toEqual(['AwaitingApproval', 'wait']);
  });

  it('stops as soon as another one has its cluster, in whichever phase', () => {
    for (const journal of [started, prepared, { ...prepared, fence, fencedTime: at(-1) }]) {
      expect(decide(observation({ journal, claims: claims({ target: others }) })).result).toEqual(
        wait(told('the target'), 5),
      );
    }
  });

  it('stops for nobody after the commit', () => {
    const journal = { ...prepared, fence, fencedTime: at(-9), committedTime: at(-1) };
    const { result } = decide(observation({ journal, claims: claims({ target: others, source: undefined }) }));
    expect(JSON.stringify(result)).not.toContain('claim');
  });

  it('goes on with what is its own', () => {
    expect(claimed(observation({ claims: claims({}) }))).toEqual(met);
  });
});
