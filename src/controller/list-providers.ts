/** Puts providers that run in the target into clusterctl's inventory there, and takes them out again. */
import type { KubeObject, ObjectRef } from '../api/kube-object.ts';
import { customResourceDefinitions, providers as providerObjects } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { isKubeError } from '../kube/errors.ts';
import { providerCrd, type UnlistedProvider } from '../pivot/providers.ts';

/** As clusterctl itself writes them, after it has installed one (cmd/clusterctl/client/cluster/inventory.go). */
export async function listProviders(
  source: ClusterClient,
  target: ClusterClient,
  unlisted: readonly UnlistedProvider[],
): Promise<void> {
  await ensureCrd(source, target);
  for (const { namespace, label, name, type, version } of unlisted) {
    await createUnlessThere(target, {
      apiVersion: 'clusterctl.cluster.x-k8s.io/v1alpha3',
      kind: 'Provider',
      metadata: {
        name: label,
        namespace,
        labels: {
          'clusterctl.cluster.x-k8s.io': '',
          'clusterctl.cluster.x-k8s.io/core': 'inventory',
          'cluster.x-k8s.io/provider': label,
        },
      },
      providerName: name,
      type,
      version,
      watchedNamespace: '',
    });
  }
}

/** `crd`: it is ours as well, and whatever else is in it has come with it. */
export async function unlistProviders(
  target: ClusterClient,
  listed: readonly Required<ObjectRef>[],
  crd: boolean,
): Promise<void> {
  for (const ref of listed) await target.delete(providerObjects, ref);
  if (crd) await target.delete(customResourceDefinitions, { name: providerCrd });
}

/** The source has an inventory, or there would be nothing to compare the target's with. */
async function ensureCrd(source: ClusterClient, target: ClusterClient): Promise<void> {
  if ((await target.get(customResourceDefinitions, { name: providerCrd })) !== undefined) return;
  const original = await source.get(customResourceDefinitions, { name: providerCrd });
  if (original === undefined) throw new Error(`CRD ${providerCrd} is in neither cluster`);
  const { apiVersion, kind } = original;
  const { name, labels = {} } = original.metadata;
  const copy = { apiVersion, kind, metadata: { name, labels }, spec: original['spec'] };
  await target.create(customResourceDefinitions, copy).catch(unlessThere);
}

/** The API server serves a new CRD a moment later: the next look tries again. */
async function createUnlessThere(target: ClusterClient, object: KubeObject): Promise<void> {
  await target.create(providerObjects, object).catch(unlessThere);
}

function unlessThere(error: unknown): void {
  if (!isKubeError(error, 'conflict')) throw error;
}
