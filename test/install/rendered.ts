/** What the two ways to install give: objects, as the real helm and the real kubectl make them. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { ensureBinaries } from '../../testbed/binaries.ts';
import { run } from '../../testbed/command.ts';

const root = join(import.meta.dirname, '../..');
export const chartFolder = join(root, 'charts/cluster-pivot-operator');
const configFolder = join(root, 'config');
export const releaseNamespace = 'clusterpivot-system';

/** By kind, namespace and name. */
export type Objects = Readonly<Record<string, KubeObject>>;

export function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
}

function objectsOf(manifests: string): readonly KubeObject[] {
  return parseAllDocuments(manifests)
    .map((document) => document.toJS() as KubeObject | null)
    .filter((object) => object !== null);
}

/** `argv`: more arguments of `helm template`. */
export async function helmTemplate(argv: readonly string[] = [], values: object = {}): Promise<readonly KubeObject[]> {
  const { helm } = await ensureBinaries(['helm']);
  const command = [helm, 'template', 'clusterpivot', chartFolder, `--namespace=${releaseNamespace}`, '--values=-'];
  return objectsOf(await run([...command, ...argv], { input: JSON.stringify(values) }));
}

/** config/default with components and other folders of config/, as a user's overlay has them. */
export async function kustomize(
  components: readonly string[] = [],
  others: readonly string[] = [],
): Promise<readonly KubeObject[]> {
  const { kubectl } = await ensureBinaries(['kubectl']);
  const folder = await mkdtemp(join(tmpdir(), 'clusterpivot-overlay-'));
  try {
    const inConfig = (name: string) => relative(folder, join(configFolder, name));
    await mkdir(folder, { recursive: true });
    const overlay = {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: ['default', ...others].map(inConfig),
      components: components.map(inConfig),
    };
    await writeFile(join(folder, 'kustomization.yaml'), stringify(overlay));
    return objectsOf(await run([kubectl, 'kustomize', folder]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function byName(objects: readonly KubeObject[]): Objects {
  return Object.fromEntries(objects.map((object) => [nameOf(object), object]));
}
