/** What both clusters of a test begin with: their kinds and providers, and in the source the operator's CRD and rights. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import { clusterPivotCrd } from '../../src/api/crd.ts';
import { type KubeObject, type Resource, refOf } from '../../src/api/kube-object.ts';
import {
  clusterPivots,
  clusterRoleBindings,
  clusterRoles,
  customResourceDefinitions,
  namespaces,
  providers,
  roleBindings,
  roles,
  serviceAccounts,
} from '../../src/api/resources.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { minimalCrds, minimalKinds, objectOf } from './minimal-crds.ts';
import { sharedNamespace } from './world.ts';

export async function apply(client: ClusterClient, resource: Resource, object: KubeObject): Promise<void> {
  const patch = { type: 'apply', body: object, force: true, fieldValidation: 'Strict' } as const;
  await client.patch(resource, refOf(object), patch);
}

async function applyAll(client: ClusterClient, resource: Resource, objects: readonly KubeObject[]): Promise<void> {
  await Promise.all(objects.map((object) => apply(client, resource, object)));
}

const patienceMs = 20_000;

/** The endpoint follows the Established condition by a moment; the one thing to do is to ask again. */
export async function untilServed(client: ClusterClient, resource: Resource): Promise<void> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const isServed = await client.list(resource).then(
      () => true,
      () => false,
    );
    if (isServed) return;
    if (performance.now() > end) throw new Error(`${resource.plural} are not served after ${patienceMs} ms`);
    await pause(50);
  }
}

export function providerObject(providerName: string, type: string, version: string): KubeObject {
  const metadata = { name: `${providerName}-${type.toLowerCase()}`, namespace: sharedNamespace };
  return objectOf(providers, metadata, { providerName, type, version });
}

const inventory = [
  providerObject('cluster-api', 'CoreProvider', 'v1.14.0'),
  providerObject('metal3', 'InfrastructureProvider', 'v1.14.0'),
];

export async function installProviders(admin: ClusterClient): Promise<void> {
  await applyAll(admin, customResourceDefinitions, minimalCrds());
  await apply(admin, namespaces, objectOf(namespaces, { name: sharedNamespace }));
  await Promise.all(minimalKinds.map((kind) => untilServed(admin, kind)));
  for (const provider of inventory) await admin.create(providers, provider);
}

/** Into its namespace, whatever runs there later. */
export async function installOperator(admin: ClusterClient, namespace: string): Promise<void> {
  await apply(admin, namespaces, objectOf(namespaces, { name: namespace }));
  for (const folder of ['probe-rights', 'rbac']) await applyFolder(admin, folder);
  await apply(admin, customResourceDefinitions, clusterPivotCrd());
  await untilServed(admin, clusterPivots);
}

const rightsKinds = new Map(
  [namespaces, serviceAccounts, clusterRoles, clusterRoleBindings, roles, roleBindings].map((resource) => [
    resource.kind,
    resource,
  ]),
);

export async function applyFolder(client: ClusterClient, name: string): Promise<void> {
  const folder = join(import.meta.dirname, '../../config', name);
  for (const file of (await readdir(folder)).filter((entry) => entry !== 'kustomization.yaml')) {
    for (const document of parseAllDocuments(await readFile(join(folder, file), 'utf8'))) {
      const object = document.toJS() as KubeObject;
      const resource = rightsKinds.get(object.kind);
      if (resource === undefined) throw new Error(`${file} has a ${object.kind}, which is no right`);
      await apply(client, resource, object);
    }
  }
}
