/** With what does the plugin end? One code for each ending that a script may want to tell apart. */

export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  stalled: 3,
  rolledBack: 4,
  timedOut: 5,
  unfit: 6,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** As help and documentation tell them. */
export const exitMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  done: 'done: what was asked for holds',
  failed: 'failed: the API server refused or did not answer, or there is no such object',
  usage: 'wrong arguments',
  stalled: 'the pivot is stalled: a human has to mend something',
  rolledBack: 'the pivot was rolled back',
  timedOut: '--timeout ran out; the pivot goes on',
  unfit: 'a check failed: the clusters are not fit for a pivot',
  interrupted: 'interrupted by Ctrl-C; the pivot goes on',
};

/** Ends a command with something else than what it was asked for, and says why. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: ExitCode;

  constructor(message: string, code: ExitCode = exitCodes.failed) {
    super(message);
    this.code = code;
  }
}
