import { describe, expect, it } from 'vitest';
import { type Phase, phases } from '../../src/api/phases.ts';
import { clusterctlConfigName, putRepository } from '../../testbed/demo/operator.ts';
import { startWitness } from '../../testbed/witness/witness.ts';
import { expectOk } from './expect-ok.ts';
import { killOperator } from './kill-operator.ts';
import { followPivot, isTrue } from './pivot-follower.ts';
import { applyPivot, clusterName, namespace, patchPivot, testbedForPivot } from './testbed-pivot.ts';

function isReached(phase: Phase, shown: string | undefined): boolean {
  const names: readonly (string | undefined)[] = phases;
  return names.indexOf(shown) >= phases.indexOf(phase);
}

describe('an operator that is killed once in each phase', () => {
  it('ends in the same state as one that is left alone', async () => {
    const testbed = await testbedForPivot();
    const { source } = testbed;
    // Two phases that otherwise pass unseen: something is missing at first, and the plan has to be approved.
    await source.kubectl(['delete', 'configmap', clusterctlConfigName, `--namespace=${namespace}`]);
    const witness = await startWitness(testbed, namespace);
    await using pivot = followPivot(source, namespace, clusterName);
    await applyPivot(testbed, { approval: 'Manual' });

    const killedIn: string[] = [];
    for (const phase of phases) {
      if (phase === 'Completed') break;
      // Verifying takes a moment only: the first that is seen of it may be the next phase.
      await pivot.until(`phase ${phase}`, (seen) => isReached(phase, seen?.status.phase));
      await killOperator(source);
      killedIn.push(phase);
      if (phase === 'Preflight') await putRepository(testbed, namespace);
      if (phase === 'AwaitingApproval')
        await patchPivot(source, { spec: { approvedPlan: pivot.last()?.status.plan?.hash } });
    }
    expect(killedIn).toEqual(phases.slice(0, -1));
    await pivot.until('Ready', (seen) => isTrue(seen, 'Ready'));
    expectOk(await witness.testify());
  });
});
