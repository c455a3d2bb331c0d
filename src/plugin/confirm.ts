/** Asks the person at the terminal before something is set going; without one, a flag has to say it. */
import { exitCodes, Failure } from './exit-codes.ts';
import type { Shell } from './shell.ts';

/** Rejects when the answer is not yes. `otherwise`: what to say on the command line instead. */
export async function confirm(shell: Shell, question: string, otherwise: string): Promise<void> {
  const answer = await shell.ask(`${question} [y/N] `);
  if (answer === undefined) throw new Failure(`nobody is there to ask; ${otherwise}`, exitCodes.usage);
  if (!/^y(es)?$/i.test(answer.trim())) throw new Failure('not done');
}
