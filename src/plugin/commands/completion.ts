/** completion: scripts for shells; and the hidden command that they, and kubectl, ask what may come next. */
import { Argument, Command } from 'commander';
import { complete } from '../completion/candidates.ts';
import { dynamicNames } from '../completion/dynamic-names.ts';
import { directives, shells } from '../completion/scripts.ts';
import { type Context, runs } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { print, type Shell } from '../shell.ts';
import type { SourceFlags } from '../source.ts';

export function completionCommand(context: Context): Command {
  return new Command('completion')
    .description('print a completion script; `kubectl` is the program that kubectl itself asks')
    .addArgument(new Argument('<shell>').choices(Object.keys(shells)))
    .action(
      runs<SourceFlags>(context, async (_, shell) => {
        context.out.write(shells[shell as keyof typeof shells]);
        return exitCodes.done;
      }),
    );
}

/** Words to complete are not arguments of this program, so they never reach its parser. */
export async function answerCompletion(shell: Shell, program: Command, words: readonly string[]): Promise<void> {
  const { candidates, dynamic, files } = complete(program, words);
  const found = dynamic === undefined ? [] : await dynamicNames(shell, dynamic, words);
  const lines = [...candidates, ...found].map(({ value, description }) =>
    description === undefined ? value : `${value}\t${description}`,
  );
  print(shell, ...lines, `:${files ? directives.files : directives.noFiles}`);
}
