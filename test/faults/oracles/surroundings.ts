/** What is in a cluster beside what moves: all that a pivot may leave behind, change and forget to put back. */
import type { KubeObject, Resource } from '../../../src/api/kube-object.ts';
import {
  clusterPivots,
  clusterRoleBindings,
  clusterRoles,
  configMaps,
  customResourceDefinitions,
  deployments,
  jobs,
  leases,
  namespaces,
  roleBindings,
  roles,
  secrets,
  serviceAccounts,
  validatingWebhooks,
} from '../../../src/api/resources.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { isNotFound } from '../../../src/kube/errors.ts';
import { leaseName, ownNamespace } from '../stage/operator-process.ts';
import { namespace } from '../world/names.ts';

const kinds: readonly Resource[] = [
  namespaces,
  customResourceDefinitions,
  validatingWebhooks,
  deployments,
  serviceAccounts,
  secrets,
  configMaps,
  roles,
  roleBindings,
  clusterRoles,
  clusterRoleBindings,
  jobs,
  leases,
  clusterPivots,
];

/** `clusterpivots` are not served in the target. */
async function listed(client: ClusterClient, resource: Resource): Promise<readonly KubeObject[]> {
  try {
    return (await client.list(resource)).items;
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

export async function readSurroundings(client: ClusterClient): Promise<readonly KubeObject[]> {
  const lists = await Promise.all(kinds.map(async (resource) => listed(client, resource)));
  return lists.flat().filter((object) => !isElsewhere(object));
}

/** Told by the snapshot of what moves, kept by the stage itself, or the renewal of somebody's leadership. */
function isElsewhere({ kind, metadata }: KubeObject): boolean {
  // The control plane puts one into every namespace.
  if (kind === 'ServiceAccount' && metadata.name === 'default') return true;
  if (metadata.namespace === namespace) return kind === 'Secret' || kind === 'ConfigMap';
  // Markers of the audit trail, and the API server's own authority.
  if (kind === 'ConfigMap') return ['default', 'kube-system'].includes(metadata.namespace ?? '');
  if (kind !== 'Lease') return false;
  return metadata.name.startsWith('apiserver-') || (metadata.namespace === ownNamespace && metadata.name === leaseName);
}
