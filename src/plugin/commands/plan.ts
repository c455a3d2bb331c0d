/** plan: what a pivot will do, for people, reviews and programs. Of a ClusterPivot that is there, or of one that is not yet. */
import { Command } from 'commander';
import type { ClusterPivot } from '../../api/clusterpivot.ts';
import { loadPlanDocument } from '../../controller/plan-store.ts';
import type { PlanDocument } from '../../pivot/plan/document.ts';
import { renderPlan } from '../../pivot/plan/render.ts';
import { planStatus } from '../../pivot/status.ts';
import { type Context, runs } from '../context.ts';
import { lookAtBoth } from '../doctor/look-at-both.ts';
import { type ExitCode, exitCodes, Failure } from '../exit-codes.ts';
import { addManifestFlags, addTargetFlags, outputFlag } from '../flags.ts';
import { completed, describesPivot, type ManifestFlags, wantedPivot } from '../manifest.ts';
import { planMarkdown } from '../plan-markdown.ts';
import { json, yaml } from '../printed.ts';
import { print, type Shell } from '../shell.ts';
import { inWords, pivotNamed, type Source, type SourceFlags, withSource } from '../source.ts';
import type { TargetFlags } from '../target.ts';

export type PlanFlags = SourceFlags & TargetFlags & ManifestFlags & { readonly output?: 'json' | 'yaml' | 'markdown' };

export function planCommand(context: Context): Command {
  const command = new Command('plan')
    .description('show what a pivot will do, and what speaks against it')
    .argument('[name]', 'the ClusterPivot; else the only one of the namespace')
    .addOption(outputFlag(['json', 'yaml', 'markdown']));
  return addTargetFlags(addManifestFlags(command)).action(
    runs<PlanFlags>(context, async (flags, name) =>
      withSource(context, flags, (source) => plan(context, source, { flags, name })),
    ),
  );
}

interface Asked {
  readonly flags: PlanFlags;
  readonly name: string | undefined;
}

async function plan(shell: Shell, source: Source, { flags, name }: Asked): Promise<ExitCode> {
  const planned = describesPivot(flags)
    ? await planFromHere(shell, source, { flags, name })
    : await planOfPivot(source, name);
  const { pivot } = planned;
  if (pivot.status.plan === undefined)
    throw new Failure(`${inWords(pivot.metadata)} has no plan yet: ${noPlan(pivot)}`);
  print(shell, printed(planned, flags.output));
  return (pivot.status.checks?.failed ?? 0) > 0 ? exitCodes.unfit : exitCodes.done;
}

interface Planned {
  readonly pivot: ClusterPivot;
  /** Each object; undefined when it is not kept (any more). */
  readonly document: PlanDocument | undefined;
}

async function planOfPivot(source: Source, name: string | undefined): Promise<Planned> {
  const pivot = await pivotNamed(source, name);
  const hash = pivot.status.plan?.hash;
  return { pivot, document: hash === undefined ? undefined : await loadPlanDocument(source.client, pivot, hash) };
}

/** As the operator would make it, without it. */
async function planFromHere(shell: Shell, source: Source, { flags, name }: Asked): Promise<Planned> {
  const place = { namespace: source.namespace, asked: flags.namespace, name };
  const wanted = completed(await wantedPivot(shell, flags, place));
  const { observation, document } = await lookAtBoth(shell, source, { flags, pivot: wanted });
  return { pivot: { ...wanted, status: planStatus(observation) }, document };
}

function noPlan({ status }: ClusterPivot): string {
  return status.message ?? 'the operator has not looked at it yet';
}

function printed(planned: Planned, output: PlanFlags['output']): string {
  const { pivot, document } = planned;
  if (output === 'markdown') return planMarkdown(pivot);
  if (output === undefined) return (renderPlan(pivot) ?? '').trimEnd();
  const { metadata, spec, status } = pivot;
  const value = {
    clusterPivot: { namespace: metadata.namespace, name: metadata.name },
    clusterName: spec.clusterName,
    approved: spec.approvedPlan === status.plan?.hash,
    plan: status.plan,
    checks: status.checks,
    ...(document === undefined ? {} : { objects: document.objects }),
  };
  return output === 'json' ? json(value) : yaml(value);
}
