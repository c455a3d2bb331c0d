import { describe, expect, it } from 'vitest';
import { startWitness } from '../../testbed/witness/witness.ts';
import { expectAsBefore } from './expect-as-before.ts';
import { expectOk } from './expect-ok.ts';
import { followPivot } from './pivot-follower.ts';
import { readSurroundings } from './surroundings.ts';
import { applyPivot, clusterName, gates, namespace, pivotRef, testbedForPivot } from './testbed-pivot.ts';

describe('a ClusterPivot that is deleted', () => {
  it('while it copies, is rolled back; after the commit, is finished', async () => {
    const testbed = await testbedForPivot();
    const { source, target } = testbed;
    const before = await readSurroundings(testbed);
    const first = await startWitness(testbed, namespace);
    const remove = async () => source.kubectl(['delete', pivotRef, `--namespace=${namespace}`, '--wait=false']);
    {
      await using pivot = followPivot(source, namespace, clusterName);
      await applyPivot(testbed);
      await pivot.until('some copies in the target', (seen) => (seen?.status.progress?.copied ?? 0) > 20);
      await remove();
      await pivot.until('the ClusterPivot gone', (seen) => seen === undefined);
      expect(pivot.phases.slice(-2)).toEqual(['RollingBack', 'RolledBack']);
    }
    await expectAsBefore(testbed, { witness: first, surroundings: before }, 'the copy');

    const second = await startWitness(testbed, namespace);
    await using pivot = followPivot(source, namespace, clusterName);
    await applyPivot(testbed);
    await pivot.until('the commit', (seen) => seen?.status.journal?.committedTime !== undefined);
    await remove();
    await pivot.until('the ClusterPivot gone', (seen) => seen === undefined, 300);
    expect(pivot.phases.at(-1)).toBe('Completed');
    expectOk(await second.testify());
    const hosts = await target.kubectl(['get', 'baremetalhosts', `--namespace=${namespace}`, '--output=name']);
    expect(hosts.trim().split('\n')).toHaveLength(14);
    expect(gates.soakSeconds).toBeGreaterThan(0);
  });
});
