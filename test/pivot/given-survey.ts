/** What two clusters answer that nothing is wrong with. */
import type { ServerFacts, Survey } from '../../src/pivot/survey.ts';

/** Everything was admitted, and nothing is missing. */
export function survey(is: Partial<Survey> = {}): Survey {
  return {
    fingerprint: 'as-is',
    takenAt: 0,
    durationMs: 0,
    creates: [],
    applies: [],
    deletes: [],
    servers: { source: server(), target: server() },
    gitOps: [],
    ...is,
  };
}

export function server(is: Partial<ServerFacts> = {}): ServerFacts {
  return {
    version: 'v1.36.0',
    requests: 50,
    failures: [],
    latencyMs: 4,
    clockAheadMs: 0,
    expiries: [],
    missingRights: [],
    webhooks: [],
    ...is,
  };
}
