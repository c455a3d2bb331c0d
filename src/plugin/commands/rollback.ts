/** rollback: undoes a pivot that is not committed yet. */
import { Command } from 'commander';
import { isOver } from '../../api/clusterpivot.ts';
import { changeSpec } from '../change-spec.ts';
import { confirm } from '../confirm.ts';
import { type Context, runs } from '../context.ts';
import { type ExitCode, exitCodes, Failure } from '../exit-codes.ts';
import { addWatchFlags, confirmFlag } from '../flags.ts';
import { print, type Shell } from '../shell.ts';
import { inWords, pivotNamed, type Source, withSource } from '../source.ts';
import { type WatchFlags, watchPivot } from '../watch/watch-pivot.ts';

type RollbackFlags = WatchFlags & { readonly yes?: boolean; readonly wait?: boolean };

export function rollbackCommand(context: Context): Command {
  const command = new Command('rollback')
    .description('undo a pivot that is not committed yet: the source ends as it was')
    .argument('[name]', 'the ClusterPivot; else the only one of the namespace')
    .addOption(confirmFlag)
    .option('--wait', 'show it until the source is as before');
  return addWatchFlags(command).action(
    runs<RollbackFlags>(context, async (flags, name) =>
      withSource(context, flags, (source) => rollback(context, source, { flags, name })),
    ),
  );
}

interface Asked {
  readonly flags: RollbackFlags;
  readonly name: string | undefined;
}

async function rollback(shell: Shell, source: Source, { flags, name }: Asked): Promise<ExitCode> {
  const pivot = await pivotNamed(source, name);
  const what = inWords(pivot.metadata);
  const { journal = {}, phase } = pivot.status;
  if (isOver(pivot.status)) throw new Failure(`${what} is over (${phase}): there is nothing to undo`);
  if (journal.committedTime !== undefined) {
    throw new Failure(`${what} was committed at ${journal.committedTime}: from there it only goes forward`);
  }
  if (flags.yes !== true) await confirm(shell, `Undo ${what}, which is ${phase ?? 'not begun'}?`, 'say --yes');
  await changeSpec(source.client, pivot, { rollback: true });
  if (journal.startedTime === undefined) {
    print(shell, `${what}: nothing was begun, and nothing will be while spec.rollback is true`);
    return exitCodes.done;
  }
  print(shell, `${what} is being undone, unless it was committed at this very moment`);
  if (flags.wait !== true) return exitCodes.done;
  return watchPivot(shell, { source, name: pivot.metadata.name, flags, wanted: 'rolledBack' });
}
