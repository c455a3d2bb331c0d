/** How the ClusterClasses that clusterctl paused are let go on. */
import { capiPausedAnnotation } from '../../api/marks.ts';
import type { Action } from '../action.ts';
import type { FoundObject } from '../graph.ts';
import type { Side } from '../observation.ts';

export function unpausingClasses(side: Side, classes: readonly FoundObject[]): readonly Action[] {
  return classes.map(({ resource, object }) => ({
    kind: 'annotate',
    side,
    resource,
    object,
    annotations: { [capiPausedAnnotation]: null },
  }));
}
