/** Decision → status: one condition a phase, the summary conditions that kstatus knows, times of phases, progress. */
import type { ClusterPivot, PhaseTimes, PivotStatus } from '../api/clusterpivot.ts';
import { conditionsOf, isOver } from '../api/clusterpivot.ts';
import { type Condition, type Draft, reasons } from '../api/conditions.ts';
import type { Journal } from '../api/journal.ts';
import { phases, type ShownPhase } from '../api/phases.ts';
import { summarize } from './checks/summary.ts';
import { conditionsAfter, silentMessage, stalledOnceBack } from './condition-drafts.ts';
import type { Decision } from './decide.ts';
import { endpointOf } from './endpoint-status.ts';
import { restoredCount } from './goals/activating.ts';
import { originals } from './goals/committing.ts';
import { copiedCount } from './goals/copying.ts';
import { preflightResults } from './goals/preflight.ts';
import { isDeleted } from './graph.ts';
import { unsteadiness } from './hosts.ts';
import { type Observation, readsFor } from './observation.ts';
import { buildPlan } from './plan.ts';
import { type Facts, longestText, met, type Result, type Violation } from './result.ts';

/** The status that follows from a decision. Journal facts are added only once their write is due. */
export function statusAfter(observation: Observation, decision: Decision, facts: Facts): PivotStatus {
  if (facts.attempt !== undefined) return statusAfter(begunAnew(observation, facts), decision, {});
  if (facts.pivotedHere !== undefined) {
    return statusAfter(endedBefore(observation, facts), { ...decision, result: met }, {});
  }
  const { pivot } = observation;
  const phase: ShownPhase = decision.phase;
  // Tidying up afterwards is nothing that anybody waits for.
  const saying = isOver(pivot.status) ? undefined : said(decision.result);
  const message = (saying?.message ?? silentMessage(observation, phase)).slice(0, longestText);
  const journal = applyFacts(pivot.status.journal ?? {}, facts);
  const progress = progressOf(observation, phase);
  const hosts = hostsOf(observation);
  return {
    observedGeneration: pivot.metadata.generation ?? 0,
    phase,
    message,
    conditions: conditionsAfter(observation, decision, { reason: saying?.reason ?? reasons.Met, message }).map(
      (draft) => transition(pivot, draft, observation.now),
    ),
    ...planStatus(observation, journal),
    ...(progress === undefined ? {} : { progress }),
    ...(hosts === undefined ? {} : { hosts }),
    ...endpointOf(observation),
    phases: phaseTimes(pivot.status.phases ?? [], phase, decision.result.kind === 'met', observation.now),
    journal,
  };
}

/** Nothing of an earlier attempt is told any more. */
function begunAnew(observation: Observation, facts: Facts): Observation {
  const { pivot } = observation;
  const journal = applyFacts(pivot.status.journal ?? {}, facts);
  return { ...observation, pivot: { ...pivot, status: { journal } } };
}

/** Complete at once: no effect follows these facts. What was planned and checked before was of a pivot that there will not be. */
function endedBefore(observation: Observation, facts: Facts): Observation {
  const { pivot } = observation;
  const { conditions, phases } = pivot.status;
  const journal = applyFacts(pivot.status.journal ?? {}, facts);
  const { objects = 0, hosts = 0 } = journal.pivotedHere ?? {};
  const status: PivotStatus = {
    conditions,
    phases,
    progress: { planned: objects, copied: objects, deleted: objects, percent: 100 },
    hosts: { total: hosts, ready: hosts },
    journal,
  };
  return { ...observation, pivot: { ...pivot, status } };
}

/** What would be done and what speaks against it: kept up to date until the pivot begins, the checks until the fence. */
export function planStatus(
  observation: Observation,
  journal: Journal = observation.pivot.status.journal ?? {},
): Pick<PivotStatus, 'plan' | 'checks'> {
  const { pivot } = observation;
  const checks = readsFor(pivot).survey ? summarize(preflightResults(observation)) : pivot.status.checks;
  const plan = journal.startedTime === undefined ? (buildPlan(observation) ?? pivot.status.plan) : pivot.status.plan;
  return { ...(checks === undefined ? {} : { checks }), ...(plan === undefined ? {} : { plan }) };
}

