/** Which objects of a backup are here, but will vanish by themselves? */
import { groupOf, type KubeObject, type OwnerReference } from '../api/kube-object.ts';
import { byUid, type Inventory, identity } from '../pivot/inventory.ts';

export interface Leaving {
  readonly object: KubeObject;
  /** In words. */
  readonly why: string;
}

/**
 * The garbage collector deletes an object once none of its owners exists; an owner of the same name that was created anew is
 * another one. Whether owners that are not in the backup exist is not known here.
 */
export function leaving({ entries }: Inventory, present: readonly KubeObject[]): readonly Leaving[] {
  const own = new Set(entries.map(({ object }) => identity(object)));
  const owners = new Set(entries.map(({ object }) => ownerKey({ ...object, name: object.metadata.name })));
  const uids = byUid(present);
  const isGone = (owner: OwnerReference) => owners.has(ownerKey(owner)) && !uids.has(owner.uid);
  return present
    .filter((object) => own.has(identity(object)))
    .flatMap((object) => {
      if (object.metadata.deletionTimestamp !== undefined) return [{ object, why: 'is being deleted' }];
      const [first, ...others] = object.metadata.ownerReferences ?? [];
      if (first === undefined || ![first, ...others].every(isGone)) return [];
      return [{ object, why: `will be garbage-collected, since its owner ${first.kind} ${first.name} is gone` }];
    });
}

function ownerKey({ apiVersion, kind, name }: Pick<OwnerReference, 'apiVersion' | 'kind' | 'name'>): string {
  return `${groupOf(apiVersion)}/${kind}/${name}`;
}
