/** Applies the manifests of Ironic to the target, and takes away again what they added to it. */
import type { AppliedObject } from '../api/journal.ts';
import { type KubeObject, refOf } from '../api/kube-object.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { discover } from './discovery.ts';

/** One after the other. They are the user's: nothing is added to them, and what they say holds whoever said otherwise. */
export async function applyManifests(target: ClusterClient, objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) {
    const resource = (await discover(target, [object]))(object);
    if (resource === undefined) {
      throw new Error(`the target does not serve ${object.kind} of ${object.apiVersion} yet`);
    }
    await target.patch(resource, refOf(object), { type: 'apply', body: object, force: true });
  }
}

/**
 * The last one first, and each gone before the next where somebody has to finish it: without its operator, which is among
 * them, an Ironic resource would never end.
 */
export async function deleteManifests(target: ClusterClient, objects: readonly AppliedObject[]): Promise<void> {
  const resourceOf = await discover(target, objects);
  for (const object of objects.toReversed()) {
    const resource = resourceOf(object);
    if (resource === undefined) continue;
    const { kind, name, namespace } = object;
    const ref = namespace === undefined ? { name } : { namespace, name };
    if (!(await target.delete(resource, ref, { propagationPolicy: 'Background' }))) continue;
    const left = await target.get(resource, ref);
    if ((left?.metadata.finalizers ?? []).length > 0 && !endsByItself.has(kind)) {
      const what = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
      throw new Error(`${what} in the target is being deleted; waiting for ${left?.metadata.finalizers?.join(', ')}`);
    }
  }
}

/** The control plane itself finishes these, and nothing that is deleted after them is needed for it. */
const endsByItself: ReadonlySet<string> = new Set(['Namespace', 'CustomResourceDefinition']);
