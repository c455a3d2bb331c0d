/** What will move: what clusterctl would move now, and orphans that Preparing lets it see. */
import type { KubeObject } from '../api/kube-object.ts';
import { moveLabel } from '../api/marks.ts';
import { orphanPools, orphanSecrets } from './gates/needed-objects.ts';
import { isDeleted, type MovedObject, type MoveSet, moveSet } from './graph.ts';
import { moveKinds } from './move-kinds.ts';
import type { ClusterView, Observation } from './observation.ts';
import { plainMoveSet } from './plain-move-set.ts';

/** Many ask for it in one look, and it is the same for all. */
const known = new WeakMap<ClusterView, MoveSet>();

/**
 * What moves once Preparing has given orphans clusterctl's label: Secrets and IPPools that nobody owns, and that only what moves
 * needs. undefined while the source's CRDs and objects are not read.
 */
export function sourceMoveSet(observation: Pick<Observation, 'source'>): MoveSet | undefined {
  const { source } = observation;
  const set = known.get(source) ?? withOrphans(observation);
  if (set !== undefined) known.set(source, set);
  return set;
}

/** What is copied and stays in the source; none while its objects are not read. */
export function keptObjects(observation: Pick<Observation, 'source'>): readonly MovedObject[] {
  return (sourceMoveSet(observation)?.groups.flat() ?? []).filter((moved) => !isDeleted(moved));
}

function withOrphans(observation: Pick<Observation, 'source'>): MoveSet | undefined {
  const { crds, objects } = observation.source;
  const orphans = new Set([...orphanSecrets(observation), ...orphanPools(observation)]);
  if (orphans.size === 0 || crds === undefined || objects === undefined) return plainMoveSet(observation);
  return moveSet(
    moveKinds(crds),
    objects.map((found) => (orphans.has(found.object) ? { ...found, object: labelled(found.object) } : found)),
  );
}

function labelled(object: KubeObject): KubeObject {
  const labels = { ...object.metadata.labels, [moveLabel]: '' };
  return { ...object, metadata: { ...object.metadata, labels } };
}
