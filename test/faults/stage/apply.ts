/** Puts objects of known kinds into a cluster, whatever was there before. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { vi } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { groupOf, type KubeObject, type Resource, refOf } from '../../../src/api/kube-object.ts';
import * as resources from '../../../src/api/resources.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';

const known = new Map(
  Object.values(resources).map((resource: Resource) => [`${resource.kind}.${resource.group}`, resource]),
);

function resourceOf({ kind, apiVersion }: KubeObject): Resource {
  const resource = known.get(`${kind}.${groupOf(apiVersion)}`);
  if (resource === undefined) throw new Error(`nobody has said yet where a ${kind} of ${apiVersion} is kept`);
  return resource;
}

export async function applyAll(client: ClusterClient, objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) {
    await client.patch(resourceOf(object), refOf(object), { type: 'apply', body: object, force: true });
  }
}

/** The manifests of a folder below config/, all of them unless told which. */
export async function applyFolder(client: ClusterClient, name: string, files?: readonly string[]): Promise<void> {
  const folder = join(import.meta.dirname, '../../../config', name);
  for (const file of files ?? (await readdir(folder)).filter((one) => one !== 'kustomization.yaml')) {
    const documents = parseAllDocuments(await readFile(join(folder, file), 'utf8'));
    await applyAll(
      client,
      documents.map((document) => document.toJS() as KubeObject),
    );
  }
}

/** Applies CRDs, and waits until their objects can be listed: that follows by a moment. */
export async function applyCrds(client: ClusterClient, crds: readonly KubeObject[]): Promise<void> {
  await applyAll(client, crds);
  for (const crd of crds) await vi.waitUntil(async () => isServed(client, crd), { timeout: 20_000, interval: 50 });
}

async function isServed(client: ClusterClient, crd: KubeObject): Promise<boolean> {
  const { group, names, versions } = crd['spec'] as {
    readonly group: string;
    readonly names: { readonly plural: string; readonly kind: string };
    readonly versions: readonly { readonly name: string }[];
  };
  const version = versions[0]?.name ?? '';
  const resource = { group, version, plural: names.plural, kind: names.kind, namespaced: true };
  return client.list(resource).then(
    () => true,
    () => false,
  );
}
