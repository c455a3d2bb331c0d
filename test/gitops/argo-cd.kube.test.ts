/** Argo CD's own tests of a customization, read as its util/lua reads them: health_test.yaml and action_test.yaml. */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { KubeObject } from '../../src/api/kube-object.ts';
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
