/** diagnose: a bundle for whoever is to help, with everything about a pivot but the values of Secrets. */
import { Command } from 'commander';
import { createTarGzip } from 'nanotar';
import type { ClusterPivot } from '../../api/clusterpivot.ts';
import { renderPlan } from '../../pivot/plan/render.ts';
import { type Context, runs } from '../context.ts';
import { type BundleFile, type Collected, collect } from '../diagnose/collect.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { addTargetFlags } from '../flags.ts';
import { yaml } from '../printed.ts';
import { readingWorld, readOnly } from '../reading-world.ts';
import { remark, type Shell } from '../shell.ts';
import { pivotNamed, type Source, type SourceFlags, withSource } from '../source.ts';
import { openTarget, type TargetFlags } from '../target.ts';
import { version } from '../version.ts';

type DiagnoseFlags = SourceFlags & TargetFlags & { readonly outputFile?: string };

export function diagnoseCommand(context: Context): Command {
  const command = new Command('diagnose')
    .description('write a bundle for whoever is to help; no values of Secrets are in it')
    .argument('[name]', 'the ClusterPivot; else the only one of the namespace')
    .option('--output-file <file>', 'where to; - writes to standard output; else clusterpivot-NAME-TIME.tar.gz');
  return addTargetFlags(command).action(
    runs<DiagnoseFlags>(context, async (flags, name) =>
      withSource(context, flags, (source) => diagnose(context, source, { flags, name })),
    ),
  );
}

interface Asked {
  readonly flags: DiagnoseFlags;
  readonly name: string | undefined;
}

async function diagnose(shell: Shell, source: Source, { flags, name }: Asked): Promise<ExitCode> {
  const pivot = await pivotNamed(source, name);
  const time = new Date(shell.clock.now()).toISOString();
  const places = { namespace: source.namespace, operatorNamespace: flags.operatorNamespace };
  const [inSource, inTarget] = await Promise.all([
    collect(readOnly(source.client), 'source', places),
    collectTarget(shell, source, { flags, pivot }),
  ]);
  const missing = [...inSource.missing, ...inTarget.missing];
  const about = {
    clusterPivot: `${source.namespace}/${pivot.metadata.name}`,
    taken: time,
    pluginVersion: version,
    missing,
  };
  const plan = renderPlan(pivot);
  const files: readonly BundleFile[] = [
    { path: 'about.yaml', text: yaml(about) },
    ...(plan === undefined ? [] : [{ path: 'plan.txt', text: plan }]),
    ...inSource.files,
    ...inTarget.files,
  ];
  const base = `clusterpivot-${pivot.metadata.name}-${time.slice(0, 19).replaceAll(/[-:]/g, '')}`;
  const file = flags.outputFile ?? `${base}.tar.gz`;
  await shell.writeFile(file, await bundle(files, base, shell.clock.now()));
  for (const line of missing) remark(shell, `not in the bundle: ${line}`);
  if (file !== '-')
    remark(
      shell,
      `${file} has ${files.length} files, and no values of Secrets; look through its logs before you send it`,
    );
  return exitCodes.done;
}

/** Unpacks into one folder. */
async function bundle(files: readonly BundleFile[], base: string, mtime: number): Promise<Uint8Array> {
  return createTarGzip(
    files.map(({ path, text }) => ({ name: `${base.slice(0, 40)}/${path}`, data: `${text.trimEnd()}\n` })),
    { attrs: { mtime, mode: '644', uid: 0, gid: 0 } },
  );
}

interface Wanted {
  readonly flags: DiagnoseFlags;
  readonly pivot: ClusterPivot;
}

/** A target that cannot be reached is what many bundles are about. */
async function collectTarget(shell: Shell, source: Source, { flags, pivot }: Wanted): Promise<Collected> {
  const nothing = (why: string): Collected => ({ files: [], missing: [`target: ${why}`] });
  try {
    const world = readingWorld(source.client, shell.clock, { namespace: flags.operatorNamespace });
    const target = await openTarget(shell, flags, { world, pivot });
    try {
      const { client, access } = target.connection;
      if (client === undefined)
        return nothing('problem' in access ? access.problem : `${target.credentials} is not there`);
      const places = { namespace: source.namespace, operatorNamespace: flags.operatorNamespace };
      return await collect(readOnly(client), 'target', places);
    } finally {
      await target.close();
    }
  } catch (error) {
    return nothing(error instanceof Error ? error.message : String(error));
  }
}
