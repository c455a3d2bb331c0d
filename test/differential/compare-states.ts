/** Do both clusters have, after a real move, what the model says of each object? */
import type { KubeObject } from '../../src/api/kube-object.ts';
import { describeObject, isDeleted, type MovedObject, type MoveSet } from '../../src/pivot/graph.ts';
import type { State } from './state.ts';
import { wasThere } from './stored-graph.ts';

interface Sides {
  readonly source: State;
  readonly target: State;
}

interface Both {
  readonly before: Sides;
  readonly after: Sides;
}

export function stateDifferences({ groups }: MoveSet, { before, after }: Both): readonly string[] {
  const moved = new Map(groups.flat().map((entry) => [describeObject(entry.object), entry]));
  return [...before.source.keys()].flatMap((name) => {
    const entry = moved.get(name);
    return [
      ...presence('source', after.source.has(name), entry === undefined || !isDeleted(entry)),
      ...presence('target', after.target.has(name), entry !== undefined || before.target.has(name)),
      ...copyDifferences(entry, after.target.get(name), before.target.has(name)),
      ...ownerDifferences(entry, name, { before, after }),
    ].map((what) => `${name}: ${what}`);
  });
}

function presence(side: string, is: boolean, expected: boolean): readonly string[] {
  if (is === expected) return [];
  return [`it is ${is ? '' : 'not '}in the ${side}`];
}

/** What the target had is overwritten, unless it is global or does not move. */
function copyDifferences(
  entry: MovedObject | undefined,
  copy: KubeObject | undefined,
  wasInTarget: boolean,
): readonly string[] {
  if (copy === undefined) return [];
  const untouched = wasThere in (copy.metadata.labels ?? {});
  const expected = wasInTarget && (entry === undefined || entry.kept === 'global');
  return untouched === expected ? [] : [`its copy was ${untouched ? 'not ' : ''}overwritten`];
}

/**
 * Each owner's copy owns the copy. But for a global owner that the target had: clusterctl writes the UID that it has in the source,
 * and the garbage collector of the target would take the copy for an orphan.
 */
function ownerDifferences(entry: MovedObject | undefined, name: string, { before, after }: Both): readonly string[] {
  const copy = after.target.get(name);
  if (entry === undefined || copy === undefined || wasThere in (copy.metadata.labels ?? {})) return [];
  const originals = byUid(before.source);
  const expected = (entry.object.metadata.ownerReferences ?? []).map(({ uid }) => {
    const owner = originals.get(uid);
    const copied = owner === undefined ? undefined : after.target.get(describeObject(owner));
    return wasThere in (copied?.metadata.labels ?? {}) ? uid : copied?.metadata.uid;
  });
  const actual = (copy.metadata.ownerReferences ?? []).map(({ uid }) => uid);
  const isSame = new Set(expected).symmetricDifference(new Set(actual)).size === 0;
  return isSame ? [] : [`its copy is owned by ${actual.join(', ')} instead of ${expected.join(', ')}`];
}

function byUid(state: State): ReadonlyMap<string | undefined, KubeObject> {
  return new Map([...state.values()].map((object) => [object.metadata.uid, object]));
}
