/** Is every object of before in the target, with the content that it had, and gone from the source? */
import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../src/api/kube-object.ts';
import {
  blockMoveAnnotation,
  capiPausedAnnotation,
  deleteForMoveAnnotation,
  hostPausedAnnotation,
  hostStatusAnnotation,
} from '../../src/api/marks.ts';
import type { Finding, FindingKind } from './finding.ts';
import { type ClusterSnapshot, type Held, indexed, keyOf, nameOf } from './snapshot.ts';

/** An object that rightly does not move. */
export interface LeftOut {
  readonly object: string;
  readonly reason: string;
}

/** Marks that a move sets and lifts, and that CAPM3 sets again in the target. */
const marksOfMove = new Set([
  blockMoveAnnotation,
  capiPausedAnnotation,
  deleteForMoveAnnotation,
  hostPausedAnnotation,
  hostStatusAnnotation,
]);

function withoutMarks(annotations: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(annotations).filter(([name]) => !marksOfMove.has(name)));
}

/** What a user or controller has put into an object: everything but what the API server and status writers own. */
function content(object: KubeObject): Readonly<Record<string, unknown>> {
  const { apiVersion: _version, kind: _kind, metadata, status: _status, ...rest } = object;
  return { ...rest, labels: metadata.labels ?? {}, annotations: withoutMarks(metadata.annotations) };
}

/** Paths of the fields that differ, such as `spec.settings.LogicalProc`. */
export function differences(was: unknown, is: unknown, path = ''): readonly string[] {
  if (isDeepStrictEqual(was, is)) return [];
  if (!isRecord(was) || !isRecord(is)) return [path];
  const names = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...names].sort().flatMap((name) => differences(was[name], is[name], path === '' ? name : `${path}.${name}`));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Owners as they are called; their UIDs are others in the target. */
function ownersOf({ metadata }: KubeObject): readonly string[] {
  return (metadata.ownerReferences ?? []).map(({ kind, name }) => `${kind} ${name}`).sort();
}

function ownerTroubles(was: KubeObject, is: KubeObject, uids: ReadonlySet<string>): readonly string[] {
  const missing = ownersOf(was).filter((owner) => !ownersOf(is).includes(owner));
  const dangling = (is.metadata.ownerReferences ?? []).filter(({ uid }) => !uids.has(uid));
  return [
    ...missing.map((owner) => `it has no owner ${owner} any more`),
    ...dangling.map(({ kind, name }) => `its owner ${kind} ${name} is another object than the one in the target`),
  ];
}

function changed(was: KubeObject, is: KubeObject, uids: ReadonlySet<string>): readonly Finding[] {
  const paths = differences(content(was), content(is));
  const evidence = [
    ...(paths.length === 0 ? [] : [`differs in ${paths.slice(0, 5).join(', ')}${paths.length > 5 ? ', ...' : ''}`]),
    ...ownerTroubles(was, is, uids),
  ];
  return evidence.length === 0 ? [] : [{ kind: 'changed', subject: nameOf(is), evidence }];
}

/** The API server puts one into every namespace. */
function madeByControlPlane({ object }: Held): boolean {
  return object.kind === 'ConfigMap' && object.metadata.name === 'kube-root-ca.crt';
}

export interface ObjectReport {
  /** Objects of before that are in the target. */
  readonly moved: number;
  readonly findings: readonly Finding[];
  readonly leftOut: readonly LeftOut[];
}

/** `stay` names objects, such as `ConfigMap metal3/clusterctl`, that the caller put there and that no move takes along. */
export function compareObjects(
  before: ClusterSnapshot,
  after: { readonly source: ClusterSnapshot; readonly target: ClusterSnapshot },
  stay: readonly LeftOut[] = [],
): ObjectReport {
  const inTarget = indexed(after.target.objects);
  const inSource = indexed(after.source.objects);
  const uids = new Set(after.target.objects.map(({ object }) => object.metadata.uid ?? ''));
  const leftOut: LeftOut[] = [];
  const findings: Finding[] = [];
  let moved = 0;
  for (const held of before.objects) {
    const { object } = held;
    const reason = madeByControlPlane(held)
      ? 'the control plane puts one into every namespace'
      : stay.find((entry) => entry.object === nameOf(object))?.reason;
    if (reason !== undefined) {
      leftOut.push({ object: nameOf(object), reason });
      continue;
    }
    const [copy, stays] = [inTarget.get(keyOf(held)), inSource.has(keyOf(held))];
    const find = (kind: FindingKind, text: string) =>
      findings.push({ kind, subject: nameOf(object), evidence: [text] });
    if (copy === undefined) {
      if (stays) find('not moved', 'it is in the source only');
      else find('lost', 'it is in neither cluster');
      continue;
    }
    moved += 1;
    findings.push(...changed(object, copy, uids));
    if (stays) find('left in the source', 'it is in the target, and still in the source');
  }
  return { moved, findings, leftOut };
}
