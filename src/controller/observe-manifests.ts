/** The manifests of the target's Ironic: what spec.ironic.target.manifestsRef names, and what of it the target has. */

import type { ClusterPivot } from '../api/clusterpivot.ts';
import { type KubeObject, refOf } from '../api/kube-object.ts';
import { configMaps, secrets } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { settleAll } from '../kube/settle-all.ts';
import { digest } from '../pivot/digest.ts';
import type { ObservedManifests } from '../pivot/observation.ts';
import { discover } from './discovery.ts';
import { parseManifests } from './parse-manifests.ts';

/** As far as the source tells. */
export type ReadManifests =
  | Exclude<ObservedManifests, { readonly state: 'found' }>
  | { readonly state: 'read'; readonly ref: string; readonly hash: string; readonly objects: readonly KubeObject[] };

/** Once they are applied nothing asks for them any more; a rollback goes by the journal. */
export async function readManifests(source: ClusterClient, pivot: ClusterPivot): Promise<ReadManifests> {
  const { manifestsRef } = pivot.spec.ironic.target;
  if (manifestsRef === undefined || pivot.status.journal?.targetManifests?.appliedTime !== undefined) {
    return { state: 'notReferenced' };
  }
  const { kind, name } = manifestsRef;
  const ref = `${kind} ${name}`;
  const isSecret = kind === 'Secret';
  const namespace = pivot.metadata.namespace ?? '';
  const found = await source.get(isSecret ? secrets : configMaps, { namespace, name });
  if (found === undefined) return { state: 'missing', ref };
  const data = (found['data'] ?? {}) as Readonly<Record<string, string>>;
  const files = Object.entries(data).map(([key, text]) => [key, isSecret ? decode(text) : text] as const);
  const parsed = parseManifests(Object.fromEntries(files));
  if (!parsed.ok) return { state: 'invalid', ref, problem: parsed.problem };
  const hash = digest(JSON.stringify(parsed.objects));
  return { state: 'read', ref, hash, objects: parsed.objects };
}

function decode(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}

/** Without a target everything counts as being there: what is noted as new may be deleted one day. */
export async function observeManifests(
  read: ReadManifests,
  target: ClusterClient | undefined,
): Promise<ObservedManifests> {
  if (read.state !== 'read') return read;
  const { ref, hash, objects } = read;
  if (target === undefined) {
    return { state: 'found', hash, objects: objects.map((object) => ({ object, existsInTarget: true })) };
  }
  const resourceOf = await discover(target, objects);
  const homeless = objects.find((object) => {
    const wantsNamespace = resourceOf(object)?.namespaced === true;
    return wantsNamespace && object.metadata.namespace === undefined;
  });
  if (homeless !== undefined) {
    const { kind, metadata } = homeless;
    return { state: 'invalid', ref, problem: `${kind} ${metadata.name} has no metadata.namespace` };
  }
  const looked = objects.map(async (object) => {
    const resource = resourceOf(object);
    const there = resource === undefined ? undefined : await target.get(resource, refOf(object));
    return { object, existsInTarget: there !== undefined };
  });
  return { state: 'found', hash, objects: await settleAll(looked) };
}
