/** Is the model's move set what clusterctl said? Sets of objects, and an order that respects the model's groups. */

import { describeRefusal } from '../../src/pivot/graph/refusals.ts';
import { describeObject, isDeleted, type MoveSet } from '../../src/pivot/graph.ts';
import type { Said } from './clusterctl.ts';

/** Within a group clusterctl goes by the order of a Go map, which is another one each time: only sets can be compared. */
export function differencesFrom(set: MoveSet, said: Said, isDryRun: boolean): readonly string[] {
  const refusals = set.refusals.filter(({ inDryRun }) => inDryRun || !isDryRun);
  if (refusals.length > 0) {
    return said.succeeded ? [`clusterctl did not give up over ${refusals.map(describeRefusal).join('; ')}`] : [];
  }
  if (!said.succeeded) return [`clusterctl failed: ${/^Error: .*$/m.exec(said.output)?.[0] ?? said.output}`];
  const groups = set.groups.map((group) => group.map(({ object }) => describeObject(object)));
  const deleted = set.groups.flat().filter(isDeleted);
  return [
    ...setDifferences('create', groups.flat(), said.created),
    ...setDifferences(
      'delete',
      deleted.map(({ object }) => describeObject(object)),
      said.deleted,
    ),
    ...disorder('creates', said.created, groups),
    ...disorder('deletes', said.deleted.toReversed(), groups),
  ];
}

function setDifferences(verb: string, model: readonly string[], said: readonly string[]): readonly string[] {
  const expected = new Set(model);
  const actual = new Set(said);
  const twice = said.filter((name, index) => said.indexOf(name) !== index);
  return [
    ...twice.map((name) => `clusterctl would ${verb} ${name} twice`),
    ...[...actual].filter((name) => !expected.has(name)).map((name) => `only clusterctl would ${verb} ${name}`),
    ...[...expected].filter((name) => !actual.has(name)).map((name) => `only the model would ${verb} ${name}`),
  ];
}

function disorder(verb: string, said: readonly string[], groups: readonly (readonly string[])[]): readonly string[] {
  const depth = new Map(groups.flatMap((group, index) => group.map((name) => [name, index] as const)));
  const depths = said.flatMap((name) => depth.get(name) ?? []);
  const early = depths.findIndex((value, index) => value < (depths[index - 1] ?? 0));
  return early < 0 ? [] : [`clusterctl ${verb} ${said[early]} in another group`];
}
