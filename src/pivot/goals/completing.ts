/**
 * Is the report written? Afterwards the source cluster may go. Cleaning up comes after the fact is journalled (decide.ts):
 * it removes the inventory and the kubeconfig, without which an unfinished pivot could not go on.
 */
import type { Observation } from '../observation.ts';
import { act, met, type Result } from '../result.ts';

export function completing({ pivot, now }: Observation): Result {
  if (pivot.status.journal?.completedTime !== undefined) return met;
  return act([{ kind: 'writeReport' }], 'writing the report', { completedTime: new Date(now).toISOString() });
}
