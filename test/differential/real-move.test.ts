/** Is in both clusters, after a real move, what our model says? Between two API servers without controllers. */
import * as fc from 'fast-check';
import { expect, inject, it } from 'vitest';
import { listCrds } from '../../src/controller/list-crds.ts';
import { listMoveObjects } from '../../src/controller/list-move-objects.ts';
import { readInventory } from '../../src/controller/read-inventory.ts';
import { listInventoryObjects } from '../../src/controller/read-lists.ts';
import { connect } from '../../src/kube/connect.ts';
import { type MoveSet, moveSet } from '../../src/pivot/graph.ts';
import { byIdentity, identity } from '../../src/pivot/inventory.ts';
import { moveKinds } from '../../src/pivot/move-kinds.ts';
import { clusterctlFor } from './clusterctl.ts';
import { differencesFrom } from './compare.ts';
import { inventoryDifferences } from './compare-inventory.ts';
import { stateDifferences } from './compare-states.ts';
import { graphs } from './drawn-graph.ts';
import { describeGraph } from './laid-out.ts';
import { moves, path, seed } from './settings.ts';
import { stateOf } from './state.ts';
import { createKinds, prepareTarget, removeGraph, storeGraph } from './stored-graph.ts';

it('clusterctl moves what the model says, and keeps what it says', { timeout: 1_500_000 }, async () => {
  const access = { source: inject('source'), target: inject('target') };
  const source = connect(access.source);
  const target = connect(access.target);
  await using clusterctl = await clusterctlFor(access.source);
  await Promise.all([createKinds(source), createKinds(target)]);
  const crds = await listCrds(source);
  const kinds = moveKinds(crds);
  let done = 0;
  const property = fc.asyncProperty(graphs, async (graph) => {
    const stored = await storeGraph(source, graph);
    const { laidOut } = stored;
    try {
      await prepareTarget(target, graph, stored);
      const namespace = stored.namespaces.here;
      const set = moveSet(kinds, await listMoveObjects(source, { crds, namespace }));
      fc.pre(!isSlow(set));
      const before = { source: await stateOf(source, laidOut), target: await stateOf(target, laidOut) };
      const inventory = await readInventory(source, target, namespace);
      const said = await clusterctl.move(namespace, access.target);
      const after = { source: await stateOf(source, laidOut), target: await stateOf(target, laidOut) };
      const copied = await listInventoryObjects(target, inventory, namespace);
      const differences = [
        ...differencesFrom(set, said, false),
        ...stateDifferences(set, { before, after }),
        ...inventoryDifferences({ set, inventory, targetBefore: before.target, targetAfter: after.target }),
        ...(inventory.entries.every(({ object }) =>
          byIdentity(copied.map((entry) => entry.object)).has(identity(object)),
        )
          ? []
          : ['not every copy was read']),
      ];
      if (differences.length > 0) {
        throw new Error(`${differences.join('\n')}\nin\n${describeGraph(laidOut, graph.providerType)}`);
      }
    } finally {
      await Promise.all([removeGraph(source, stored), removeGraph(target, stored)]);
    }
    done += 1;
    if (done % 5 === 0) console.log(`${done} graphs were moved`);
  });
  console.log(`${moves} graphs to move from seed ${seed}`);
  const result = await fc.check(property, {
    includeErrorInReport: true,
    numRuns: path === undefined ? moves : 1,
    seed,
    ...(path === undefined ? {} : { path }),
    // A move that fails tries each write again for minutes: no time to make the graph smaller.
    endOnFailure: true,
  });
  await Promise.all([source.close(), target.close()]);
  expect(await fc.asyncDefaultReportMessage(result)).toBeUndefined();
});

/**
 * Over these clusterctl gives up only after many tries. The dry runs have the first; the second is a Cluster or ClusterClass that
 * it pauses in the source, leaves behind, and looks for in the target at the very end, to unpause it there.
 */
function isSlow({ refusals, leftBehind }: MoveSet): boolean {
  return refusals.length > 0 || leftBehind.some(({ object }) => ['Cluster', 'ClusterClass'].includes(object.kind));
}
