/** One look at one ClusterPivot: observe, decide, act, report. What woke it up does not matter, only what is. */
import { type ClusterPivot, conditionsOf, isOver, parseClusterPivot } from '../api/clusterpivot.ts';
import { readyCondition, rolledBackCondition } from '../api/conditions.ts';
import type { ObjectRef } from '../api/kube-object.ts';
import { clusterPivots } from '../api/resources.ts';
import { isConflict, isKubeError } from '../kube/errors.ts';
import type { WorkResult } from '../kube/workers.ts';
import { logAbout } from '../log.ts';
import { wantsAnotherAttempt } from '../pivot/attempt.ts';
import { blindStatus } from '../pivot/blind-status.ts';
import { type Decision, decide } from '../pivot/decide.ts';
import { isOnClock, ontoClock } from '../pivot/elapsed.ts';
import { nextLookWithin, stalledRecheckSeconds } from '../pivot/next-look.ts';
import type { Observation } from '../pivot/observation.ts';
import { met, type Result, stall, violation, wait } from '../pivot/result.ts';
import { inLook } from '../tracing/spans.ts';
import { carryOut } from './act.ts';
import { assertMayAct } from './may-act.ts';
import { observe } from './observe.ts';
import { type Reporter, report, reportSettled } from './report.ts';
import type { TargetConnections } from './target.ts';
import type { ConnectedWorld, World } from './world.ts';

export interface Reconciler {
  readonly world: World;
  readonly targets: TargetConnections;
  readonly reporter: Reporter;
}

type Act = Extract<Result, { kind: 'act' }>;

const atOnce: WorkResult = { requeueAfterMs: 0 };

/**
 * Rejects when the source cannot be read or written, or when somebody else wrote in between: the caller tries again
 * with a growing pause. Everything else ends in the status.
 */
export async function reconcile({ world, targets, reporter }: Reconciler, ref: ObjectRef): Promise<WorkResult> {
  const began = world.clock.now();
  const object = await world.source.get(clusterPivots, ref);
  if (object === undefined) {
    reporter.forget(ref);
    world.endpoints.forget(ref);
    world.clockJumps.forget(ref);
    world.surveys.forget(ref);
    return {};
  }
  const parsed = parseClusterPivot(object);
  if (!parsed.ok) {
    reporter.refuse(object, parsed.problem);
    return { requeueAfterMs: 60_000 };
  }
  const { pivot } = parsed;
  if (isOver(pivot.status)) {
    world.endpoints.forget(ref);
    world.clockJumps.forget(ref);
  }
  if (isSettled(pivot) && !(await targets.isPinned(world, pivot))) {
    await reportSettled(reporter, pivot, world.clock.now());
    return {};
  }
  const seen = await lookOrSay({ world, targets, reporter }, pivot);
  if (seen === undefined) return { requeueAfterMs: stalledRecheckSeconds * 1000 };
  if (!isOnClock(pivot.status, seen.observation)) {
    await moveOntoClock({ world, reporter }, seen.observation);
    return atOnce;
  }
  const decision = decide(seen.observation);
  const look = { pivot, phase: decision.phase, began, observed: world.clock.now() };
  return inLook(look, async () => followUp(seen, decision, reporter));
}

/** Does what was decided, and says it. */
async function followUp({ connected, observation }: Seen, decision: Decision, reporter: Reporter): Promise<WorkResult> {
  const { pivot } = observation;
  const { result, phase } = decision;
  // Told while there is still somebody to tell it of: the finalizer goes next.
  if (isOver(pivot.status) && isLeaving(pivot) && !saysSo(pivot)) {
    await report(reporter, observation, { phase, result: met }, {});
    return atOnce;
  }
  if (result.kind === 'act') return act({ connected, reporter, observation, decision, result });
  await report(reporter, observation, decision, result.kind === 'record' ? result.facts : {});
  return lookAgain(result, observation);
}

function lookAgain(result: Result, observation: Observation): WorkResult {
  const seconds = nextLookWithin(result, observation);
  return seconds === undefined ? {} : { requeueAfterMs: seconds * 1000 };
}

