/** Runs with a few faults of all kinds each, drawn from the seed. */
import * as fc from 'fast-check';
import type { Ending, Fault } from '../proxy/fault.ts';
import type { Client, PlannedFault, Script, Sort } from '../run/fault-plan.ts';
import type { Point } from './point.ts';
import { isWanted, randomRuns, seed } from './settings.ts';

const reset: fc.Arbitrary<Ending> = fc.constant({ kind: 'reset' });
const hang: fc.Arbitrary<Ending> = fc.record({ kind: fc.constant('hang'), seconds: fc.integer({ min: 1, max: 5 }) });
const kill: fc.Arbitrary<Ending> = fc.constant({ kind: 'kill' });
const refusal: fc.Arbitrary<Ending> = fc.oneof(
  fc.record({ kind: fc.constant('status'), status: fc.constantFrom(403, 409, 500, 503, 504) }),
  fc.record({
    kind: fc.constant('status'),
    status: fc.constant(429),
    retryAfterSeconds: fc.integer({ min: 1, max: 3 }),
  }),
);

function unheard(...endings: readonly fc.Arbitrary<Ending>[]): fc.Arbitrary<Fault> {
  return fc.record({ kind: fc.constant('unheard'), ending: fc.oneof(...endings) });
}

/** After it was carried out a request is refused by nobody; but a proxy may give up waiting for the answer. */
const lostAnswer: fc.Arbitrary<Ending> = fc.constantFrom(
  { kind: 'status', status: 500 } as const,
  { kind: 'status', status: 504 } as const,
);

function unanswered(...endings: readonly fc.Arbitrary<Ending>[]): fc.Arbitrary<Fault> {
  return fc.record({ kind: fc.constant('unanswered'), ending: fc.oneof(...endings) });
}

const brokenWatch: fc.Arbitrary<Fault> = fc.record({
  kind: fc.constantFrom('cutWatch', 'freezeWatch', 'expireWatch'),
  afterEvents: fc.integer({ min: 0, max: 20 }),
});

interface Requests {
  readonly client: Client;
  readonly on: Sort;
  /** About how many there are in a run. */
  readonly total: number;
  readonly fault: fc.Arbitrary<Fault>;
  readonly times: fc.Arbitrary<number>;
}

function at({ client, on, total, fault, times }: Requests): fc.Arbitrary<PlannedFault> {
  return fc.record({
    client: fc.constant(client),
    on: fc.constant(on),
    nth: fc.integer({ min: 1, max: total }),
    times,
    fault,
  });
}

const once = fc.constant(1);

/** Some are refused several times in a row, some reads lag behind for a while, some leaders lose their Lease. */
function faults(script: Script): fc.Arbitrary<PlannedFault> {
  const few = fc.integer({ min: 1, max: 4 });
  const reads = { client: 'operator', on: 'read', total: script.counted('operator', 'read') } as const;
  return fc.oneof(
    at({
      client: 'operator',
      on: 'write',
      total: script.counted('operator', 'write'),
      fault: fc.oneof(unheard(reset, hang, refusal, kill), unanswered(reset, hang, lostAnswer, kill)),
      times: few,
    }),
    at({ ...reads, fault: unheard(reset, hang, refusal), times: few }),
    at({ ...reads, fault: fc.constant({ kind: 'stale' }), times: fc.integer({ min: 1, max: 150 }) }),
    at({ client: 'operator', on: 'watch', total: 6, fault: brokenWatch, times: few }),
    at({ client: 'operator', on: 'renewal', total: 15, fault: unheard(reset), times: fc.integer({ min: 5, max: 30 }) }),
    at({
      client: 'clusterctl',
      on: 'write',
      total: script.counted('clusterctl', 'write'),
      fault: fc.oneof(unheard(reset, hang, refusal, kill), unanswered(reset, lostAnswer, kill)),
      times: once,
    }),
    at({
      client: 'clusterctl',
      on: 'read',
      total: script.counted('clusterctl', 'read'),
      fault: unheard(reset, hang, refusal, kill),
      times: once,
    }),
  );
}

/** `counted` is the script of a run without faults. */
export function randomPoints(counted: Script): readonly Point[] {
  const plans = fc.array(faults(counted), { minLength: 1, maxLength: 5 });
  const points = fc.sample(plans, { numRuns: randomRuns, seed }).map(
    (plan, index): Point => ({
      name: `random-${index + 1}`,
      run: {
        plan,
        // So that a Lease can be lost within a run.
        settings: { LEASE_DURATION_SECONDS: '12', LEASE_RENEW_SECONDS: '8', LEASE_RETRY_SECONDS: '1' },
      },
      ends: ['completed', 'rolledBack'],
    }),
  );
  return points.filter(({ name }) => isWanted(name));
}
