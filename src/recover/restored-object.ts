/** What is created for an object of the inventory that is lost: paused, and owned by what is in this cluster. */
import type { KubeObject, OwnerReference } from '../api/kube-object.ts';
import { asCreated } from '../pivot/as-created.ts';
import { withoutGate } from '../pivot/source-differences.ts';

export type Restored =
  | { readonly object: KubeObject }
  /** It has to be there first: without it, the garbage collector would take the object for an orphan. */
  | { readonly missingOwner: OwnerReference };

/** `uids`: those that objects have in this cluster, by those in the backup, which has every owner of what it holds. */
export function restoredObject(original: KubeObject, uids: ReadonlyMap<string, string>): Restored {
  const ownerReferences: OwnerReference[] = [];
  for (const owner of original.metadata.ownerReferences ?? []) {
    const uid = uids.get(owner.uid);
    if (uid === undefined) return { missingOwner: owner };
    ownerReferences.push({ ...owner, uid });
  }
  const created = asTravelled(original);
  const metadata = { ...created.metadata, ...(ownerReferences.length === 0 ? {} : { ownerReferences }) };
  return { object: { ...created, metadata } };
}

/** A host keeps the marks that it has in the backup, and gets those that it lacks. */
function asTravelled(original: KubeObject): KubeObject {
  const gateless = withoutGate(original);
  const created = asCreated(gateless);
  const annotations = { ...created.metadata.annotations, ...gateless.metadata.annotations };
  return { ...created, metadata: { ...created.metadata, annotations } };
}
