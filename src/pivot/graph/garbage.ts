/**
 * What would the source's garbage collector take once clusterctl has deleted the originals? It collects an object when none
 * of its owners exists any more, and goes on with what that object owned.
 */
import { type FoundObject, ownersOf, uidOf } from './found-object.ts';

export function collectedBy(deleted: ReadonlySet<string>, found: readonly FoundObject[]): readonly FoundObject[] {
  const everything = new Map(found.map((entry) => [uidOf(entry.object), entry]));
  const gone = new Set(deleted);
  const owned = dependents(found);
  const collected: FoundObject[] = [];
  const pending = [...deleted].flatMap((uid) => owned.get(uid) ?? []);
  for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
    const { object } = entry;
    const uid = uidOf(object);
    if (gone.has(uid) || [...ownersOf(object)].some((owner) => holds(everything.get(owner), entry, gone))) continue;
    gone.add(uid);
    collected.push(entry);
    pending.push(...(owned.get(uid) ?? []));
  }
  return collected;
}

/**
 * Whether an owner keeps the collector from its object. One that was not found is taken for gone: it may exist, of a kind
 * that nobody reads, but that would have to be known.
 */
function holds(owner: FoundObject | undefined, owned: FoundObject, gone: ReadonlySet<string>): boolean {
  if (owner === undefined) return false;
  const from = owner.object.metadata.namespace;
  const to = owned.object.metadata.namespace;
  // A cluster-scoped object with a namespaced owner is never collected: its owner can't be looked up.
  if (from !== undefined && to === undefined) return true;
  // An owner in another namespace is looked for in the object's own, where it does not exist.
  return !gone.has(uidOf(owner.object)) && (from === undefined || from === to);
}

/** What names an owner, by the owner's UID. */
function dependents(found: readonly FoundObject[]): ReadonlyMap<string, readonly FoundObject[]> {
  const owned = new Map<string, FoundObject[]>();
  for (const entry of found) {
    for (const owner of ownersOf(entry.object)) {
      const known = owned.get(owner);
      if (known === undefined) owned.set(owner, [entry]);
      else known.push(entry);
    }
  }
  return owned;
}
