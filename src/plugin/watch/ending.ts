/** Has the pivot come to an end, and to which? */
import { type ClusterPivot, conditionsOf } from '../../api/clusterpivot.ts';
import { readyCondition, rolledBackCondition, stalledCondition } from '../../api/conditions.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';

/** `planned`: with `mode: Plan` there is nothing more to come. `stalled` may still end by itself. */
export type Ending = 'completed' | 'rolledBack' | 'planned' | 'stalled';

/** undefined while the pivot goes on, or its status answers another generation of its spec than the present one. */
export function endingOf(pivot: ClusterPivot): Ending | undefined {
  const { metadata, status } = pivot;
  const find = (type: string) => conditionsOf(status).find((condition) => condition.type === type);
  if (find(readyCondition)?.status === 'True') return 'completed';
  if ((status.observedGeneration ?? -1) < (metadata.generation ?? 0)) return undefined;
  if (find(rolledBackCondition)?.status === 'True') return 'rolledBack';
  if (find(stalledCondition)?.status === 'True') return 'stalled';
  return find(readyCondition)?.reason === 'PlanOnly' ? 'planned' : undefined;
}

/** `wanted`: what the command was about. */
export function codeOf(ending: Ending, wanted: 'completed' | 'rolledBack'): ExitCode {
  if (ending === 'stalled') return exitCodes.stalled;
  if (ending === wanted || ending === 'planned') return exitCodes.done;
  // A rollback that comes too late, and a pivot that was undone, are not what was asked for.
  return ending === 'rolledBack' ? exitCodes.rolledBack : exitCodes.failed;
}
