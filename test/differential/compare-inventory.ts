/** Does the inventory that a pivot would take have what is moved, and note what the target had and what would be lost there? */
import type { KubeObject } from '../../src/api/kube-object.ts';
import { describeObject, isDeleted, type MoveSet } from '../../src/pivot/graph.ts';
import { type Inventory, orphansInTarget } from '../../src/pivot/inventory.ts';
import type { State } from './state.ts';
import { wasThere } from './stored-graph.ts';

interface Seen {
  readonly set: MoveSet;
  readonly inventory: Inventory;
  readonly targetBefore: State;
  readonly targetAfter: State;
}

export function inventoryDifferences({ set, inventory, targetBefore, targetAfter }: Seen): readonly string[] {
  const moved = set.groups.flat();
  const kept = moved.filter((entry) => !isDeleted(entry));
  const noted = inventory.entries.filter(({ preexisting }) => preexisting !== undefined);
  return [
    ...unlike('is in the inventory', names(inventory.entries), names(moved)),
    ...unlike(
      'is noted as present in the target',
      names(noted),
      names(kept).filter((name) => targetBefore.has(name)),
    ),
    ...unlike(
      'is told as an orphan',
      names(orphansInTarget(inventory.entries).map(({ orphan: object }) => ({ object }))),
      orphans(inventory, targetAfter),
    ),
  ];
}

/** Copies with an owner that nobody has in the target. */
function orphans({ entries }: Inventory, target: State): readonly string[] {
  const uids = new Set([...target.values()].map(({ metadata }) => metadata.uid));
  return names(entries).filter((name) => {
    const { labels = {}, ownerReferences = [] } = target.get(name)?.metadata ?? {};
    return !(wasThere in labels) && ownerReferences.some(({ uid }) => !uids.has(uid));
  });
}

function names(entries: readonly { readonly object: KubeObject }[]): readonly string[] {
  return entries.map(({ object }) => describeObject(object));
}

/** In words, what is in only one of two sets. */
function unlike(what: string, actual: readonly string[], expected: readonly string[]): readonly string[] {
  const is = new Set(actual);
  const shouldBe = new Set(expected);
  return [
    ...[...is.difference(shouldBe)].map((name) => `${name} ${what} by mistake`),
    ...[...shouldBe.difference(is)].map((name) => `no ${name} ${what}`),
  ];
}
