/** Makes both clusters as they were before any pivot, whatever the last one has left. */
import { existsSync } from 'node:fs';
import { readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { type KubeObject, type Resource, refOf } from '../../../src/api/kube-object.ts';
import { clusterctlLabel, moveHierarchyLabel, moveLabel, pivotUidLabel } from '../../../src/api/marks.ts';
import {
  clusterRoleBindings,
  clusterRoles,
  clusters,
  configMaps,
  customResourceDefinitions,
  events,
  jobs,
  leases,
  namespaces,
  nodes,
  pods,
  secrets,
  serviceAccounts,
} from '../../../src/api/resources.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { isNotFound } from '../../../src/kube/errors.ts';
import { call } from '../../api/raw-api.ts';
import { objectOf } from '../../controller/minimal-crds.ts';
import { applyAll } from '../stage/apply.ts';
import { nodeName, type StageCluster } from '../stage/cluster.ts';
import { ownNamespace } from '../stage/operator-process.ts';
import type { Stage } from '../stage/stage.ts';
import { namespace } from './names.ts';

export async function reset(stage: Stage): Promise<void> {
  const { source, target } = stage;
  const own = [jobs, pods, secrets, configMaps, leases];
  await Promise.all([
    clear(source, namespace),
    clear(target, namespace),
    ...own.map(async (resource) => removeAll(source.admin, resource, ownNamespace)),
    clear(target, ownNamespace),
    removeAll(target.admin, leases, 'kube-system'),
    ...[source, target].map(async ({ admin }) => removeGrants(admin)),
  ]);
  await Promise.all([source, target].map(async (cluster) => putBack(cluster)));
  await emptyLogs(stage);
}

/** What was said and written before concerns nobody; whoever writes on goes on at the beginning. */
async function emptyLogs({ source, target, folder }: Stage): Promise<void> {
  const audits = [source, target].flatMap(({ plane }) => plane.access.auditLog ?? []);
  const names = await readdir(folder);
  const logs = names.map((name) => join(folder, name.endsWith('.log') ? name : `${name}/log`)).filter(existsSync);
  await Promise.all([...audits, ...logs].map(async (file) => truncate(file)));
}

/** The namespace with all that is in it. */
async function clear({ admin, plane }: StageCluster, name: string): Promise<void> {
  if ((await admin.get(namespaces, { name })) === undefined) return;
  const sweep = async (types: readonly Resource[]) => {
    const counts = await Promise.all(types.map(async (type) => removeAll(admin, type, name)));
    return counts.some((count) => count > 0);
  };
  // First: without their Cluster nobody makes what is missing of the others.
  await sweep([clusters]);
  const made = await crdTypes(admin);
  // The Bare Metal Operator goes on, and makes a FirmwareSchema anew as long as there is a host.
  for (let found = true; found; ) found = await sweep(made);
  await sweep([jobs, pods, secrets, configMaps, serviceAccounts, events]);
  await admin.delete(namespaces, { name });
  // From here on nothing is made there. What was under way would come back with a namespace of the same name.
  await sweep(made);
  const namespace = await admin.get(namespaces, { name });
  // The namespace controller would wait for five seconds before it looks whether anything is left.
  const body = { ...namespace, spec: { finalizers: [] } };
  if (namespace !== undefined)
    await call({ method: 'PUT', path: `/api/v1/namespaces/${name}/finalize`, body }, plane.access);
}

async function crdTypes(admin: ClusterClient): Promise<readonly Resource[]> {
  const { items } = await admin.list(customResourceDefinitions);
  return items.flatMap((crd) => {
    const { group, names, scope, versions } = crd['spec'] as {
      readonly group: string;
      readonly scope: string;
      readonly names: { readonly plural: string; readonly kind: string };
      readonly versions: readonly { readonly name: string }[];
    };
    const version = versions[0]?.name ?? '';
    return scope === 'Namespaced' ? [{ group, version, plural: names.plural, kind: names.kind, namespaced: true }] : [];
  });
}

/** How many there were. Nobody is waited for who would want to do something first. */
async function removeAll(admin: ClusterClient, resource: Resource, inNamespace?: string): Promise<number> {
  const select = inNamespace === undefined ? {} : { namespace: inNamespace };
  const found = await admin.list(resource, select).catch(noneOfAnUnknownType);
  await Promise.all(found.items.map(async (object) => remove(admin, resource, object)));
  return found.items.length;
}

function noneOfAnUnknownType(error: unknown): { readonly items: readonly KubeObject[] } {
  if (isNotFound(error)) return { items: [] };
  throw error;
}

async function remove(admin: ClusterClient, resource: Resource, object: KubeObject): Promise<void> {
  const ref = refOf(object);
  await admin.delete(resource, ref, { propagationPolicy: 'Background', gracePeriodSeconds: 0 });
  if ((object.metadata.finalizers ?? []).length === 0) return;
  await admin
    .patch(resource, ref, { type: 'merge', body: { metadata: { finalizers: null } } })
    .catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
}

async function removeGrants(admin: ClusterClient): Promise<void> {
  for (const resource of [clusterRoleBindings, clusterRoles]) {
    const { items } = await admin.list(resource, { labelSelector: pivotUidLabel });
    await Promise.all(items.map(async (object) => remove(admin, resource, object)));
  }
}

/** Deployments run, the webhook is strict, CRDs of the Bare Metal Operator have no labels, the only node is that of the control plane. */
async function putBack({ admin, proxy, installed }: StageCluster): Promise<void> {
  proxy.forget();
  await applyAll(admin, installed);
  const unlabelled = { [clusterctlLabel]: null, [moveLabel]: null, [moveHierarchyLabel]: null };
  const { items } = await admin.list(customResourceDefinitions);
  const metal3 = items.filter(({ metadata }) => /^[a-z]+\.metal3\.io$/.test(metadata.name));
  for (const { metadata } of metal3) {
    const body = { metadata: { labels: unlabelled } };
    await admin.patch(customResourceDefinitions, { name: metadata.name }, { type: 'merge', body });
  }
  await removeAll(admin, nodes);
  await admin.create(
    nodes,
    objectOf(nodes, { name: nodeName, labels: { 'node-role.kubernetes.io/control-plane': '' } }),
  );
}
