/** What has been heard after some lines of clusterctl, all at one moment or each at its own. */
import { type Heard, hear, nothingHeard } from '../../src/mover/clusterctl-output.ts';

export function heardOf(lines: readonly string[]): Heard {
  return lines.reduce((heard, line) => hear(heard, line, 0), nothingHeard);
}

/** As it says at level 5 that it tries again. */
export function retrying(cause: string): string {
  return `Retrying with backoff cause=${JSON.stringify(cause)}`;
}
