/** The accounts that clusterctl works under, and the short-lived kubeconfigs that its Jobs get of them. */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import type { KubeObject } from '../api/kube-object.ts';
import { clusterRoleBindings, clusterRoles, namespaces, serviceAccounts } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { buildKubeconfig } from '../kube/kubeconfig.ts';
import { ownLabels, ownName } from '../pivot/jobs.ts';
import { moveKinds } from '../pivot/move-kinds.ts';
import { createOrReplace } from './create-or-replace.ts';
import { listCrds } from './list-crds.ts';
import type { World } from './world.ts';

export const copyAccount = 'clusterpivot-copy';

/** A kubeconfig with a token that ends soon after the Job's deadline. */
export async function shortLivedKubeconfig(
  client: ClusterClient,
  account: { readonly namespace: string; readonly name: string },
  seconds: number,
): Promise<string> {
  const { token } = await client.requestToken(account, Math.max(600, seconds));
  return buildKubeconfig({
    server: client.server,
    token,
    ...(client.caData === undefined ? {} : { caData: client.caData }),
  });
}

/** Our namespace in the target; one that is there already is used as it is. */
export async function ensureTargetNamespace(
  target: ClusterClient,
  namespace: string,
  pivot: ClusterPivot,
): Promise<void> {
  if ((await target.get(namespaces, { name: namespace })) !== undefined) return;
  await target.create(namespaces, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels: ownLabels(pivot) },
  });
}

type Rule = {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
};

/** In the target the copying account may create and update what moves, and delete nothing. */
export async function grantCopy(world: World, target: ClusterClient, pivot: ClusterPivot): Promise<string> {
  const kinds = moveKinds(await listCrds(world.source));
  const groups = [...new Set(kinds.map(({ resource }) => resource.group))].filter((group) => group !== '').toSorted();
  // get and update: a copy that is made again finds some copies there.
  const copies = ['get', 'create', 'update', 'patch'];
  return grant(target, pivot, {
    namespace: world.namespace,
    what: 'copy',
    rules: [
      { apiGroups: groups, resources: ['*'], verbs: copies },
      { apiGroups: [''], resources: ['secrets', 'configmaps'], verbs: copies },
      { apiGroups: [''], resources: ['namespaces'], verbs: ['get'] },
      { apiGroups: ['clusterctl.cluster.x-k8s.io'], resources: ['providers'], verbs: ['list'] },
      { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: ['get'] },
    ],
  });
}

/** clusterctl init installs CRDs, webhooks, roles and bindings: nothing less than everything is enough. */
export async function grantInit(world: World, target: ClusterClient, pivot: ClusterPivot): Promise<string> {
  return grant(target, pivot, {
    namespace: world.namespace,
    what: 'init',
    rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
  });
}

interface Grant {
  readonly namespace: string;
  readonly what: 'init' | 'copy';
  readonly rules: readonly Rule[];
}

async function grant(target: ClusterClient, pivot: ClusterPivot, { namespace, what, rules }: Grant): Promise<string> {
  await ensureTargetNamespace(target, namespace, pivot);
  const name = `${ownName(pivot)}-${what}`;
  const labels = ownLabels(pivot);
  await createOrReplace(target, serviceAccounts, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace, labels },
  });
  const all: readonly KubeObject[] = [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name, labels },
      rules: what === 'init' ? [...rules, { nonResourceURLs: ['*'], verbs: ['*'] }] : rules,
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name, labels },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
  ];
  for (const object of all) {
    await createOrReplace(target, object.kind === 'ClusterRole' ? clusterRoles : clusterRoleBindings, object);
  }
  return name;
}
