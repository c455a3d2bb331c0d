/** How does the source differ from the inventory? Only while it is paused and fenced is the answer nothing. */
import type { KubeObject } from '../api/kube-object.ts';
import { blockMoveAnnotation } from '../api/marks.ts';
import { describeObject, isDeleted } from './graph.ts';
import { byIdentity, byUid, differences, type Inventory, identity } from './inventory.ts';

export interface Difference {
  readonly object: KubeObject;
  /** Such as `spec.replicas differs`; undefined when the object was deleted. */
  readonly change: string | undefined;
}

/** The first difference of each object. Those that stay are in use by others, who may change them. */
export function sourceDifferences(inventory: Inventory, present: readonly KubeObject[]): readonly Difference[] {
  const now = byIdentity(present);
  const uids = byUid(present);
  return inventory.entries.filter(isDeleted).flatMap(({ object }): readonly Difference[] => {
    const current = now.get(identity(object));
    if (current === undefined || current.metadata.uid !== object.metadata.uid) return [{ object, change: undefined }];
    const [first] = differences(withoutGate(object), withoutGate(current), uids);
    return first === undefined ? [] : [{ object, change: first }];
  });
}

export function inWords({ object, change }: Difference, when: string): string {
  const name = describeObject(object);
  return change === undefined
    ? `${name} was deleted from the source ${when}`
    : `${name} was changed in the source ${when}: ${change}`;
}

/** The block-move that was on when the inventory was taken is gone from the source, and from what was copied then. */
export function withoutGate(object: KubeObject): KubeObject {
  const { [blockMoveAnnotation]: _, ...annotations } = object.metadata.annotations ?? {};
  return { ...object, metadata: { ...object.metadata, annotations } };
}
