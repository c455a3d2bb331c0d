/** Would the target create each object that moves, and the source delete each that has moved? Dry runs tell. */
import { type KubeObject, type Resource, refOf } from '../../api/kube-object.ts';
import type { ClusterClient } from '../../kube/cluster-client.ts';
import {
  isAlreadyExists,
  isDryRunUnsupported,
  isKubeError,
  isNotFound,
  isWebhookFailure,
  KubeError,
} from '../../kube/errors.ts';
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
  { ask, signal }: Asker,
): Promise<readonly Trial[]> {
  const { namespaceExists, crds = [] } = view;
  const served = new Set(crds.flatMap((crd) => crd.servedVersions.map((version) => `${crd.name} ${version}`)));
  const isServed = ({ group, plural, version }: Resource) =>
    group === '' || served.has(`${plural}.${group} ${version}`);
  const create = triedUntilBroken(async ({ resource, object }, isElsewhere) => {
    const sent = asCreated(object);
    const sending = target.create(resource, sent, { dryRun: true, fieldValidation: 'Ignore', signal });
    const answered = isElsewhere ? await undefinedIfNotFound(sending) : await sending;
    if (answered === undefined) return withoutNamespace(object);
    const pruned = prunedFields(sent, answered);
    return pruned.length === 0 ? accepted : { state: 'accepted', pruned };
  });
  return tryEach(objects, async (found) => {
    const { resource, object } = found;
    if (!isServed(resource)) {
      return notYet(`the target does not serve ${resource.plural}.${resource.group} ${resource.version} yet`);
    }
    const isElsewhere = resource.namespaced && object.metadata.namespace !== namespace;
    if (resource.namespaced && !isElsewhere && !namespaceExists) {
      return notYet(`the target has no Namespace ${namespace} yet`);
    }
    return ask(async () => create(found, isElsewhere));
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
  return tryEach(objects, async (found) => ask(async () => remove(found, false)));
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

/** clusterctl makes the namespaces of whatever it takes along from elsewhere, only when it copies. */
function withoutNamespace({ metadata: { namespace = '' } }: KubeObject): Answer {
  return { state: 'notTriable', problem: `the target has no Namespace ${namespace}, which clusterctl will make` };
}

async function undefinedIfNotFound(create: Promise<KubeObject>): Promise<KubeObject | undefined> {
  try {
    return await create;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

type Attempt = (found: FoundObject, isElsewhere: boolean) => Promise<Answer>;

function triedUntilBroken(attempt: Attempt): Attempt {
  const failures = new Map<string, { count: number; problem: string }>();
  return async (found, isElsewhere) => {
    const type = `${found.resource.plural}.${found.resource.group}`;
    const known = failures.get(type);
    if (known !== undefined && known.count >= enoughFailures) return { state: 'refused', problem: known.problem };
    try {
      return await attempt(found, isElsewhere);
    } catch (error) {
      if (isWebhookFailure(error)) {
        // Others may have failed meanwhile.
        failures.set(type, { count: (failures.get(type)?.count ?? 0) + 1, problem: error.said });
      }
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
