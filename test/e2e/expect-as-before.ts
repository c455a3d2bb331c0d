/** A rollback leaves both clusters, object by object, as they were when the witness began. */
import { expect } from 'vitest';
import { clusterPivots } from '../../src/api/resources.ts';
import { untilAtRest } from '../../testbed/hosts-at-rest.ts';
import { silent } from '../../testbed/progress.ts';
import type { Testbed } from '../../testbed/testbed.ts';
import type { ClusterSnapshot, Held } from '../../testbed/witness/snapshot.ts';
import type { Witness } from '../../testbed/witness/witness.ts';
import { readSurroundings, type Surroundings } from './surroundings.ts';
import { namespace } from './testbed-pivot.ts';
import { unlike } from './unlike.ts';

export interface Before {
  readonly witness: Witness;
  readonly surroundings: Surroundings;
}

/** Waits until the hosts are at rest again: the source's Ironic starts empty, and adopts every host. `what` was rolled back. */
export async function expectAsBefore(testbed: Testbed, { witness, surroundings }: Before, what: string): Promise<void> {
  await untilAtRest({ cluster: testbed.source, namespace, fixture: testbed.fixture }, silent);
  const evidence = await witness.testify();
  expect(unlike(withoutPlans(evidence.before.source), withoutPlans(evidence.after.source)), what).toEqual([]);
  expect(
    evidence.after.target.objects.map(({ object }) => object.metadata.name),
    what,
  ).toEqual([]);
  expect(await readSurroundings(testbed), what).toEqual(surroundings);
}

/** The plan lies beside its ClusterPivot and goes with it, as its status does. */
function withoutPlans(snapshot: ClusterSnapshot): ClusterSnapshot {
  const isPlan = ({ object: { metadata } }: Held) =>
    (metadata.ownerReferences ?? []).some(({ kind }) => kind === clusterPivots.kind);
  return { ...snapshot, objects: snapshot.objects.filter((held) => !isPlan(held)) };
}
