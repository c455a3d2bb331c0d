/** Is everything in the end as it is after a run without faults? */
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { differences } from '../../../testbed/witness/objects.ts';
import { nameOf } from '../../../testbed/witness/snapshot.ts';
import type { RunEvidence } from '../run/witness.ts';
import { maskedObject, maskedText } from './mask.ts';

/** Masked objects by what they are and where. */
export type EndState = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** What a pivot tells of its way, which is another one with faults; and a failed Job, which stays for its log. */
function tellsTheWay({ kind, metadata }: KubeObject): boolean {
  return kind === 'ClusterPivot' || kind === 'Job' || (kind === 'ConfigMap' && /-(plan|report)$/.test(metadata.name));
}

/** Of the journal in the backup only that it is there; of a Deployment what it shall be, since it says of itself how it came there. */
function compared(object: KubeObject): KubeObject {
  if (object.kind === 'ConfigMap' && object.metadata.name.endsWith('-journal')) return { ...object, data: undefined };
  return object.kind === 'Deployment' ? { ...object, status: undefined } : object;
}

export function endState({ after, around }: RunEvidence): EndState {
  const sides = (['source', 'target'] as const).flatMap((side) =>
    [...after[side].objects.map(({ object }) => object), ...around.after[side]].map((object) => ({ side, object })),
  );
  return new Map(
    sides
      .filter(({ object }) => !tellsTheWay(object))
      .map(({ side, object }) => [maskedText(`${nameOf(object)} in the ${side}`), maskedObject(compared(object))]),
  );
}

export function deviations(reference: EndState, actual: EndState): readonly string[] {
  const changed = [...reference].flatMap(([name, was]) => {
    const is = actual.get(name);
    if (is === undefined) return [`${name} is missing`];
    return differences(was, is).map((path) => `${name} differs in ${path}`);
  });
  const added = [...actual.keys()].filter((name) => !reference.has(name)).map((name) => `${name} is new`);
  return [...changed, ...added];
}
