/** A pivot that is called off in each phase before the commit, one attempt after the other; the last attempt is let through. */
import { describe, expect, it } from 'vitest';
import type { ClusterPivot } from '../../src/api/clusterpivot.ts';
import type { Phase } from '../../src/api/phases.ts';
import { startWitness } from '../../testbed/witness/witness.ts';
import { campaign } from './campaign.ts';
import { expectAsBefore } from './expect-as-before.ts';
import { expectOk } from './expect-ok.ts';
import { followPivot, isTrue } from './pivot-follower.ts';
import { readSurroundings } from './surroundings.ts';
import { applyPivot, clusterName, namespace, patchPivot, testbedForPivot } from './testbed-pivot.ts';

const minutes = 60_000;

type Seen = ClusterPivot | undefined;

const inPhase = (phase: Phase) => (seen: Seen) => seen?.status.phase === phase;
const everythingCopied = ({ status }: ClusterPivot) => status.progress?.copied === status.progress?.planned;

/** Before it has begun there is nothing to roll back. Verifying takes a moment only, so that its end is asked for when the last object has arrived. */
const moments: readonly (readonly [what: string, (seen: Seen) => boolean])[] = [
  ['Preparing', (seen) => inPhase('Preparing')(seen) && seen?.status.journal?.startedTime !== undefined],
  ['Quiescing', inPhase('Quiescing')],
  ['the fence', (seen) => seen?.status.journal?.fence !== undefined],
  ["the target's Ironic", (seen) => seen?.status.journal?.fencedTime !== undefined],
  ['the pause before the copy', (seen) => seen?.status.journal?.copy !== undefined],
  ['the middle of the copy', (seen) => (seen?.status.progress?.copied ?? 0) > 40],
  ['the end of the copy', (seen) => seen?.status.journal?.releasedTime !== undefined && everythingCopied(seen)],
];

describe.skipIf(campaign !== 'full')('a pivot that is called off (20 min; CLUSTERPIVOT_CAMPAIGN=full)', () => {
  it('in each phase leaves both clusters as before, and succeeds when it is let through', {
    timeout: 45 * minutes,
  }, async () => {
    const testbed = await testbedForPivot();
    const { source } = testbed;
    const before = await readSurroundings(testbed);
    await using pivot = followPivot(source, namespace, clusterName);
    for (const [index, [what, isThere]] of moments.entries()) {
      const witness = await startWitness(testbed, namespace);
      if (index === 0) await applyPivot(testbed);
      else await patchPivot(source, { spec: { rollback: false, attempt: index + 1 } });
      const isThisAttempt = (seen: Seen) => (seen?.status.journal?.attempt ?? 1) === index + 1 && isThere(seen);
      await pivot.until(what, isThisAttempt, 600);
      await patchPivot(source, { spec: { rollback: true } });
      await pivot.until(`the rollback from ${what}`, (seen) => isTrue(seen, 'RolledBack'), 600);
      await expectAsBefore(testbed, { witness, surroundings: before }, what);
      expect(pivot.last()?.status.journal?.rollback?.differences ?? [], what).toEqual([]);
    }
    const witness = await startWitness(testbed, namespace);
    await patchPivot(source, { spec: { rollback: false, attempt: moments.length + 1 } });
    await pivot.until('Ready', (seen) => isTrue(seen, 'Ready'), 600);
    const plan = { object: `ConfigMap ${namespace}/${clusterName}-plan`, reason: 'it belongs to the ClusterPivot' };
    expectOk(await witness.testify(), [plan]);
  });
});
