/**
 * Is the report written? Afterwards the source cluster may go. Cleaning up comes after the fact is journalled (decide.ts):
 * it removes the kubeconfig, without which an unfinished pivot could not go on. The backup stays.
 */
import { endpointHeld } from '../gates/endpoint.ts';
import type { Observation } from '../observation.ts';
import { act, met, type Result, wait } from '../result.ts';
import { thawnAtTheEnd } from './freeze-owners.ts';

export function completing(observation: Observation): Result {
  const { pivot, now } = observation;
  if (pivot.status.journal?.completedTime !== undefined) return met;
  const notHeld = endpointHeld(observation);
  if (notHeld !== undefined) return wait(notHeld, 1);
  const thawn = thawnAtTheEnd(observation);
  if (thawn.kind !== 'met') return thawn;
  return act([{ kind: 'writeReport' }], 'writing the report', { completedTime: new Date(now).toISOString() });
}
