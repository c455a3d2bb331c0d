/** Would the target take each of the manifests of its Ironic? Dry runs tell, as far as nothing else has to be applied first. */
import { groupOf, type KubeObject, refOf } from '../../api/kube-object.ts';
import { customResourceDefinitions, namespaces } from '../../api/resources.ts';
import type { ClusterClient } from '../../kube/cluster-client.ts';
import { isNotFound } from '../../kube/errors.ts';
import type { ObservedManifests } from '../../pivot/observation.ts';
import type { Trial } from '../../pivot/survey.ts';
import { discover } from '../discovery.ts';
import type { Asker } from './asker.ts';
import { type Answer, accepted, notTriable, notYet, type Subject, tryEach, untilBroken } from './dry-run.ts';

interface Manifest {
  readonly object: KubeObject;
  /** undefined: the target does not serve it. */
  readonly resource: Subject['resource'] | undefined;
}

/** As they will be applied, each for itself. None when they cannot be read, which is the matter of another check. */
export async function tryManifests(
  target: ClusterClient,
  manifests: ObservedManifests,
  asker: Asker,
): Promise<readonly Trial[]> {
  if (manifests.state !== 'found') return [];
  const objects = manifests.objects.map(({ object }) => object);
  const resourceOf = await asker.ask(async () => discover(target, objects));
  const missing = manifests.objects.filter(({ existsInTarget }) => !existsInTarget).map(({ object }) => object);
  const subjects = objects.map((object): Manifest => ({ object, resource: resourceOf(object) }));
  const unasked = ({ object, resource }: Manifest) =>
    comesWith(object, missing) ?? (resource === undefined ? notServed(object) : undefined);
  const apply = untilBroken(async ({ resource, object }: Subject) => {
    const { signal } = asker;
    try {
      await target.patch(resource, refOf(object), { type: 'apply', body: object, force: true, dryRun: true, signal });
      return accepted;
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return (await lacksNamespace(target, object)) ?? notTriable(error.said);
    }
  });
  const attempt = async ({ object, resource }: Manifest) =>
    resource === undefined ? notServed(object) : apply({ object, resource });
  return tryEach(subjects, { unasked, attempt }, asker);
}

function notServed({ kind, apiVersion }: KubeObject): Answer {
  return notYet(`the target does not serve ${kind} of ${apiVersion} yet`);
}

/** Its namespace or its type is made by another of the manifests. */
function comesWith({ apiVersion, kind, metadata }: KubeObject, missing: readonly KubeObject[]): Answer | undefined {
  const group = groupOf(apiVersion);
  const maker = missing.find((other) => {
    if (other.apiVersion === 'v1' && other.kind === namespaces.kind) return other.metadata.name === metadata.namespace;
    if (other.kind !== customResourceDefinitions.kind) return false;
    const spec = other['spec'] as { readonly group?: string; readonly names?: { readonly kind?: string } } | undefined;
    return spec?.group === group && spec.names?.kind === kind;
  });
  if (maker === undefined) return undefined;
  return notTriable(`${maker.kind} ${maker.metadata.name}, which it needs, is applied together with it`);
}

async function lacksNamespace(target: ClusterClient, { metadata }: KubeObject): Promise<Answer | undefined> {
  const { namespace: name } = metadata;
  if (name === undefined || (await target.get(namespaces, { name })) !== undefined) return undefined;
  return notYet(`the target has no Namespace ${name}`);
}
