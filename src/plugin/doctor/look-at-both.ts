/** What the operator would see of both clusters, seen by a person: the same look, the same questions, and nothing stored. */
import type { ClusterPivot } from '../../api/clusterpivot.ts';
import { serviceAccounts } from '../../api/resources.ts';
import { copyAccount } from '../../controller/accounts.ts';
import { observe } from '../../controller/observe.ts';
import { observeSurvey } from '../../controller/observe-survey.ts';
import { Surveys } from '../../controller/surveys.ts';
import type { World } from '../../controller/world.ts';
import type { Observation } from '../../pivot/observation.ts';
import { type PlanDocument, planDocument } from '../../pivot/plan/document.ts';
import type { ObservedSurvey } from '../../pivot/survey.ts';
import { Failure } from '../exit-codes.ts';
import { readingWorld, readOnly } from '../reading-world.ts';
import { remark, type Shell } from '../shell.ts';
import type { Source, SourceFlags } from '../source.ts';
import { openTarget, type Target, type TargetFlags } from '../target.ts';
import { askedByPerson } from './asked-by-person.ts';

export interface Looked {
  readonly observation: Observation;
  readonly document: PlanDocument | undefined;
  /** What could not be asked from here, in words. */
  readonly gaps: readonly string[];
}

interface Wanted {
  readonly flags: SourceFlags & TargetFlags & { readonly dryRuns?: boolean };
  /** Of one that has begun, too, it is asked whether it could begin. */
  readonly pivot: ClusterPivot;
}

/** Rejects when the source cannot be read; a target that cannot is a finding. */
export async function lookAtBoth(shell: Shell, source: Source, { flags, pivot }: Wanted): Promise<Looked> {
  const { clock } = shell;
  const asks = flags.dryRuns !== false;
  const namespace = flags.operatorNamespace;
  const world = readingWorld(source.client, clock, asks ? { namespace, surveys: new Surveys(clock) } : { namespace });
  const asNew = { ...pivot, status: {} };
  const target = await openTarget(shell, flags, { world, pivot: asNew });
  try {
    const { client, ...connection } = target.connection;
    const reading = { ...connection, client: client === undefined ? undefined : readOnly(client) };
    const seen = await observe(world, asNew, reading);
    const survey = asks ? await surveyed(shell, () => observeSurvey(world, reading, seen)) : seen.survey;
    return await looked(world, { ...seen, survey }, { target, asks });
  } finally {
    world.surveys.stop();
    await target.close();
  }
}

const lookEveryMs = 100;
const tellEveryMs = 3000;

/** Asking takes as long as it takes; whoever waits is told how far it is. */
async function surveyed(shell: Shell, look: () => ObservedSurvey): Promise<ObservedSurvey> {
  const { clock } = shell;
  let toldAt = clock.monotonic();
  for (;;) {
    const survey = look();
    if (survey.state === 'failed') throw new Failure(`asking both clusters was broken off: ${survey.problem}`);
    if (survey.state !== 'running') return survey;
    if (clock.monotonic() - toldAt >= tellEveryMs) {
      toldAt = clock.monotonic();
      remark(shell, `asking both clusters: ${survey.done} of ${survey.total} requests answered`);
    }
    await clock.sleep(lookEveryMs);
  }
}

interface Circumstances {
  readonly target: Target;
  readonly asks: boolean;
}

async function looked(world: World, observation: Observation, { target, asks }: Circumstances): Promise<Looked> {
  const account = { namespace: world.namespace, name: copyAccount };
  const installed = (await world.source.get(serviceAccounts, account)) !== undefined;
  const { survey } = observation;
  const adjusted =
    survey.state === 'taken'
      ? { ...survey, survey: askedByPerson(survey.survey, { observation, installed, credentials: target.credentials }) }
      : survey;
  const gaps = [
    ...(asks ? [] : ['with --no-dry-runs neither cluster was asked what it would admit, nor what may be done there']),
    ...(installed
      ? []
      : [
          `the operator is not installed in namespace ${world.namespace} of the source: what its accounts may do there was not asked`,
        ]),
  ];
  return { observation: { ...observation, survey: adjusted }, document: planDocument(observation), gaps };
}
