/** Would the target create each object that moves, and the source delete each that has moved? Dry runs tell. */
import { type KubeObject, type Resource, refOf } from '../../api/kube-object.ts';
import type { ClusterClient } from '../../kube/cluster-client.ts';
import { isNotFound } from '../../kube/errors.ts';
import { asCreated } from '../../pivot/as-created.ts';
import type { FoundObject } from '../../pivot/graph.ts';
import type { ClusterView } from '../../pivot/observation.ts';
import { prunedFields } from '../../pivot/pruned-fields.ts';
import type { Trial } from '../../pivot/survey.ts';
import type { Asker } from './asker.ts';
import { type Answer, accepted, notTriable, notYet, tryEach, untilBroken } from './dry-run.ts';

export interface Creates {
  readonly target: ClusterClient;
  readonly view: ClusterView;
  /** Of the pivot; Preparing makes it. */
  readonly namespace: string;
  readonly objects: readonly FoundObject[];
}

/** In the target, as clusterctl would create them. An object that is there already is the matter of another check. */
export async function tryCreates(
  { target, view, namespace, objects }: Creates,
  asker: Asker,
): Promise<readonly Trial[]> {
  const { namespaceExists, crds = [] } = view;
  const served = new Set(crds.flatMap((crd) => crd.servedVersions.map((version) => `${crd.name} ${version}`)));
  const isServed = ({ group, plural, version }: Resource) =>
    group === '' || served.has(`${plural}.${group} ${version}`);
  const isHere = ({ object }: FoundObject) => object.metadata.namespace === namespace;
  const unasked = (found: FoundObject): Answer | undefined => {
    const { plural, group, version } = found.resource;
    if (!isServed(found.resource)) return notYet(`the target does not serve ${plural}.${group} ${version} yet`);
    return isHere(found) && !namespaceExists ? notYet(`the target has no Namespace ${namespace} yet`) : undefined;
  };
  const attempt = untilBroken(async (found: FoundObject) => {
    const { resource, object } = found;
    const sent = asCreated(object);
    const sending = target.create(resource, sent, { dryRun: true, fieldValidation: 'Ignore', signal: asker.signal });
    const answered = resource.namespaced && !isHere(found) ? await undefinedIfNotFound(sending) : await sending;
    if (answered === undefined) return withoutNamespace(object);
    const pruned = prunedFields(sent, answered);
    return pruned.length === 0 ? accepted : { state: 'accepted', pruned };
  });
  return tryEach(objects, { unasked, attempt }, asker);
}

/** In the source, exactly these incarnations. */
export async function tryDeletes(
  source: ClusterClient,
  objects: readonly FoundObject[],
  asker: Asker,
): Promise<readonly Trial[]> {
  const { signal } = asker;
  const attempt = untilBroken(async ({ resource, object }: FoundObject) => {
    const { uid } = object.metadata;
    const which = uid === undefined ? {} : { uid };
    await source.delete(resource, refOf(object), { ...which, propagationPolicy: 'Background', dryRun: true, signal });
    return accepted;
  });
  return tryEach(objects, { unasked: () => undefined, attempt }, asker);
}

/** clusterctl makes the namespaces of whatever it takes along from elsewhere, only when it copies. */
function withoutNamespace({ metadata: { namespace = '' } }: KubeObject): Answer {
  return notTriable(`the target has no Namespace ${namespace}, which clusterctl will make`);
}

async function undefinedIfNotFound(create: Promise<KubeObject>): Promise<KubeObject | undefined> {
  try {
    return await create;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
