/** run: applies a ClusterPivot, from a manifest or from flags, and with --wait shows it to the end. */
import { Command } from 'commander';
import { type KubeObject, refOf } from '../../api/kube-object.ts';
import { clusterPivots } from '../../api/resources.ts';
import type { ClusterClient } from '../../kube/cluster-client.ts';
import { isConflict } from '../../kube/errors.ts';
import { fieldManager } from '../change-spec.ts';
import { type Context, runs } from '../context.ts';
import { type ExitCode, exitCodes, Failure } from '../exit-codes.ts';
import { addManifestFlags, addWatchFlags } from '../flags.ts';
import { completed, type ManifestFlags, wantedPivot } from '../manifest.ts';
import { print, type Shell } from '../shell.ts';
import { inWords, type Source, withSource } from '../source.ts';
import { type WatchFlags, watchPivot } from '../watch/watch-pivot.ts';

type RunFlags = WatchFlags & ManifestFlags & { readonly wait?: boolean; readonly forceConflicts?: boolean };

export function runCommand(context: Context): Command {
  const command = new Command('run')
    .description('apply a ClusterPivot, and with --wait show it until it is over')
    .argument('[name]', 'its name; else that of the manifest, or of the Cluster')
    .option('--wait', 'show it until it is over')
    .option('--force-conflicts', 'take over fields that somebody else has applied');
  return addWatchFlags(addManifestFlags(command)).action(
    runs<RunFlags>(context, async (flags, name) =>
      withSource(context, flags, (source) => run(context, source, { flags, name })),
    ),
  );
}

interface Asked {
  readonly flags: RunFlags;
  readonly name: string | undefined;
}

async function run(shell: Shell, source: Source, { flags, name }: Asked): Promise<ExitCode> {
  const place = { namespace: source.namespace, asked: flags.namespace, name };
  const wanted = await wantedPivot(shell, flags, place);
  // Said here as one sentence; the API server would say the same with its own words around it.
  completed(wanted);
  await apply(source.client, wanted, flags.forceConflicts === true);
  print(shell, `${inWords(wanted.metadata)} is applied`);
  if (flags.wait !== true) return exitCodes.done;
  const there = { client: source.client, namespace: wanted.metadata.namespace ?? source.namespace };
  return watchPivot(shell, { source: there, name: wanted.metadata.name, flags, wanted: 'completed' });
}

async function apply(client: ClusterClient, wanted: KubeObject, force: boolean): Promise<void> {
  const patch = { type: 'apply', body: wanted, force, fieldManager, fieldValidation: 'Strict' } as const;
  try {
    await client.patch(clusterPivots, refOf(wanted), patch);
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw new Failure(`${inWords(wanted.metadata)}: ${error.said}; --force-conflicts takes these fields over`);
  }
}
