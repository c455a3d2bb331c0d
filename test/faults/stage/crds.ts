/**
 * The CustomResourceDefinitions of both clusters: those that the testbed installs, at the version that is stored. Other versions
 * would have to be converted by webhooks, and nobody would answer those here.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { clusterctlLabel } from '../../../src/api/marks.ts';
import { providers } from '../../../src/api/resources.ts';
import { standInObjects } from '../../../testbed/capm3-stand-in/manifests/components.ts';
import { bareMetalOperatorManifest } from '../../../testbed/manifests/baremetal-operator.ts';
import { silent } from '../../../testbed/progress.ts';
import { ensureRepository } from '../../../testbed/repository.ts';
import { providerFile, repositoryProviders } from '../../../testbed/repository-config.ts';
import { minimalCrd } from '../../controller/minimal-crds.ts';

/** Of Cluster API's kinds those that the world has; each further one would be listed all the time, to find nothing. */
const capiKinds = new Set([
  'clusters.cluster.x-k8s.io',
  'clusterclasses.cluster.x-k8s.io',
  'machines.cluster.x-k8s.io',
  'machinesets.cluster.x-k8s.io',
  'machinedeployments.cluster.x-k8s.io',
  'kubeadmconfigtemplates.bootstrap.cluster.x-k8s.io',
  'kubeadmcontrolplanes.controlplane.cluster.x-k8s.io',
  'kubeadmcontrolplanetemplates.controlplane.cluster.x-k8s.io',
]);

interface Crd extends KubeObject {
  readonly spec: { readonly versions: readonly { readonly storage: boolean }[]; readonly conversion?: object };
}

function isCrd(object: KubeObject): object is Crd {
  return object.kind === 'CustomResourceDefinition';
}

/** Without the descriptions in its schema, which are most of it and travel with each list of CRDs. */
function asStored(crd: Crd): Crd {
  const { conversion: _, ...spec } = crd.spec;
  const versions = spec.versions.filter(({ storage }) => storage);
  return { ...crd, spec: { ...spec, versions: undescribed(versions) as Crd['spec']['versions'] } };
}

/** A property may be called so, too: then it is a schema, and no text. */
function undescribed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(undescribed);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name, inner]) => name !== 'description' || typeof inner !== 'string');
  return Object.fromEntries(kept.map(([name, inner]) => [name, undescribed(inner)]));
}

/** clusterctl labels whatever it installs. */
function installedByClusterctl(crd: Crd): Crd {
  const labels = { ...crd.metadata.labels, [clusterctlLabel]: '' };
  return { ...crd, metadata: { ...crd.metadata, labels } };
}

/** Only the documents that are wanted are parsed: all of them are a megabyte of YAML. */
async function capiCrds(): Promise<readonly Crd[]> {
  const { folder } = await ensureRepository(silent);
  const files = repositoryProviders.filter(({ type }) => type !== 'InfrastructureProvider');
  const texts = await Promise.all(
    files.map(async (provider) => readFile(join(folder, providerFile(provider)), 'utf8')),
  );
  return texts
    .flatMap((text) => text.split(/^---$/m))
    .filter((text) => capiKinds.has(/^ {2}name: (\S+)$/m.exec(text)?.[1] ?? ''))
    .map((text) => parse(text) as KubeObject)
    .filter(isCrd);
}

/** For both sides alike; the Bare Metal Operator's come without clusterctl's labels, as from its own manifests. */
export async function stageCrds(): Promise<readonly KubeObject[]> {
  const capi = await capiCrds();
  if (capi.length !== capiKinds.size)
    throw new Error(`${capi.length} of ${capiKinds.size} CRDs of Cluster API were found`);
  const capm3 = standInObjects().filter(isCrd);
  const metal3 = ((await bareMetalOperatorManifest()) as readonly KubeObject[]).filter(isCrd);
  return [...[...capi, ...capm3].map(installedByClusterctl), ...metal3, minimalCrd(providers) as Crd].map((crd) =>
    asStored(crd),
  );
}
