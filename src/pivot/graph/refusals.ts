/** Over what would clusterctl give up before it moves anything? It looks up what references name, and fails if it can't. */
import { groupOf, type KubeObject, type OwnerReference } from '../../api/kube-object.ts';
import { classOf, type Named, templatesOf } from './cluster-classes.ts';
import { describeObject, type FoundObject, isKind, referenceKey, referenceKeyOf } from './found-object.ts';
import type { Graph } from './ownership.ts';

export interface Refusal {
  /** Whose reference leads nowhere. */
  readonly object: KubeObject;
  readonly why: string;
  /** A dry run looks less closely. */
  readonly inDryRun: boolean;
}

export function refusals(graph: Graph, found: readonly FoundObject[]): readonly Refusal[] {
  const objects = [...graph.values()].map((vertex) => vertex.found.object);
  return [...objects.flatMap((object) => lostOwners(object, graph)), ...lostClasses(objects, found)];
}

/**
 * An owner that was not discovered is a mere name for clusterctl. But Clusters, ClusterClasses and Machines it reads again,
 * and it has no namespace to read such a one from.
 */
function lostOwners(object: KubeObject, graph: Graph): readonly Refusal[] {
  const lost = (object.metadata.ownerReferences ?? []).filter((owner) => isReadAgain(owner) && !graph.has(owner.uid));
  return lost.map(({ kind, name, uid }) => ({
    object,
    why: `it names ${kind} ${name} with UID ${uid} as its owner, which is not in its namespace`,
    inDryRun: kind !== 'Machine',
  }));
}

function isReadAgain({ apiVersion, kind }: OwnerReference): boolean {
  return groupOf(apiVersion) === 'cluster.x-k8s.io' && ['Cluster', 'ClusterClass', 'Machine'].includes(kind);
}

/** A ClusterClass of another namespace is fetched with its templates, or the move fails. */
function lostClasses(objects: readonly KubeObject[], found: readonly FoundObject[]): readonly Refusal[] {
  const elsewhere = new Map(
    found.filter((entry) => entry.elsewhere === true).map(({ object }) => [referenceKeyOf(object), object]),
  );
  const lost = (object: KubeObject, refs: readonly Named[]) =>
    refs
      .filter((ref) => !elsewhere.has(referenceKey(ref)))
      .map(({ kind, namespace, name }) => ({
        object,
        why: `it refers to ${kind} ${namespace}/${name}, which does not exist`,
        inDryRun: true,
      }));
  const foreign = objects.flatMap((object) => {
    const ref = classOf(object);
    return ref === undefined || ref.namespace === object.metadata.namespace ? [] : [{ object, ref }];
  });
  const classes = objects.filter((object) => isKind(object, 'ClusterClass') && elsewhere.has(referenceKeyOf(object)));
  return [
    ...foreign.flatMap(({ object, ref }) => lost(object, [ref])),
    ...classes.flatMap((object) => lost(object, templatesOf(object))),
  ];
}

/** As messages show it. */
export function describeRefusal({ object, why }: Refusal): string {
  return `${describeObject(object)}: ${why}`;
}
