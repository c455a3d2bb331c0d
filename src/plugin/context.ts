/** What every command is given, and how its answer becomes the exit code. */
import type { Command } from 'commander';
import type { ExitCode } from './exit-codes.ts';
import type { Shell } from './shell.ts';

export interface Context extends Shell {
  readonly end: (code: ExitCode) => void;
}

type Work<Flags> = (flags: Flags, ...args: readonly (string | undefined)[]) => Promise<ExitCode>;

/** `Flags`: what the command's options and those of all commands make together. */
export function runs<Flags>(
  context: Context,
  work: Work<Flags>,
): (...given: readonly [...args: unknown[], flags: Flags, command: Command]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command;
    // Then come the options, which the command knows together with those before its name.
    const args = given.slice(0, -2) as (string | undefined)[];
    context.end(await work(command.optsWithGlobals<Flags & object>(), ...args));
  };
}
