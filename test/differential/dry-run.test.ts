/** Is our model of the move set what clusterctl works out itself? Random graphs, in a real API server, and a real clusterctl. */
import * as fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { listCrds } from '../../src/controller/list-crds.ts';
import { listMoveObjects } from '../../src/controller/list-move-objects.ts';
import { connect } from '../../src/kube/connect.ts';
import { moveSet } from '../../src/pivot/graph.ts';
import { moveKinds } from '../../src/pivot/move-kinds.ts';
import { clusterctlFor } from './clusterctl.ts';
import { differencesFrom } from './compare.ts';
import { graphs } from './drawn-graph.ts';
import { describeGraph } from './laid-out.ts';
import { dryRuns, path, seed } from './settings.ts';
import { createKinds, removeGraph, storeGraph } from './stored-graph.ts';

/** A graph has a server for itself while it is looked at: what has no namespace is seen by all. Two halve the time. */
const halves = [
  { name: 'source', access: inject('source'), seed },
  { name: 'target', access: inject('target'), seed: seed + 1 },
].slice(0, path === undefined ? 2 : 1);

describe.concurrent('of random graphs', () => {
  it.each(halves)('clusterctl would move what the model says, on $name', { timeout: 1_500_000 }, async (half) => {
    const client = connect(half.access);
    await using clusterctl = await clusterctlFor(half.access);
    await createKinds(client);
    const crds = await listCrds(client);
    const kinds = moveKinds(crds);
    let done = 0;
    const property = fc.asyncProperty(graphs, async (graph) => {
      const stored = await storeGraph(client, graph);
      try {
        const namespace = stored.namespaces.here;
        const [found, said] = await Promise.all([
          listMoveObjects(client, { crds, namespace }),
          clusterctl.move(namespace),
        ]);
        const differences = differencesFrom(moveSet(kinds, found), said, true);
        if (differences.length > 0) {
          throw new Error(`${differences.join('\n')}\nin\n${describeGraph(stored.laidOut, graph.providerType)}`);
        }
      } finally {
        await removeGraph(client, stored);
      }
      done += 1;
      if (done % 25 === 0) console.log(`${done} graphs on ${half.name}`);
    });
    console.log(`${Math.ceil(dryRuns / 2)} graphs on ${half.name} from seed ${half.seed}`);
    const result = await fc.check(property, {
      includeErrorInReport: true,
      numRuns: path === undefined ? Math.ceil(dryRuns / 2) : 1,
      seed: half.seed,
      // Making a failing graph smaller takes a run for each try.
      interruptAfterTimeLimit: 1_200_000,
      markInterruptAsFailure: true,
      ...(path === undefined ? {} : { path }),
    });
    await client.close();
    expect(await fc.asyncDefaultReportMessage(result)).toBeUndefined();
  });
});
