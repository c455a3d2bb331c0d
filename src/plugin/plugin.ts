/** The plugin, from its arguments to its exit code. */
import { basename } from 'node:path';
import { CommanderError } from 'commander';
import { answerCompletion } from './commands/completion.ts';
import { kubectlProgram } from './completion/scripts.ts';
import { type ExitCode, exitCodes, Failure } from './exit-codes.ts';
import { buildProgram } from './program.ts';
import { remark, type Shell } from './shell.ts';

/** Never rejects. `calledAs`: the path that it was started by, since kubectl starts it by another name to complete words. */
export async function runPlugin(shell: Shell, calledAs: string): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done;
  const program = buildProgram({ ...shell, end: (ended) => (code = ended) });
  const [first, ...words] = shell.argv;
  try {
    if (basename(calledAs) === kubectlProgram) await answerCompletion(shell, program, shell.argv);
    else if (first === '__complete') await answerCompletion(shell, program, words);
    else await program.parseAsync([...shell.argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    remark(shell, error instanceof Error ? error.message : String(error));
    return error instanceof Failure ? error.code : exitCodes.failed;
  }
}
