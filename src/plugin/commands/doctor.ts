/** doctor: everything that Preflight asks, asked from here, with or without the operator. Nothing is stored in either cluster. */
import { Command } from 'commander';
import { preflightResults } from '../../pivot/goals/preflight.ts';
import { type Context, runs } from '../context.ts';
import { findingLines, findingObjects, summaryLine } from '../doctor/findings.ts';
import { lookAtBoth } from '../doctor/look-at-both.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { addManifestFlags, addTargetFlags, outputFlag } from '../flags.ts';
import { completed, describesPivot, type ManifestFlags, wantedPivot } from '../manifest.ts';
import { json, yaml } from '../printed.ts';
import { print, remark, type Shell } from '../shell.ts';
import { pivotNamed, type Source, type SourceFlags, withSource } from '../source.ts';
import type { TargetFlags } from '../target.ts';

type DoctorFlags = SourceFlags &
  TargetFlags &
  ManifestFlags & { readonly dryRuns: boolean; readonly output?: 'json' | 'yaml' };

export function doctorCommand(context: Context): Command {
  const command = new Command('doctor')
    .description('ask both clusters whether a pivot could begin; needs no operator and stores nothing')
    .argument('[name]', 'a ClusterPivot that is there already')
    .option('--no-dry-runs', 'only read: ask neither cluster what it would admit')
    .addOption(outputFlag(['json', 'yaml']));
  return addTargetFlags(addManifestFlags(command)).action(
    runs<DoctorFlags>(context, async (flags, name) =>
      withSource(context, flags, (source) => doctor(context, source, { flags, name })),
    ),
  );
}

interface Asked {
  readonly flags: DoctorFlags;
  readonly name: string | undefined;
}

async function doctor(shell: Shell, source: Source, { flags, name }: Asked): Promise<ExitCode> {
  const place = { namespace: source.namespace, asked: flags.namespace, name };
  const pivot = describesPivot(flags)
    ? completed(await wantedPivot(shell, flags, place))
    : await pivotNamed(source, name);
  const { observation, gaps } = await lookAtBoth(shell, source, { flags, pivot });
  const results = preflightResults(observation);
  if (flags.output === undefined) {
    const { out } = shell;
    const columns = out.isTerminal ? out.columns : 120;
    print(shell, ...findingLines(results, { columns, colours: out.colours }), '', summaryLine(results));
  } else {
    const value = { checks: findingObjects(results), notAsked: gaps };
    print(shell, flags.output === 'json' ? json(value) : yaml(value));
  }
  for (const gap of gaps) remark(shell, gap);
  return results.some(({ outcome }) => outcome === 'Failure') ? exitCodes.unfit : exitCodes.done;
}
