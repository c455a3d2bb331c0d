/** Would the target create each object that moves, and the source delete each that has moved? Dry runs tell. */
import { type Resource, refOf } from '../../api/kube-object.ts';
import type { ClusterClient } from '../../kube/cluster-client.ts';
import { isAlreadyExists, isDryRunUnsupported, isKubeError, isWebhookFailure, KubeError } from '../../kube/errors.ts';
import { asCreated } from '../../pivot/as-created.ts';
import { describeObject, type FoundObject } from '../../pivot/graph.ts';
import { identity } from '../../pivot/inventory.ts';
import type { ClusterView } from '../../pivot/observation.ts';
import { prunedFields } from '../../pivot/pruned-fields.ts';
import type { Trial } from '../../pivot/survey.ts';
import type { Asker } from './asker.ts';

type Answer = Trial['answer'];

const accepted: Answer = { state: 'accepted', pruned: [] };

/** So many objects of a type show that its webhook does not work; it would take its timeout for each of the others. */
const enoughFailures = 3;

/** In the target, as clusterctl would create them. An object that is there already is the matter of another check. */
export async function tryCreates(
  target: ClusterClient,
  { namespaceExists, crds = [] }: ClusterView,
  objects: readonly FoundObject[],
  { ask, signal }: Asker,
): Promise<readonly Trial[]> {
  const served = new Set(crds.flatMap((crd) => crd.servedVersions.map((version) => `${crd.name} ${version}`)));
  const isServed = ({ group, plural, version }: Resource) =>
    group === '' || served.has(`${plural}.${group} ${version}`);
  const create = triedUntilBroken(async ({ resource, object }) => {
    const sent = asCreated(object);
    const answered = await target.create(resource, sent, { dryRun: true, fieldValidation: 'Ignore', signal });
    const pruned = prunedFields(sent, answered);
    return pruned.length === 0 ? accepted : { state: 'accepted', pruned };
  });
  return tryEach(objects, async (found) => {
    const { resource, object } = found;
    if (!isServed(resource)) {
      return notYet(`the target does not serve ${resource.plural}.${resource.group} ${resource.version} yet`);
    }
    if (resource.namespaced && !namespaceExists) {
      return notYet(`the target has no Namespace ${object.metadata.namespace ?? ''} yet`);
    }
    return ask(async () => create(found));
  });
}

/** In the source, exactly these incarnations. */
export async function tryDeletes(
  source: ClusterClient,
  objects: readonly FoundObject[],
  { ask, signal }: Asker,
): Promise<readonly Trial[]> {
  const remove = triedUntilBroken(async ({ resource, object }) => {
    const { uid } = object.metadata;
    const which = uid === undefined ? {} : { uid };
    await source.delete(resource, refOf(object), { ...which, propagationPolicy: 'Background', dryRun: true, signal });
    return accepted;
  });
  return tryEach(objects, async (found) => ask(async () => remove(found)));
}

async function tryEach(
  objects: readonly FoundObject[],
  attempt: (found: FoundObject) => Promise<Answer>,
): Promise<readonly Trial[]> {
  return Promise.all(
    objects.map(async (found) => ({
      identity: identity(found.object),
      object: describeObject(found.object),
      answer: await attempt(found),
    })),
  );
}

function notYet(problem: string): Answer {
  return { state: 'notYet', problem };
}

function triedUntilBroken(attempt: (found: FoundObject) => Promise<Answer>): (found: FoundObject) => Promise<Answer> {
  const failures = new Map<string, { count: number; problem: string }>();
  return async (found) => {
    const type = `${found.resource.plural}.${found.resource.group}`;
    const known = failures.get(type);
    if (known !== undefined && known.count >= enoughFailures) return { state: 'refused', problem: known.problem };
    try {
      return await attempt(found);
    } catch (error) {
      if (isWebhookFailure(error)) failures.set(type, { count: (known?.count ?? 0) + 1, problem: error.said });
      return answerOf(error);
    }
  };
}

/** What says nothing about the object is thrown on. */
function answerOf(error: unknown): Answer {
  if (!(error instanceof KubeError)) throw error;
  if (isAlreadyExists(error)) return accepted;
  if (isDryRunUnsupported(error)) return { state: 'notTriable', problem: error.said };
  const aboutTheObject = (['forbidden', 'invalid', 'conflict', 'notFound'] as const).some((kind) =>
    isKubeError(error, kind),
  );
  if (aboutTheObject || isWebhookFailure(error)) return { state: 'refused', problem: error.said };
  throw error;
}
