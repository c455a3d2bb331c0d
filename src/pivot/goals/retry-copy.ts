/** May a copy that broke off be tried again, and is what it left behind undone first? */
import type { Journal } from '../../api/journal.ts';
import { nameSome } from '../inventory.ts';
import { jobName } from '../jobs.ts';
import type { Observation } from '../observation.ts';
import { fail, firstUnmet, met, type Result, record, violation } from '../result.ts';
import { deleteCopies, endJobs, unmarkObjects, unpauseSource } from './undo-copy.ts';

/** What ends a Job from outside (a lost node, an eviction, somebody's hand) rarely comes three times in a row. */
export const mostCopies = 3;

const longestCause = 1000;

/**
 * The copy under way ended without a whole copy. What no repetition would change fails at once. Anything else is tried
 * again from the beginning: clusterctl refuses paused Clusters, and would overwrite what it had copied before.
 */
export function copyBroke({ pivot, copyJob }: Observation, what: string): Result {
  const { copy } = pivot.status.journal ?? {};
  const refused = copyJob?.result?.refused;
  if (refused !== undefined) {
    return fail(
      violation(
        'CopyRefused',
        `${refused.object} is refused: ${refused.reason}; change what refuses it, and raise spec.attempt once the pivot is rolled back`,
      ),
    );
  }
  if (copy === undefined || copy.attempt >= mostCopies) {
    return fail(violation('CopyJobFailed', `${what} (copy ${copy?.attempt ?? 1} of ${mostCopies})`));
  }
  return record(
    { copy: { ...copy, undoing: what.slice(0, longestCause) } },
    `undoing copy ${copy.attempt} of ${mostCopies}, to try again: ${what}`,
  );
}

/** The state before Copying, still fenced; then the next copy begins. */
export function startAnew(observation: Observation): Result {
  const undone = firstUnmet(observation, [endJobs, deleteCopies, unmarkObjects, unpauseSource]);
  if (undone.kind !== 'met') return undone;
  const { copy } = observation.pivot.status.journal ?? {};
  if (copy === undefined) return met;
  const next = copyOf(observation, copy.attempt + 1);
  return record(
    { copy: next, inventory: null, releasedTime: null },
    `copying ${nameSome(observation.source.clusters)} again, for the ${next.attempt === 2 ? 'second' : 'third'} time`,
  );
}

export function copyOf({ pivot, source }: Observation, attempt: number): NonNullable<Journal['copy']> {
  const clusters = source.clusters.map((cluster) => cluster.metadata.name);
  return { attempt, job: jobName(pivot, 'copy', attempt), clusters };
}
