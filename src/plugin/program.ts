/** The commands of `kubectl clusterpivot`, in the order in which a pivot needs them. */
import { Command } from 'commander';
import { approveCommand } from './commands/approve.ts';
import { completionCommand } from './commands/completion.ts';
import { diagnoseCommand } from './commands/diagnose.ts';
import { doctorCommand } from './commands/doctor.ts';
import { holdCommand, resumeCommand } from './commands/hold.ts';
import { planCommand } from './commands/plan.ts';
import { reportCommand } from './commands/report.ts';
import { rollbackCommand } from './commands/rollback.ts';
import { runCommand } from './commands/run.ts';
import { statusCommand } from './commands/status.ts';
import { versionCommand } from './commands/version.ts';
import { watchCommand } from './commands/watch.ts';
import type { Context } from './context.ts';
import { exitCodes, exitMeanings } from './exit-codes.ts';
import { addSourceFlags } from './flags.ts';

const commands = [
  doctorCommand,
  planCommand,
  runCommand,
  approveCommand,
  watchCommand,
  statusCommand,
  holdCommand,
  resumeCommand,
  rollbackCommand,
  reportCommand,
  diagnoseCommand,
  completionCommand,
  versionCommand,
];

/** Parsing rejects with commander's CommanderError, for help too, and ends no process. */
export function buildProgram(context: Context): Command {
  const program = addSourceFlags(new Command('kubectl-clusterpivot'))
    .description('Pivot Metal3 / Cluster API management clusters: plan, run, watch, undo, and find out why not.')
    .usage('COMMAND [NAME] [flags]')
    .helpCommand(false)
    .addHelpText('after', `\nExit codes:\n${exitLines().join('\n')}`);
  for (const build of commands) program.addCommand(build(context));
  const helpWidth = context.out.isTerminal ? context.out.columns : 100;
  const output = {
    writeOut: (text: string) => context.out.write(text),
    writeErr: (text: string) => context.err.write(text),
  };
  for (const command of [program, ...program.commands])
    command
      .configureHelp({ showGlobalOptions: true, helpWidth })
      .exitOverride()
      .configureOutput(output)
      .showHelpAfterError('(--help says more)');
  return program;
}

function exitLines(): readonly string[] {
  return Object.entries(exitCodes).map(
    ([name, code]) => `  ${String(code).padStart(3)}  ${exitMeanings[name as keyof typeof exitCodes]}`,
  );
}
