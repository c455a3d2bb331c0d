/** Is anything left of a pivot that is over: a mark on somebody's object, or an object of ours? */
import type { KubeObject } from '../../../src/api/kube-object.ts';
import {
  backupLabel,
  capiPausedAnnotation,
  deleteForMoveAnnotation,
  hostPausedAnnotation,
  hostPausedByPivot,
  hostStatusAnnotation,
  pivotFinalizer,
  pivotUidLabel,
} from '../../../src/api/marks.ts';
import type { Side } from '../../../testbed/witness/audit-entry.ts';
import { nameOf } from '../../../testbed/witness/snapshot.ts';
import type { Judged } from '../run/pivot-run.ts';
import { ownNamespace } from '../stage/operator-process.ts';

const annotations = [capiPausedAnnotation, deleteForMoveAnnotation, hostPausedAnnotation, hostStatusAnnotation];

/** Stays for its log until its time to live ends. */
function isFailedJob({ kind, status }: KubeObject): boolean {
  return kind === 'Job' && ((status as { readonly failed?: number } | undefined)?.failed ?? 0) > 0;
}

function marksOn(object: KubeObject): readonly string[] {
  const { metadata, kind } = object;
  if (kind === 'ClusterPivot' || isFailedJob(object)) return [];
  const found = annotations.filter((annotation) => annotation in (metadata.annotations ?? {}));
  const ours = Object.entries(metadata.annotations ?? {}).flatMap(([key, value]) =>
    value === hostPausedByPivot && !found.includes(key) ? [key] : [],
  );
  return [
    ...[...found, ...ours].map((key) => `carries the annotation ${key}`),
    ...(pivotUidLabel in (metadata.labels ?? {}) ? ['is ours'] : []),
    ...((metadata.finalizers ?? []).includes(pivotFinalizer) ? ['carries our finalizer'] : []),
  ];
}

function leftIn(side: Side, objects: readonly KubeObject[]): readonly string[] {
  return objects.flatMap((object) => marksOn(object).map((mark) => `${nameOf(object)} in the ${side} ${mark}`));
}

/** The backup of a pivot that is complete stays until a human deletes it. */
function isKept({ kind, metadata }: KubeObject): boolean {
  return backupLabel in (metadata.labels ?? {}) || (kind === 'Namespace' && metadata.name === ownNamespace);
}

export function leftovers({ end, evidence: { after, around } }: Judged): readonly string[] {
  return (['source', 'target'] as const).flatMap((side) => {
    const objects = [...after[side].objects.map(({ object }) => object), ...around.after[side]];
    return leftIn(
      side,
      objects.filter((object) => end !== 'completed' || !isKept(object)),
    );
  });
}
