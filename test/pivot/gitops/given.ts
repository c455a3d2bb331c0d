/** GitOps owners as their API servers give them. */
import type { OwnerRef } from '../../../src/api/gitops-spec.ts';
import { apiVersionOf, type KubeObject } from '../../../src/api/kube-object.ts';
import { ownerTypes } from '../../../src/pivot/gitops/kinds.ts';

type Fields = Readonly<Record<string, unknown>>;

function owner({ kind, ...ref }: OwnerRef, fields: Fields): KubeObject {
  const metadata = { ...ref, uid: `uid-of-${ref.name}`, resourceVersion: '7' };
  return { apiVersion: apiVersionOf(ownerTypes[kind]), kind, metadata, ...fields };
}

export const clustersRef: OwnerRef = { kind: 'Application', namespace: 'argocd', name: 'clusters' };
export const hostsRef: OwnerRef = { kind: 'Kustomization', namespace: 'flux-system', name: 'hosts' };
const releaseRef: OwnerRef = { kind: 'HelmRelease', namespace: 'metal3', name: 'release' };

/** undefined: without automated sync. */
export function application(automated?: object, rest: Fields = {}): KubeObject {
  const syncPolicy = { syncOptions: ['ServerSideApply=true'], ...(automated === undefined ? {} : { automated }) };
  return owner(clustersRef, { spec: { project: 'default', syncPolicy }, ...rest });
}

export function kustomization(suspend?: boolean, rest: Fields = {}): KubeObject {
  return owner(hostsRef, { spec: { prune: true, ...(suspend === undefined ? {} : { suspend }) }, ...rest });
}

export function helmRelease(suspend?: boolean, rest: Fields = {}): KubeObject {
  return owner(releaseRef, { spec: suspend === undefined ? {} : { suspend }, ...rest });
}

/** As the last writes of these managers would leave it. */
export function setBy(
  object: KubeObject,
  ...managers: readonly (readonly [manager: string, time: string])[]
): KubeObject {
  const fieldsV1 = { 'f:spec': { 'f:suspend': {}, 'f:syncPolicy': { 'f:automated': { 'f:selfHeal': {} } } } };
  const managedFields = managers.map(([manager, time]) => ({ manager, operation: 'Apply', time, fieldsV1 }));
  return { ...object, metadata: { ...object.metadata, managedFields } };
}
