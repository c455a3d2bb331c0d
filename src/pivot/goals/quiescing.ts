/** Has every host been steady for long enough, with nothing rolling out? It waits for that; it does not fail. */
import { secondsSince } from '../elapsed.ts';
import { targetInterfaceStatic } from '../gates/endpoint.ts';
import { gitOpsOwnerAtWork } from '../gates/gitops.ts';
import type { Observation } from '../observation.ts';
import { met, type Result, record, violation, wait } from '../result.ts';
import { lookAgainAfter } from '../survey.ts';
import { notSurveyed, violationsBeforeFence } from './preflight.ts';

export function quiescing(observation: Observation): Result {
  const { pivot, now } = observation;
  const { journal = {} } = pivot.status;
  if (journal.fence !== undefined) return met;
  if (journal.preparedTime === undefined) {
    return record({ preparedTime: new Date(now).toISOString() }, 'the target is prepared');
  }
  const found = gitOpsOwnerAtWork(observation) ?? violationsBeforeFence(observation)[0];
  if (found !== undefined) {
    if (journal.steadySince === undefined) return wait(found);
    return { kind: 'record', facts: { steadySince: null }, doing: found };
  }
  if (pivot.spec.suspend) {
    return wait(violation('Suspended', 'suspended before the source is fenced; set spec.suspend to false to go on'), 5);
  }
  if (journal.steadySince === undefined) {
    return record({ steadySince: new Date(now).toISOString() }, 'every host is steady');
  }
  const remaining = pivot.spec.gates.steadySeconds - secondsSince(observation, 'steadySince');
  if (remaining <= 0) return lastLook(observation);
  return wait(
    violation(
      'HostNotSteady',
      `all ${observation.source.hosts.length} BareMetalHosts are steady; watching for ${Math.ceil(remaining)} s more (gates.steadySeconds)`,
    ),
    Math.min(remaining, 5),
  );
}

/** Hosts stay steady whatever a probe misses, and however long both clusters take to answer: none of this starts the clock anew. */
function lastLook(observation: Observation): Result {
  const since = Date.parse(observation.pivot.status.journal?.preparedTime ?? '');
  const found = notSurveyed(observation, since) ?? targetInterfaceStatic(observation);
  return found === undefined
    ? met
    : wait(found, lookAgainAfter(observation.survey, observation.source.objects?.length ?? 0));
}
