/** Shows a pivot until it is over, stalls for good, or somebody has waited long enough. */
import { type ClusterPivot, conditionsOf } from '../../api/clusterpivot.ts';
import { stalledCondition } from '../../api/conditions.ts';
import { clockWords } from '../durations.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { remark, type Shell } from '../shell.ts';
import { inWords } from '../source.ts';
import { codeOf, type Ending } from './ending.ts';
import { type ViewedPivot, Viewing } from './viewing.ts';

export type WatchFlags = ViewedPivot['flags'] & {
  /** 0: as long as it takes. */
  readonly timeout: number;
};

export interface WatchRequest extends ViewedPivot {
  readonly flags: WatchFlags;
  /** What the command was about. */
  readonly wanted: 'completed' | 'rolledBack';
}

type Outcome = Ending | 'timedOut' | 'interrupted';

export async function watchPivot(shell: Shell, request: WatchRequest): Promise<ExitCode> {
  const { source, name, flags, wanted } = request;
  const { pivot, outcome } = await viewUntilOver(shell, request);
  const what = inWords({ namespace: source.namespace, name });
  if (outcome === 'interrupted') {
    remark(
      shell,
      `${what} goes on without you; kubectl clusterpivot watch ${name} -n ${source.namespace} shows it again`,
    );
    return exitCodes.interrupted;
  }
  if (outcome === 'timedOut') {
    remark(shell, `${what} is not over after ${clockWords(flags.timeout / 1000)}; it goes on`);
    return exitCodes.timedOut;
  }
  for (const line of lastWords(what, outcome, pivot)) remark(shell, line);
  return codeOf(outcome, wanted);
}

/** Everything that it opens is closed again, however it ends. */
async function viewUntilOver(
  shell: Shell,
  request: WatchRequest,
): Promise<{ pivot: ClusterPivot | undefined; outcome: Outcome }> {
  const { clock } = shell;
  const { timeout } = request.flags;
  const interruption = shell.interruption();
  const began = clock.monotonic();
  const viewing = new Viewing(shell, request);
  const until = (outcome: Outcome) => ({ pivot: viewing.pivot, outcome });
  try {
    for (;;) {
      const ending = viewing.look();
      if (ending !== undefined) return until(ending);
      if (interruption.aborted) return until('interrupted');
      if (timeout > 0 && clock.monotonic() - began >= timeout) return until('timedOut');
      await clock.sleep(viewing.frameMs, interruption).catch(() => undefined);
    }
  } finally {
    await viewing.close();
  }
}

/** What remains to be said below the picture. */
function lastWords(what: string, ending: Ending, pivot: ClusterPivot | undefined): readonly string[] {
  const { namespace, name } = pivot?.metadata ?? {};
  switch (ending) {
    case 'completed':
      return [`${what} is complete; kubectl clusterpivot report ${name} -n ${namespace} tells the whole`];
    case 'rolledBack':
      return [`${what} was rolled back; raise spec.attempt to try again`];
    case 'planned':
      return [`${what} has its plan; kubectl clusterpivot plan ${name} -n ${namespace} shows it`];
    case 'stalled': {
      const stalled =
        pivot === undefined ? undefined : conditionsOf(pivot.status).find(({ type }) => type === stalledCondition);
      return [`${what} is stalled (${stalled?.reason}): see docs/runbook.md#${stalled?.reason.toLowerCase()}`];
    }
  }
}
