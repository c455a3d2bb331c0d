/**
 * The point of no return: are the originals deleted? Recorded here and in the target before the first deletion; children
 * first; only the incarnations in the inventory. clusterctl is not used for it: it wipes a host's annotations, its pause
 * among them, just before it deletes the host.
 */
import type { InventoryEntry } from '../inventory.ts';
import { byIdentity, identity, nameSome } from '../inventory.ts';
import type { Observation } from '../observation.ts';
import { act, met, type Result, record, violation, wait } from '../result.ts';
import { sourceFenced } from './handing-over.ts';

export function committing(observation: Observation): Result {
  const { pivot, mirrored, now, inventory } = observation;
  const { journal = {} } = pivot.status;
  if (journal.activatedTime !== undefined) return met;
  if (!mirrored) return act([{ kind: 'mirror' }], 'mirroring the journal and the inventory to the target');
  if (journal.committedTime === undefined) {
    return record({ committedTime: new Date(now).toISOString() }, 'committing: from here on only forward');
  }
  if (journal.fence !== undefined) {
    const fenced = sourceFenced(observation, journal.fence);
    if (fenced.kind !== 'met') return fenced;
  }
  const remaining = originals(observation);
  const [replaced] = remaining.filter(({ uid, entry }) => uid !== entry.object.metadata.uid);
  const depth = Math.max(...remaining.map(({ entry }) => entry.group));
  const next = remaining.filter(({ uid, entry }) => entry.group === depth && uid === entry.object.metadata.uid);
  if (next.length > 0) {
    return act(
      [{ kind: 'deleteObjects', side: 'source', entries: next.map(({ entry }) => entry) }],
      `deleting originals: ${remaining.length} of ${inventory?.entries.length ?? 0} remain`,
    );
  }
  if (replaced === undefined) return met;
  return wait(
    violation(
      'SourceNotEmpty',
      `${nameSome([replaced.entry.object])} was created again in the source after it was moved; stop what re-creates it (a GitOps tool?) and delete it`,
    ),
    5,
  );
}

interface Remaining {
  readonly entry: InventoryEntry;
  readonly uid: string | undefined;
}

/** Objects of the inventory that the source still has. */
export function originals({ inventory, source }: Observation): readonly Remaining[] {
  const present = byIdentity((source.objects ?? []).map(({ object }) => object));
  return (inventory?.entries ?? []).flatMap((entry) => {
    const object = present.get(identity(entry.object));
    return object === undefined ? [] : [{ entry, uid: object.metadata.uid }];
  });
}
