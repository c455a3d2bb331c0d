/** Argo CD's own tests of a customization, read as its util/lua reads them: health_test.yaml and action_test.yaml. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { ensureBinaries } from '../../testbed/binaries.ts';
import { run } from '../../testbed/command.ts';
import { actionsOn, afterAction, customizationFile, healthOf, type Judgement, type Offered } from './ask.ts';

interface HealthTests {
  readonly tests: readonly { readonly healthStatus: Judgement; readonly inputPath: string }[];
}

interface ActionTests {
  readonly discoveryTests: readonly {
    readonly inputPath: string;
    readonly result: readonly (Offered & { readonly name: string })[];
  }[];
  readonly actionTests: readonly {
    readonly action: string;
    readonly inputPath: string;
    readonly expectedOutputPath: string;
  }[];
}

async function read<T>(path: string): Promise<T> {
  return parse(await readFile(customizationFile(path), 'utf8')) as T;
}

const { tests } = await read<HealthTests>('health_test.yaml');
const { discoveryTests, actionTests } = await read<ActionTests>('actions/action_test.yaml');
const customized = 'pivot.metal3.io_ClusterPivot';
const inActions = (path: string) => read<KubeObject>(join('actions', path));

describe('health.lua', () => {
  it.each(tests)('$healthStatus.status: $inputPath', async ({ inputPath, healthStatus }) => {
    const [health] = await healthOf([await read<KubeObject>(inputPath)]);
    expect(health).toEqual(healthStatus);
  });

  it('is tested on every file that there is', async () => {
    const files = await readdir(customizationFile('testdata'));
    expect(tests.map(({ inputPath }) => inputPath).toSorted()).toEqual(
      files.toSorted().map((file) => `testdata/${file}`),
    );
  });
});

describe('actions', () => {
  it.each(discoveryTests)('are offered: $inputPath', async ({ inputPath, result }) => {
    const [offered] = await actionsOn([await inActions(inputPath)]);
    expect(offered).toEqual(Object.fromEntries(result.map(({ name, ...rest }) => [name, rest])));
  });

  it.each(actionTests)('$action: $inputPath', async ({ action, inputPath, expectedOutputPath }) => {
    const after = await afterAction(action, await inActions(inputPath));
    expect(after).toEqual(await inActions(expectedOutputPath));
  });

  it('are all tested', async () => {
    const offered = discoveryTests.flatMap(({ result }) => result.map(({ name }) => name));
    const folders = (await readdir(customizationFile('actions'), { recursive: true }))
      .filter((path) => path.endsWith('action.lua'))
      .map((path) => dirname(path));
    expect(actionTests.map(({ action }) => action).toSorted()).toEqual(folders.toSorted());
    expect([...new Set(offered)].toSorted()).toEqual(folders.toSorted());
  });
});

describe('the component for kustomize', () => {
  it('adds the settings to an argocd-cm of any namespace, and leaves the others', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clusterpivot-argocd-'));
    try {
      const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm', namespace: 'gitops' } };
      await writeFile(join(folder, 'argocd-cm.yaml'), JSON.stringify({ ...configMap, data: { url: 'https://argo' } }));
      const component = relative(folder, join(import.meta.dirname, '../../config/argo-cd'));
      await writeFile(
        join(folder, 'kustomization.yaml'),
        JSON.stringify({ resources: ['argocd-cm.yaml'], components: [component] }),
      );
      const { kubectl } = await ensureBinaries(['kubectl']);
      const { data } = parse(await run([kubectl, 'kustomize', folder])) as { data: Readonly<Record<string, string>> };
      const health = await readFile(customizationFile('health.lua'), 'utf8');
      expect(data).toMatchObject({ url: 'https://argo', [`resource.customizations.health.${customized}`]: health });
      const actions = parse(data[`resource.customizations.actions.${customized}`] ?? '') as object;
      expect(Object.keys(actions)).toEqual(['discovery.lua', 'definitions']);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
