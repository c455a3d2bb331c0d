/** What clusterctl would move of the source as it is now, but for the labels of CRDs that Preparing adds. */
import { type MoveSet, moveSet } from './graph.ts';
import { moveKinds } from './move-kinds.ts';
import type { ClusterView, Observation } from './observation.ts';

/** Many ask for it in one look, and it is the same for all. */
const known = new WeakMap<ClusterView, MoveSet>();

/** undefined while the source's CRDs and objects are not read. */
export function plainMoveSet({ source }: Pick<Observation, 'source'>): MoveSet | undefined {
  const before = known.get(source);
  if (before !== undefined) return before;
  if (source.crds === undefined || source.objects === undefined) return undefined;
  const set = moveSet(moveKinds(source.crds), source.objects);
  known.set(source, set);
  return set;
}
