/** Everything that is wrong with a run, in words; nothing when the pivot did what it promises. */
import { findingLines } from '../../../testbed/witness/line.ts';
import { judge } from '../../../testbed/witness/verdict.ts';
import type { Judged } from '../run/pivot-run.ts';
import { clusterWriters } from './cluster-writers.ts';
import { deviations, type EndState, endState } from './end-state.ts';
import { leftovers } from './leftovers.ts';
import { notRolledBack } from './rolled-back.ts';

/** `reference` is how a run without faults ends; a pivot that is rolled back is compared with how it began. */
export function wrongWith(judged: Judged, reference: EndState | undefined): readonly string[] {
  const { end, evidence } = judged;
  return [
    ...(end === 'completed' ? findingLines(judge(evidence, { boundaries: true })) : notRolledBack(evidence)),
    ...clusterWriters(evidence),
    ...leftovers(judged),
    ...(end === 'completed' && reference !== undefined ? deviations(reference, endState(evidence)) : []),
  ];
}
