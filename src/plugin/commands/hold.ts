/** hold and resume: stops a pivot at its next safe point, and lets it go on. Nothing is undone. */
import { Command } from 'commander';
import { isOver } from '../../api/clusterpivot.ts';
import { changeSpec } from '../change-spec.ts';
import { type Context, runs } from '../context.ts';
import { type ExitCode, exitCodes, Failure } from '../exit-codes.ts';
import { print, type Shell } from '../shell.ts';
import { inWords, pivotNamed, type Source, type SourceFlags, withSource } from '../source.ts';

export function holdCommand(context: Context): Command {
  return suspending(context, 'hold', 'stop a pivot at its next safe point; nothing is undone', true);
}

export function resumeCommand(context: Context): Command {
  return suspending(context, 'resume', 'let a pivot go on that was held', false);
}

function suspending(context: Context, verb: string, description: string, suspend: boolean): Command {
  return new Command(verb)
    .description(description)
    .argument('[name]', 'the ClusterPivot; else the only one of the namespace')
    .action(
      runs<SourceFlags>(context, async (flags, name) =>
        withSource(context, flags, (source) => setSuspend(context, source, { name, suspend })),
      ),
    );
}

interface Asked {
  readonly name: string | undefined;
  readonly suspend: boolean;
}

async function setSuspend(shell: Shell, source: Source, { name, suspend }: Asked): Promise<ExitCode> {
  const pivot = await pivotNamed(source, name);
  const what = inWords(pivot.metadata);
  if (isOver(pivot.status))
    throw new Failure(`${what} is over (${pivot.status.phase}): there is nothing to ${suspend ? 'hold' : 'resume'}`);
  if (suspend && pivot.status.journal?.fence !== undefined) {
    throw new Failure(
      `${what} has fenced the source: no safe point is left to hold it at; it goes on, or back with rollback`,
    );
  }
  await changeSpec(source.client, pivot, { suspend });
  const already = pivot.spec.suspend === suspend ? ' already' : '';
  print(shell, suspend ? `${what} is${already} held: it stops at its next safe point` : `${what} goes on${already}`);
  return exitCodes.done;
}
