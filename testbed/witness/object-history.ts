/** How the objects of one type changed over time in both clusters: from how they were, and every recorded write since. */
import type { KubeObject } from '../../src/api/kube-object.ts';
import { type AuditEntry, changedSomething, type Side } from './audit-entry.ts';

/** An object as it was stored from `at` on. */
export interface Version {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly side: Side;
  readonly name: string;
  /** undefined: it is gone. */
  readonly object: KubeObject | undefined;
  readonly uid: string | undefined;
  /** undefined for how it was at the start. */
  readonly entry: AuditEntry | undefined;
}

export interface TypeInNamespace {
  readonly group: string;
  readonly resource: string;
  readonly namespace: string;
}

/** A deletion is complete when nothing holds the object any longer: no finalizer, no grace period. */
function isGone({ verb, object }: AuditEntry): boolean {
  if (object === undefined) return verb === 'delete';
  const { deletionTimestamp, finalizers = [] } = object.metadata;
  if (deletionTimestamp === undefined || finalizers.length > 0) return false;
  const grace = 'deletionGracePeriodSeconds' in object.metadata ? object.metadata.deletionGracePeriodSeconds : 0;
  return grace === 0;
}

/** Grows with each write of one incarnation; nothing comes after its end. */
function revision({ object }: Version): number {
  return object === undefined ? Number.POSITIVE_INFINITY : Number(object.metadata.resourceVersion);
}

function isOlder(a: Version, b: Version): boolean {
  return a.uid !== undefined && a.uid === b.uid && revision(a) < revision(b);
}

/** Answers to two writers of one object may be complete in another order than the writes were; resource versions tell. */
function asStored(versions: readonly Version[]): readonly Version[] {
  const stored: Version[] = [];
  for (const version of versions) {
    const place = stored.findLastIndex((earlier) => !isOlder(version, earlier)) + 1;
    stored.splice(place, 0, { ...version, at: stored[place]?.at ?? version.at });
  }
  return stored;
}

function versionOf(entry: AuditEntry): readonly Version[] {
  const { side, name, completed: at, object, uid } = entry;
  if (name === undefined) return [];
  if (isGone(entry)) return [{ at, side, name, object: undefined, uid, entry }];
  return object === undefined ? [] : [{ at, side, name, object, uid, entry }];
}

/**
 * All versions, oldest first. Answers on other subresources than `status` (such as scale or binding) are other objects.
 * `start` are the objects that existed at `startAt`; entries from before are in them already.
 */
export function historyOf(
  type: TypeInNamespace,
  start: Readonly<Record<Side, readonly KubeObject[]>>,
  startAt: number,
  audit: readonly AuditEntry[],
): readonly Version[] {
  const initial = (['source', 'target'] as const).flatMap((side) =>
    start[side].map((object): Version => {
      const { name, uid } = object.metadata;
      return { at: startAt, side, name, object, uid, entry: undefined };
    }),
  );
  const later = audit
    .filter(
      (entry) =>
        entry.group === type.group &&
        entry.resource === type.resource &&
        entry.namespace === type.namespace &&
        (entry.subresource === '' || entry.subresource === 'status') &&
        entry.completed >= startAt &&
        changedSomething(entry),
    )
    .flatMap(versionOf);
  const objects = Map.groupBy([...initial, ...later], ({ side, name }) => `${side} ${name}`);
  return [...objects.values()].flatMap(asStored).sort((a, b) => a.at - b.at);
}
