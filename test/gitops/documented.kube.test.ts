/** Would the examples of docs/gitops.md be accepted, by the tools' own CustomResourceDefinitions and ours? */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { moduleSource } from '../../testbed/binaries.ts';
import { servePivots, untilServed } from '../api/pivot-on-server.ts';
import { apply } from '../api/raw-api.ts';
import { type Kubectl, openKubectl } from './kubectl.ts';

const page = await readFile(join(import.meta.dirname, '../../docs/gitops.md'), 'utf8');
const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].flatMap(([, block = '']) =>
  parseAllDocuments(block).map((document) => document.toJS() as KubeObject),
);

/** Module → folder of the CustomResourceDefinitions in it. */
const definitions = {
  'github.com/argoproj/argo-cd/v3': 'manifests/crds',
  'github.com/fluxcd/source-controller': 'config/crd/bases',
  'github.com/fluxcd/helm-controller': 'config/crd/bases',
  'github.com/fluxcd/kustomize-controller': 'config/crd/bases',
};
const kinds = new Set(examples.map(({ kind }) => kind));

interface Definition {
  readonly group: string;
  readonly names: { readonly kind: string; readonly plural: string };
  readonly versions: readonly { readonly name: string; readonly served: boolean }[];
}

async function definitionsIn([module, folder]: readonly [string, string]): Promise<readonly KubeObject[]> {
  const path = join(await moduleSource('gitops-crds', module), folder);
  const files = (await readdir(path)).filter((file) => file !== 'kustomization.yaml');
  const all = await Promise.all(
    files.map(async (file) => parse(await readFile(join(path, file), 'utf8')) as KubeObject),
  );
  return all.filter(({ spec }) => kinds.has((spec as Definition).names.kind));
}

/** One for each version that is served. */
function endpointsOf({ spec }: KubeObject): readonly string[] {
  const { group, names, versions } = spec as Definition;
  return versions.filter(({ served }) => served).map(({ name }) => `/apis/${group}/${name}/${names.plural}`);
}

let kubectl: Kubectl;

beforeAll(async () => {
  await servePivots('gitops-docs');
  kubectl = await openKubectl(inject('source'));
  for (const entry of Object.entries(definitions)) {
    for (const crd of await definitionsIn(entry)) {
      await apply(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${crd.metadata.name}`, crd);
      await Promise.all(endpointsOf(crd).map(untilServed));
    }
  }
  for (const namespace of new Set(examples.map(({ metadata }) => metadata.namespace ?? ''))) {
    const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
    await apply(`/api/v1/namespaces/${namespace}`, object);
  }
});

afterAll(() => kubectl[Symbol.asyncDispose]());

it('there are examples of every kind', () => {
  expect([...kinds].toSorted()).toEqual([
    'Application',
    'ClusterPivot',
    'GitRepository',
    'HelmRelease',
    'Kustomization',
  ]);
});

it.each(examples.map((object) => ({ title: `${object.kind} ${object.metadata.name}`, object })))(
  'is accepted: $title',
  async ({ object }) => {
    const args = ['apply', '--server-side', '--dry-run=server', '--validate=strict', '--output=name', '--filename=-'];
    expect(await kubectl(args, JSON.stringify(object))).toContain(`/${object.metadata.name}`);
  },
);

it('a misspelt field is not accepted', async () => {
  const [first] = examples;
  const wrong = { ...first, spec: { ...(first?.['spec'] as object), syncPolicies: {} } };
  await expect(
    kubectl(['apply', '--server-side', '--dry-run=server', '--validate=strict', '--filename=-'], JSON.stringify(wrong)),
  ).rejects.toThrow('syncPolicies');
});
