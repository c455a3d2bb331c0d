/** May the operator go? Not while a pivot needs it: what is fenced or paused then stays so, and nobody goes on or back. */
import { type ClusterPivot, isOver, parseClusterPivot } from '../api/clusterpivot.ts';
import type { KubeObject } from '../api/kube-object.ts';
import { pivotFinalizer } from '../api/marks.ts';
import { describeObject } from '../pivot/graph.ts';

export interface Uninstall {
  /** Each pivot that still needs an operator, in words that name it and what would satisfy. */
  readonly refusals: readonly string[];
  /** Nothing is left to do for them, but nobody could delete them any more: their finalizer is ours. */
  readonly letGo: readonly ClusterPivot[];
}

/** `isTidied`: nothing of a pivot that is over is left but its backup. */
export function mayUninstall(objects: readonly KubeObject[], isTidied: (pivot: ClusterPivot) => boolean): Uninstall {
  const refusals: string[] = [];
  const letGo: ClusterPivot[] = [];
  for (const object of objects) {
    const parsed = parseClusterPivot(object);
    if (!parsed.ok)
      refusals.push(`${describeObject(object)} cannot be understood (${parsed.problem}): delete or mend it`);
    else if (isKept(parsed.pivot)) {
      const refusal = whyNot(parsed.pivot, isTidied);
      if (refusal === undefined) letGo.push(parsed.pivot);
      else refusals.push(refusal);
    }
  }
  return { refusals, letGo };
}

/** The finalizer comes before anything is written to a cluster, and goes when nothing is left to undo. */
function isKept({ metadata }: ClusterPivot): boolean {
  return (metadata.finalizers ?? []).includes(pivotFinalizer);
}

function whyNot(pivot: ClusterPivot, isTidied: (pivot: ClusterPivot) => boolean): string | undefined {
  const { metadata, status } = pivot;
  const name = describeObject(pivot);
  if (!isOver(status)) {
    const undo = status.journal?.committedTime === undefined ? ', or delete it, which takes everything back' : '';
    return `${name} is under way, in phase ${status.phase ?? 'Preparing'}: wait until it is complete${undo}`;
  }
  if (metadata.deletionTimestamp !== undefined) return `${name} is being deleted: wait until it is gone`;
  return isTidied(pivot) ? undefined : `${name} is over, and still cleans up: try again in a minute`;
}
