/**
 * What can happen to machines, networks and processes during a pivot, on real kubelets: each ends right without a hand. They
 * last for minutes, since only then do timeouts and retries of all parts come into play.
 */
import { describe, expect, it } from 'vitest';
import { bareMetalOperatorDeployment, bareMetalOperatorNamespace } from '../../testbed/manifests/baremetal-operator.ts';
import { startWitness } from '../../testbed/witness/witness.ts';
import { campaign } from './campaign.ts';
import { expectAsBefore } from './expect-as-before.ts';
import { expectOk } from './expect-ok.ts';
import { killOperator } from './kill-operator.ts';
import {
  breakWebhooks,
  cutNetwork,
  deleteCopyPod,
  exhaustOperator,
  lasting,
  pauseNode,
  stopApiServer,
} from './node-faults.ts';
import { followPivot, isTrue, type PivotFollower } from './pivot-follower.ts';
import { readSurroundings } from './surroundings.ts';
import { applyPivot, clusterName, namespace, testbedForPivot } from './testbed-pivot.ts';

const minutes = 60_000;

const isCopying = (attempt: number) => (seen: ReturnType<PivotFollower['last']>) =>
  seen?.status.journal?.copy?.attempt === attempt && seen.status.journal.copy.undoing === undefined;

describe.skipIf(campaign !== 'full')(
  'machines, networks and processes that fail (30 min; CLUSTERPIVOT_CAMPAIGN=full)',
  () => {
    it('a copy whose Pod is deleted three times is rolled back', { timeout: 20 * minutes }, async () => {
      const testbed = await testbedForPivot();
      const { source } = testbed;
      const before = await readSurroundings(testbed);
      const witness = await startWitness(testbed, namespace);
      await using pivot = followPivot(source, namespace, clusterName);
      await applyPivot(testbed);

      // Before anything is copied, and twice in the middle: what is left near the end is copied before a Pod that is deleted ends.
      for (const [index, copied] of [0, 60, 120].entries()) {
        const attempt = index + 1;
        await pivot.until(`copy ${attempt} begun`, isCopying(attempt), 600);
        const isThere = (seen: ReturnType<PivotFollower['last']>) =>
          copied === 0
            ? seen?.status.conditions?.some(({ reason }) => reason === 'ClusterNotPaused' || reason === 'HostNotPaused')
            : (seen?.status.progress?.copied ?? 0) >= copied;
        await pivot.until(`${copied} copies`, (seen) => isThere(seen) === true, 300);
        await expect.poll(() => deleteCopyPod(source), { timeout: 60_000, interval: 200 }).toBeDefined();
      }
      await pivot.until('the rollback', (seen) => isTrue(seen, 'RolledBack'), 600);
      await expectAsBefore(testbed, { witness, surroundings: before }, 'three copies');
    });

    it('what the target refuses for minutes, and a Bare Metal Operator that somebody starts again, only delay', {
      timeout: 20 * minutes,
    }, async () => {
      const testbed = await testbedForPivot();
      const { source, target } = testbed;
      const witness = await startWitness(testbed, namespace);
      await using pivot = followPivot(source, namespace, clusterName);
      await applyPivot(testbed);
      await pivot.until('the copy', isCopying(1), 600);
      await source.kubectl([
        'scale',
        `deployment/${bareMetalOperatorDeployment}`,
        `--namespace=${bareMetalOperatorNamespace}`,
        '--replicas=1',
      ]);
      await lasting(300, breakWebhooks(target));
      const { phase, message } = pivot.last()?.status ?? {};
      expect([phase, message]).toEqual(['Copying', expect.stringMatching(/nothing has arrived since|undoing|again/)]);
      await pivot.until('Ready', (seen) => isTrue(seen, 'Ready'), 900);
      expect(pivot.phases).not.toContain('RollingBack');
      expectOk(await witness.testify());
    });

    it('API servers that stop, a network that is cut, a node that hangs and an operator without memory only delay', {
      timeout: 40 * minutes,
    }, async () => {
      const testbed = await testbedForPivot();
      const { source, target } = testbed;
      const witness = await startWitness(testbed, namespace);
      await using pivot = followPivot(source, namespace, clusterName);
      await applyPivot(testbed);

      await pivot.until('Preparing', (seen) => seen?.status.phase === 'Preparing');
      await lasting(120, stopApiServer(source));
      await pivot.until('the fence', (seen) => seen?.status.journal?.fencedTime !== undefined, 600);
      await lasting(120, cutNetwork(testbed));
      await pivot.until('some copies', (seen) => (seen?.status.progress?.copied ?? 0) > 20, 600);
      await exhaustOperator(source);
      await lasting(120, stopApiServer(target));
      await pivot.until('the commit', (seen) => seen?.status.journal?.committedTime !== undefined, 1200);
      await lasting(60, pauseNode(testbed, target));
      await pivot.until('Soaking', (seen) => seen?.status.phase === 'Soaking', 600);
      await killOperator(source);
      await pivot.until('Ready', (seen) => isTrue(seen, 'Ready'), 600);
      expect(pivot.phases).not.toContain('RollingBack');
      expectOk(await witness.testify());
    });
  },
);
