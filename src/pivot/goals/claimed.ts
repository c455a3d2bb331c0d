/** Has the pivot both clusters for itself? Asked as long as it lasts: a Lease can be deleted by hand. */
import { claimHolder } from '../claim.ts';
import { claimedByOther } from '../gates/access.ts';
import type { Observation } from '../observation.ts';
import { act, met, type Result, wait } from '../result.ts';

export function claimed(observation: Observation): Result {
  const other = claimedByOther(observation);
  if (other !== undefined) return wait(other, 5);
  const { claims, pivot } = observation;
  const missing = (['source', 'target'] as const).filter((side) => claims[side] === undefined);
  if (missing.length === 0) return met;
  return act(
    missing.map((side) => ({ kind: 'claim', side })),
    `claiming ${missing.map((side) => `the ${side}`).join(' and ')} for this pivot alone (Lease of ${claimHolder(pivot)})`,
  );
}
