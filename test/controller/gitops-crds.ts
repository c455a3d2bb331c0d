/** The CustomResourceDefinitions of Argo CD and Flux, as their released sources have them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { moduleSource } from '../../testbed/binaries.ts';

const files = [
  ['github.com/argoproj/argo-cd/v3', 'manifests/crds/application-crd.yaml'],
  ['github.com/fluxcd/kustomize-controller', 'config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml'],
  ['github.com/fluxcd/helm-controller', 'config/crd/bases/helm.toolkit.fluxcd.io_helmreleases.yaml'],
] as const;

/** Downloads the sources when they are not there yet: some 60 MB, once. */
export async function gitOpsCrds(): Promise<readonly KubeObject[]> {
  const crds: KubeObject[] = [];
  for (const [module, file] of files) {
    const folder = await moduleSource('gitops-crds', module);
    crds.push(parse(await readFile(join(folder, file), 'utf8')) as KubeObject);
  }
  return crds;
}
