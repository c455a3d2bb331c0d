/** May a copy that broke off be tried again, and is what it left behind undone first? */
import { nameSome } from '../inventory.ts';
import { jobName } from '../jobs.ts';
import type { Observation } from '../observation.ts';
import { fail, met, type Result, record, violation } from '../result.ts';
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
  for (const step of [endJobs, deleteCopies, unmarkObjects, unpauseSource]) {
    const result = step(observation);
    if (result.kind !== 'met') return result;
  }
  const { pivot, source } = observation;
  const { copy } = pivot.status.journal ?? {};
  if (copy === undefined) return met;
  const attempt = copy.attempt + 1;
  return record(
    {
      copy: {
        attempt,
        job: jobName(pivot, 'copy', attempt),
        clusters: source.clusters.map((cluster) => cluster.metadata.name),
      },
      inventory: null,
      releasedTime: null,
    },
    `copying ${nameSome(source.clusters)} again, for the ${attempt === 2 ? 'second' : 'third'} time`,
  );
}
