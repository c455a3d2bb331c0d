/** When to look again although nothing has told of a change. */
import { nextReportsWithin } from './endpoint/watch.ts';
import type { Observation } from './observation.ts';
import type { Result } from './result.ts';

/** What a human has to mend may be mended at any time, and nothing tells us. */
export const stalledRecheckSeconds = 10;

/**
 * Seconds to the next look at the latest; undefined: only on a change. Windows of the endpoint that a later phase asks
 * for must not begin anew because this one, or one that is held up, looks seldom.
 */
export function nextLookWithin(result: Result, { endpoint }: Pick<Observation, 'endpoint'>): number | undefined {
  const seconds = pauseAfter(result);
  if (seconds === undefined || endpoint === undefined) return seconds;
  return Math.min(seconds, nextReportsWithin(endpoint));
}

function pauseAfter(result: Result): number | undefined {
  switch (result.kind) {
    case 'record':
    case 'act':
      return 0;
    case 'wait':
      return result.recheckAfterSeconds;
    case 'stall':
      return stalledRecheckSeconds;
    case 'met':
      return undefined;
  }
}
