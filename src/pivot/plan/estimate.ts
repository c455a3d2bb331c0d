/** How long will Clusters be paused? From the number of objects and how fast both API servers answer. */
import type { Survey } from '../survey.ts';

/** Starting the Job, pausing, verifying and unpausing, whatever the number of objects. Measured: docs/measurements.md. */
const fixedSeconds = 15;
/** clusterctl makes a new connection for each object, one after the other. */
const secondsPerObject = 0.045;
/** It reads the original, creates the copy, and patches its managed fields. */
const copyRequests = { source: 1, target: 2 } as const;

/** Seconds from the pause of the Clusters in the source until they go on in the target. */
export function pauseSeconds(objects: number, { servers }: Survey): number {
  const waiting = copyRequests.source * servers.source.latencyMs + copyRequests.target * servers.target.latencyMs;
  return Math.ceil(fixedSeconds + objects * (secondsPerObject + waiting / 1000));
}
