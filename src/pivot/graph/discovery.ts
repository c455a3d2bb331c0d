/** Which of the objects that were read does clusterctl discover? Its rules differ for what lies in other namespaces. */
import type { MoveKind } from '../move-kinds.ts';
import { classOf, templatesOf } from './cluster-classes.ts';
import { type FoundObject, isKind, kindKey, referenceKey, referenceKeyOf } from './found-object.ts';

export function discoveredObjects(kinds: readonly MoveKind[], found: readonly FoundObject[]): readonly FoundObject[] {
  const discovered = new Set(kinds.map(({ resource }) => kindKey(resource)));
  const here = found.filter(({ resource, elsewhere }) => elsewhere !== true && discovered.has(kindKey(resource)));
  const elsewhere = found.filter((entry) => entry.elsewhere === true);
  const classes = namedIn(
    elsewhere.filter(({ object }) => isKind(object, 'ClusterClass')),
    here.flatMap(({ object }) => classOf(object) ?? []).map(referenceKey),
  );
  const templates = namedIn(
    elsewhere.filter(({ object }) => !isKind(object, 'ClusterClass') && !isKind(object, 'Cluster')),
    classes.flatMap(({ object }) => templatesOf(object)).map(referenceKey),
  );
  // Secrets are read where an infrastructure provider is installed: all of them take part, as if they were in here.
  const secrets = elsewhere.filter(({ object }) => isKind(object, 'Secret', ''));
  return [...here, ...classes, ...templates, ...secrets];
}

function namedIn(candidates: readonly FoundObject[], names: readonly string[]): readonly FoundObject[] {
  const wanted = new Set(names);
  return candidates.filter(({ object }) => wanted.has(referenceKeyOf(object)));
}
