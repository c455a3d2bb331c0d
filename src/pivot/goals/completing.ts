/** Is the report written, and all that we left about cleaned up? Afterwards the source cluster may go. */
import type { Observation } from '../observation.ts';
import { act, met, type Result } from '../result.ts';

export function completing({ pivot, now }: Observation): Result {
  if (pivot.status.journal?.completedTime !== undefined) return met;
  return act([{ kind: 'writeReport' }, { kind: 'cleanUp' }], 'writing the report and cleaning up', {
    completedTime: new Date(now).toISOString(),
  });
}
