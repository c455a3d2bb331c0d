/** One pivot in a fresh world, with the faults of a plan, and everything that is known of it afterwards. */
import type { ClusterPivot } from '../../../src/api/clusterpivot.ts';
import { secrets } from '../../../src/api/resources.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { ownName } from '../../../src/pivot/jobs.ts';
import { ownNamespace } from '../stage/operator-process.ts';
import { operatorImage, type Stage } from '../stage/stage.ts';
import { reset } from '../world/reset.ts';
import { seed, untilAtRest, untilNothingTerminates, untilTrue } from '../world/seed.ts';
import { type FaultPlan, type Killers, type PlannedFault, Script } from './fault-plan.ts';
import { createPivot, deletePivot, followPivot, isTrue, type PivotFollower } from './pivot-under-test.ts';
import { type RunEvidence, startWitness } from './witness.ts';

export interface PivotRun {
  readonly plan: FaultPlan;
  /** Holds clusterctl at this write of its, and deletes the ClusterPivot then; the plan counts from there on. */
  readonly calledOffAt?: number;
  /** Variables of the operator's environment. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** `rolledBack` by itself, or since the ClusterPivot was deleted. */
export type End = 'completed' | 'rolledBack' | 'deleted';

/** What oracles look at. */
export interface Judged {
  readonly end: End;
  readonly evidence: RunEvidence;
}

export interface PivotRunResult extends Judged {
  readonly script: Script;
  /** From the creation of the ClusterPivot to the end. */
  readonly seconds: number;
  /** How often the operator was started. */
  readonly starts: number;
  readonly phases: ReadonlyMap<string, number>;
}

/** Rejects when the pivot does not come to an end, with how it then is. */
export async function runPivot(stage: Stage, run: PivotRun): Promise<PivotRunResult> {
  const { plan, calledOffAt, settings = {} } = run;
  const { admin } = stage.source;
  await reset(stage);
  await seed(stage);
  const witness = await startWitness(stage);
  const operator = stage.operator(settings);
  const killers: Killers = {
    kill: async (client) => {
      if (client === 'operator') return operator.kill();
      await stage.source.kubelet.kill((image) => image === operatorImage);
    },
  };
  const script = new Script(plan, killers);
  const hold = calledOffAt === undefined ? undefined : new Script([heldFrom(calledOffAt)], killers);
  stage.harmWith({
    faultFor: (request) => hold?.faultFor(request) ?? script.faultFor(request),
    kill: async (request) => script.kill(request),
  });
  (hold ?? script).begin();
  await using pivot = await followPivot(admin);
  operator.start();
  try {
    const begun = performance.now();
    const created = await createPivot(admin);
    await pivot.until('the ClusterPivot', (seen) => seen !== undefined);
    if (hold !== undefined && calledOffAt !== undefined) {
      await untilHeld(pivot, hold, calledOffAt);
      script.begin();
      await deletePivot(admin);
    }
    const end = await untilOver(admin, pivot, created as ClusterPivot);
    const seconds = (performance.now() - begun) / 1000;
    await untilAtRest(end === 'completed' ? stage.target : stage.source);
    await untilNothingTerminates(stage);
    await operator.stop();
    const { starts } = operator;
    return { end, evidence: await witness.testify(), script, seconds, starts, phases: pivot.phases };
  } finally {
    stage.harmWith(undefined);
    await operator.stop();
  }
}

/** clusterctl comes so far and no further: nobody hears of this write of its, nor of what it tries instead, until it is ended. */
function heldFrom(nth: number): PlannedFault {
  const fault = { kind: 'unheard', ending: { kind: 'hang', seconds: 3600 } } as const;
  return { client: 'clusterctl', on: 'write', nth, times: Number.POSITIVE_INFINITY, fault };
}

/** And until the operator has told of everything that was copied before. */
async function untilHeld(pivot: PivotFollower, hold: Script, nth: number): Promise<void> {
  const copied = () => pivot.last()?.status.progress?.copied ?? 0;
  const copies = () =>
    hold.writes.clusterctl.slice(0, nth - 1).filter((write) => /^create .* in the target$/.test(write));
  await pivot.until('a first copy', () => copied() > 0);
  await untilTrue(
    async () => hold.happened.length > 0 && copied() === copies().length,
    'clusterctl is not held, or not all was seen',
  );
}

/** Over is a pivot that says so, and has cleaned up: what it keeps to reach the target by goes last. */
async function untilOver(admin: ClusterClient, pivot: PivotFollower, created: ClusterPivot): Promise<End> {
  let end: End | undefined;
  await pivot.until('the end', (seen) => {
    end = endOf(seen);
    return end !== undefined;
  });
  const pinned = { namespace: ownNamespace, name: `${ownName(created)}-target` };
  const isCleanedUp = async () => (await admin.get(secrets, pinned)) === undefined;
  await untilTrue(isCleanedUp, 'the pivot is over and has not cleaned up');
  return end ?? 'deleted';
}

function endOf(pivot: ClusterPivot | undefined): End | undefined {
  if (pivot === undefined) return 'deleted';
  if (isTrue(pivot, 'Ready')) return 'completed';
  return isTrue(pivot, 'RolledBack') && pivot.metadata.deletionTimestamp === undefined ? 'rolledBack' : undefined;
}
