/** May a backup be restored or finished in this cluster now? */
import type { Inventory } from '../pivot/inventory.ts';
import type { Side } from '../pivot/observation.ts';
import type { Backup } from './backup.ts';

export interface Asked {
  readonly what: 'restore' | 'finish';
  readonly backup: Backup;
  /** UID of the kube-system Namespace of this cluster. */
  readonly here: string;
  /** The clusters of which the human says that they never manage these hosts again. */
  readonly gone: ReadonlySet<Side>;
  /** Nothing will be written, so nobody has to be gone yet. */
  readonly dryRun: boolean;
}

export type Permission = { readonly inventory: Inventory } | { readonly refusal: string };

export function permission(asked: Asked): Permission {
  const { name, content } = asked.backup;
  if (!content.ok) return { refusal: `backup ${name} is damaged: ${content.problem}` };
  const refusal = twoWriters(asked) ?? notWhole(asked);
  return refusal === undefined ? { inventory: content.inventory } : { refusal };
}

const sides: readonly Side[] = ['source', 'target'];

/** Each cluster of the pivot but this one has to be gone, which only a human can know. */
function twoWriters({ backup: { clusters }, here, gone, dryRun }: Asked): string | undefined {
  for (const side of sides) {
    const isHere = clusters[side] === here;
    if (isHere && gone.has(side)) return `this cluster is the ${side}; --${side}-is-gone says that it is gone`;
    if (!isHere && !gone.has(side) && !dryRun) {
      return `the ${side} may still manage these hosts, and two writers ruin a host; say --${side}-is-gone once its Bare Metal Operator and its Ironic can never run again`;
    }
  }
  return undefined;
}

/** Until right before the commit nobody has proven that the target has everything, and as it was. */
function notWhole({ what, backup: { stage } }: Asked): string | undefined {
  if (what === 'restore' || stage === 'committing' || stage === 'restored') return undefined;
  return `the backup is of stage ${stage}, so objects may be missing here; run recover restore first`;
}
