/** Variables reach clusterctl whole; what is none is named before anything runs, and no value is ever told. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { variableProblem } from '../../src/api/clusterctl-variables.ts';
import { readVariables } from '../../src/mover/read-variables.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'variables-'));
});
afterAll(async () => rm(folder, { recursive: true }));

async function read(content: unknown): Promise<Readonly<Record<string, string>>> {
  const path = join(folder, 'variables.json');
  await writeFile(path, JSON.stringify(content));
  return readVariables(path);
}

it('reads what is there, and nothing when nobody named a file', async () => {
  const variables = { CLUSTER_TOPOLOGY: 'true', CAPM3_FAST_TRACK: '', lower_case: 'x=y\nz' };
  expect(await read(variables)).toEqual(variables);
  expect(await readVariables(undefined)).toEqual({});
});

it.each([
  [
    { 'two words': 'secret-value' },
    'variable "two words" is not the name of a variable (letters, digits and underscores)',
  ],
  [{ '1ST': 'secret-value' }, 'variable "1ST" is not the name of a variable (letters, digits and underscores)'],
  [{ A: 1 }, 'does not hold variables: an object of texts is expected'],
  [['secret-value'], 'does not hold variables: an object of texts is expected'],
  [{ HOME: 'secret-value' }, 'variable "HOME" is reserved for clusterctl itself'],
])('refuses %j', async (content, problem) => {
  await expect(read(content)).rejects.toThrow(problem);
  await expect(read(content)).rejects.not.toThrow('secret-value');
});

it.each([
  'PATH',
  'KUBECONFIG',
  'https_proxy',
  'NO_PROXY',
  'LD_PRELOAD',
  'XDG_CONFIG_HOME',
  'CLUSTERCTL_LOG_LEVEL',
  'SSL_CERT_FILE',
])('keeps %s for clusterctl itself', (name) => expect(variableProblem(name)).toBe('is reserved for clusterctl itself'));