/** The status of a pivot that is over, for the present generation of its spec, which may call a rollback asked for or not. */
export function settledStatus(pivot: ClusterPivot, now: number): PivotStatus {
  const { metadata, status } = pivot;
  const { generation = 0 } = metadata;
  if (status.observedGeneration === generation) return status;
  const stalled = stalledOnceBack(pivot);
  const conditions = conditionsOf(status).map((condition) =>
    condition.type === stalled?.type
      ? transition(pivot, stalled, now)
      : { ...condition, observedGeneration: generation },
  );
  return { ...status, observedGeneration: generation, conditions };
}

/** The journal with facts added, and forgotten where null. */
export function applyFacts(journal: Journal, facts: Facts): Journal {
  const entries = Object.entries({ ...journal, ...facts }).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries) as Journal;
}

function said(result: Result): Violation | undefined {
  switch (result.kind) {
    case 'met':
      return undefined;
    case 'record':
    case 'act':
      return result.doing;
    case 'wait':
    case 'stall':
      return result.violation;
  }
}

/** `lastTransitionTime` changes only with `status`. */
export function transition(pivot: ClusterPivot, draft: Draft, now: number): Condition {
  const previous = conditionsOf(pivot.status).find(({ type }) => type === draft.type);
  return {
    ...draft,
    observedGeneration: pivot.metadata.generation ?? 0,
    lastTransitionTime: previous?.status === draft.status ? previous.lastTransitionTime : new Date(now).toISOString(),
  };
}

function phaseTimes(times: readonly PhaseTimes[], phase: ShownPhase, ended: boolean, now: number): PhaseTimes[] {
  const time = new Date(now).toISOString();
  const end = ended ? { endTime: time } : {};
  const last = times.at(-1);
  if (last?.name === phase)
    return last.endTime === undefined ? [...times.slice(0, -1), { ...last, ...end }] : [...times];
  const closed = times.map((entry, index) =>
    index === times.length - 1 && entry.endTime === undefined ? { ...entry, endTime: time } : entry,
  );
  // A phase whose goal stopped holding is entered again: what it used of its budget stays used, later phases' time is not.
  const reopened = closed.findIndex(({ name }) => name === phase);
  const before = closed[reopened];
  if (before === undefined) return [...closed, { name: phase, startTime: time, ...end }];
  const spent = Date.parse(before.endTime ?? time) - Date.parse(before.startTime);
  return [...closed.slice(0, reopened), { name: phase, startTime: new Date(now - spent).toISOString(), ...end }];
}

function progressOf(observation: Observation, phase: ShownPhase): PivotStatus['progress'] {
  const { inventory, pivot } = observation;
  const planned = inventory?.entries.length ?? pivot.status.plan?.objects;
  if (planned === undefined) return pivot.status.progress;
  const { journal = {} } = pivot.status;
  const previous = pivot.status.progress;
  const copied =
    journal.releasedTime === undefined
      ? 0
      : observation.target?.objects === undefined
        ? (previous?.copied ?? 0)
        : copiedCount(observation);
  const deleted =
    journal.committedTime === undefined
      ? 0
      : observation.source.objects === undefined
        ? (previous?.deleted ?? 0)
        : (inventory?.entries.filter(isDeleted).length ?? planned) - originals(observation).length;
  const index = phases.findIndex((name) => name === phase);
  const percent = index < 0 ? 0 : Math.round((100 * index) / (phases.length - 1));
  const grew = copied > (previous?.copied ?? 0) || deleted > (previous?.deleted ?? 0);
  const lastTime = grew ? new Date(observation.now).toISOString() : previous?.lastTime;
  return { planned, copied, deleted, percent, ...(lastTime === undefined ? {} : { lastTime }) };
}

function hostsOf(observation: Observation): PivotStatus['hosts'] {
  const { journal = {} } = observation.pivot.status;
  if (journal.completedTime !== undefined) return observation.pivot.status.hosts;
  if (journal.committedTime !== undefined && observation.inventory !== undefined) {
    const total = observation.inventory.entries.filter(({ object }) => object.kind === 'BareMetalHost').length;
    return { total, ready: restoredCount(observation) };
  }
  const { hosts } = observation.source;
  return { total: hosts.length, ready: hosts.filter((host) => unsteadiness(host) === undefined).length };
}
