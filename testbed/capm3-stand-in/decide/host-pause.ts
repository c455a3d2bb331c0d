/**
 * What CAPM3 1.14 does to the host of a machine when its Cluster is paused, and when it is not. This is what a pivot relies
 * on: pause and status annotation are written together, and the host carries block-move for as long as they are not.
 */
import {
  blockMoveAnnotation,
  clusterNameLabel,
  hostPausedAnnotation,
  hostPausedByCapm3,
  hostStatusAnnotation,
} from '../../../src/api/marks.ts';
import type { BareMetalHost, BareMetalHostStatus } from '../bare-metal-host.ts';
import type { HostPatch } from './host-claim.ts';

const annotate = (annotations: Readonly<Record<string, string | null>>): HostPatch => ({ metadata: { annotations } });
const block = annotate({ [blockMoveAnnotation]: '' });
const unblock = annotate({ [blockMoveAnnotation]: null });

function statusToKeep(status: BareMetalHostStatus | undefined): string {
  const { hardware: _inHardwareData, ...rest } = status ?? {};
  return JSON.stringify(rest);
}

/**
 * Patches to apply in this order. A host that anybody has paused already is left as it is, without a status annotation;
 * it only loses block-move.
 */
export function pausePatches(host: BareMetalHost): readonly HostPatch[] {
  const annotations = host.metadata.annotations ?? {};
  const blocked = annotations[blockMoveAnnotation] !== undefined;
  if (annotations[hostPausedAnnotation] !== undefined) return blocked ? [unblock] : [];
  const pause = annotate({
    [hostPausedAnnotation]: hostPausedByCapm3,
    [hostStatusAnnotation]: statusToKeep(host.status),
  });
  return [...(blocked ? [] : [block]), pause, unblock];
}

/** Lifts the pause that CAPM3 set on a host of this Cluster; undefined when there is none, or when it is somebody else's. */
export function unpausePatch(host: BareMetalHost, cluster: string): HostPatch | undefined {
  const { annotations, labels } = host.metadata;
  if (annotations?.[hostPausedAnnotation] !== hostPausedByCapm3) return undefined;
  if (labels?.[clusterNameLabel] !== cluster) return undefined;
  return annotate({ [hostPausedAnnotation]: null });
}

/** Keeps clusterctl from moving a claimed host before it is paused; undefined when it carries the annotation. */
export function ensureBlockMovePatch(host: BareMetalHost): HostPatch | undefined {
  return host.metadata.annotations?.[blockMoveAnnotation] === undefined ? block : undefined;
}
