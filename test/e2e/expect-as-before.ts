/** A rollback leaves both clusters, object by object, as they were when the witness began. */
import { expect } from 'vitest';
import { untilAtRest } from '../../testbed/hosts-at-rest.ts';
import { silent } from '../../testbed/progress.ts';
import type { Testbed } from '../../testbed/testbed.ts';
import type { Witness } from '../../testbed/witness/witness.ts';
import { readSurroundings, type Surroundings } from './surroundings.ts';
import { namespace } from './testbed-pivot.ts';
import { unlike } from './unlike.ts';
import { withoutPlans } from './without-plans.ts';

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
