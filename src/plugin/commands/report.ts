/** report: what a pivot that is over did, from its status, and from the report that it left in the target. */
import { Command } from 'commander';
import { type ClusterPivot, isOver } from '../../api/clusterpivot.ts';
import type { ObjectRef } from '../../api/kube-object.ts';
import { parseReport, reportKey, reportName } from '../../api/report.ts';
import { clusterPivots, configMaps } from '../../api/resources.ts';
import type { ClusterClient } from '../../kube/cluster-client.ts';
import { isKubeError } from '../../kube/errors.ts';
import { type Context, runs } from '../context.ts';
import { type ExitCode, exitCodes, Failure } from '../exit-codes.ts';
import { addTargetFlags, outputFlag } from '../flags.ts';
import { json, yaml } from '../printed.ts';
import { type PivotReport, reportFrom, reportText } from '../report.ts';
import { print, type Shell } from '../shell.ts';
import { inWords, parsed, pivotNamed, type Source, type SourceFlags, withSource } from '../source.ts';
import type { TargetFlags } from '../target.ts';

type ReportFlags = SourceFlags & TargetFlags & { readonly output?: 'json' | 'yaml' };

export function reportCommand(context: Context): Command {
  const command = new Command('report')
    .description('show what a pivot that is over did; of a source that is gone, from the target')
    .argument('[name]', 'the ClusterPivot; else the only one of the namespace')
    .addOption(outputFlag(['json', 'yaml']));
  return addTargetFlags(command).action(
    runs<ReportFlags>(context, async (flags, name) => {
      const report =
        (await fromTarget(context, flags, name)) ??
        (await withSource(context, flags, (source) => fromSource(source, name)));
      print(
        context,
        flags.output === undefined ? reportText(report) : flags.output === 'json' ? json(report) : yaml(report),
      );
      return exitCodes.done satisfies ExitCode;
    }),
  );
}

/** With a kubeconfig of the target alone: the source may be gone. undefined without one. */
async function fromTarget(
  shell: Shell,
  flags: ReportFlags,
  name: string | undefined,
): Promise<PivotReport | undefined> {
  const { targetKubeconfig, targetContext, requestTimeout, namespace } = flags;
  if (targetKubeconfig === undefined && targetContext === undefined) return undefined;
  if (name === undefined) throw new Failure('name the ClusterPivot: the target has reports alone', exitCodes.usage);
  const connected = shell.connect({ file: targetKubeconfig, context: targetContext, timeoutMs: requestTimeout });
  try {
    return await storedReport(connected.client, { namespace: namespace ?? connected.namespace, name });
  } finally {
    await connected.client.close();
  }
}

/** A cluster that was a target once has the report and no ClusterPivot. */
async function fromSource(source: Source, name: string | undefined): Promise<PivotReport> {
  const pivot = await pivotHere(source, name);
  if (pivot === undefined) return storedReport(source.client, { namespace: source.namespace, name: name ?? '' });
  if (!isOver(pivot.status)) {
    const { phase = 'not begun' } = pivot.status;
    throw new Failure(`${inWords(pivot.metadata)} is not over (${phase}); status and watch show how far it is`);
  }
  return (await fromExtract(source, pivot)) ?? reportFrom(pivot);
}

/** What a pivot that was carried out before says itself is an extract of the report beside it. undefined when that is another by now. */
async function fromExtract({ client }: Source, { metadata, status }: ClusterPivot): Promise<PivotReport | undefined> {
  const { pivotedHere, completedTime } = status.journal ?? {};
  const text = pivotedHere === undefined ? undefined : await findReport(client, metadata);
  if (text === undefined) return undefined;
  const parsed = parseReport(text);
  return parsed.ok && parsed.report.completed === completedTime ? (JSON.parse(text) as PivotReport) : undefined;
}

async function pivotHere(source: Source, name: string | undefined): Promise<ClusterPivot | undefined> {
  if (name === undefined) return pivotNamed(source, undefined);
  try {
    const found = await source.client.get(clusterPivots, { namespace: source.namespace, name });
    return found === undefined ? undefined : parsed(found);
  } catch (error) {
    if (isKubeError(error, 'notFound')) return undefined;
    throw error;
  }
}

async function storedReport(client: ClusterClient, ref: Required<ObjectRef>): Promise<PivotReport> {
  const text = await findReport(client, ref);
  const { namespace, name } = ref;
  if (text === undefined) {
    throw new Failure(
      `${client.server} has neither ClusterPivot ${namespace}/${name} nor ConfigMap ${namespace}/${reportName(name)}, its report`,
    );
  }
  return JSON.parse(text) as PivotReport;
}

/** Of the ClusterPivot of this name. */
async function findReport(client: ClusterClient, { namespace, name }: ObjectRef): Promise<string | undefined> {
  const found = await client.get(configMaps, { namespace: namespace ?? '', name: reportName(name) });
  return (found?.['data'] as Readonly<Record<string, string>> | undefined)?.[reportKey];
}
