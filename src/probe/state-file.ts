/** How the kubelet learns whether this node's facts are fresh and consistent: by a small file, since no port is open. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { staleAfterRenewals } from '../api/probe-lease.ts';

export interface ProbeState {
  readonly intervalSeconds: number;
  /** All times are seconds since the machine started: they cannot jump, and mean the same in each of its processes. */
  readonly sampledAt: number;
  /** When the API server last took a report; undefined: never. */
  readonly publishedAt?: number | undefined;
  /** Why the facts are not complete or contradict each other. */
  readonly complaints: readonly string[];
}

/** Whole or not at all, whoever reads meanwhile. */
export function writeState(file: string, state: ProbeState): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}

/** Why the Pod is not ready; undefined when it is. */
export function unready(state: ProbeState, uptime: number): string | undefined {
  const freshest = staleAfterRenewals * state.intervalSeconds;
  const late = (what: string, at: number) => `${what} was ${Math.round(uptime - at)} s ago`;
  if (uptime - state.sampledAt > freshest) return late('the last round', state.sampledAt);
  if (state.publishedAt === undefined) return 'no report has been published yet';
  if (uptime - state.publishedAt > freshest) return late('the last published report', state.publishedAt);
  return state.complaints.length > 0 ? state.complaints.join('; ') : undefined;
}

export function checkState(file: string, uptime: number): string | undefined {
  try {
    return unready(JSON.parse(readFileSync(file, 'utf8')) as ProbeState, uptime);
  } catch (error) {
    return `no round has ended yet: ${error instanceof Error ? error.message : String(error)}`;
  }
}