/** Stored before anything is decided by it: the next process will not know of the jump. */
async function moveOntoClock(
  { world, reporter }: Pick<Reconciler, 'world' | 'reporter'>,
  observation: Observation,
): Promise<void> {
  const { pivot, jumpedMs } = observation;
  logAbout(world.log, pivot).warn(
    { jumpedMs },
    'the clock has jumped, or was ahead before: moving recorded times along, so that no window is cut short or drawn out',
  );
  await reporter.write(pivot, ontoClock(pivot.status, observation));
  world.clockJumps.settle(pivot, observation);
  // What was asked is as old as before, and dated by the clock as it was.
  world.surveys.forget(pivot.metadata);
}

interface Seen {
  readonly connected: ConnectedWorld;
  readonly observation: Observation;
}

/** undefined when the source does not let us look, which the status then says. Rejects when it cannot be asked. */
async function lookOrSay({ world, targets, reporter }: Reconciler, pivot: ClusterPivot): Promise<Seen | undefined> {
  try {
    const connection = await targets.of(world, pivot);
    const connected = { ...world, target: connection.client, log: logAbout(world.log, pivot) };
    const observation = await observe(connected, pivot, connection);
    reporter.look(observation, connected);
    return { connected, observation };
  } catch (error) {
    const refused = isKubeError(error, 'forbidden');
    const found = refused
      ? violation('ReadRefused', `${textOf(error)}; grant it to the operator's account`)
      : violation('SourceUnreachable', `the source cannot be read: ${textOf(error)}; trying again`);
    await reporter.write(pivot, blindStatus(pivot, { violation: found, stalled: refused }, world.clock.now()));
    if (refused) return undefined;
    throw error;
  }
}

/** Over, said so, and not to be let go: nothing in either cluster matters any more. */
function isSettled(pivot: ClusterPivot): boolean {
  return isOver(pivot.status) && saysSo(pivot) && !isLeaving(pivot) && !wantsAnotherAttempt(pivot);
}

function saysSo({ status }: ClusterPivot): boolean {
  const last = status.journal?.completedTime === undefined ? rolledBackCondition : readyCondition;
  return conditionsOf(status).some((condition) => condition.type === last && condition.status === 'True');
}

function isLeaving({ metadata }: ClusterPivot): boolean {
  return metadata.deletionTimestamp !== undefined;
}

interface Acting {
  readonly connected: ConnectedWorld;
  readonly reporter: Reporter;
  readonly observation: Observation;
  readonly decision: Decision;
  readonly result: Act;
}

async function act({ connected, reporter, observation, decision, result }: Acting): Promise<WorkResult> {
  try {
    const mayAct = async () => assertMayAct(connected, observation);
    const found = await carryOut(result.actions, connected, observation, mayAct);
    if (changesFinalizers(result)) return atOnce;
    await report(reporter, observation, decision, { ...result.then, ...found });
    return atOnce;
  } catch (error) {
    // Somebody wrote in between: what was decided may be wrong by now.
    if (isConflict(error)) throw error;
    const failed = afterFailure(result, error);
    await report(reporter, observation, { ...decision, result: failed }, {});
    connected.log.warn({ error: textOf(error) }, result.doing.message);
    if (failed.kind !== 'stall') throw error;
    return lookAgain(failed, observation);
  }
}

/** The ClusterPivot has another resourceVersion afterwards, or is gone: this look at it is over. */
function changesFinalizers({ actions }: Act): boolean {
  return actions.some(({ kind }) => kind === 'addFinalizer' || kind === 'removeFinalizer');
}

/** What the API server will never accept needs a human; everything else is tried again. */
function afterFailure({ doing }: Act, error: unknown): Result {
  const message = `${doing.message}: ${textOf(error)}`;
  const refused = (['forbidden', 'invalid', 'unauthorized'] as const).some((kind) => isKubeError(error, kind));
  return refused
    ? stall(violation('WriteRefused', `${message}; trying again once that is mended`))
    : wait(violation('InProgress', `${message}; trying again`));
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
