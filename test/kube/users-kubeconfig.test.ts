import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { connectAsUser, type KubeconfigChoice } from '../../src/kube/users-kubeconfig.ts';

const folder = mkdtempSync(join(tmpdir(), 'clusterpivot-kubeconfigs-'));

function file(name: string, content: object): string {
  const path = join(folder, name);
  writeFileSync(path, stringify({ apiVersion: 'v1', kind: 'Config', ...content }));
  return path;
}

function of(name: string, server: string, namespace?: string) {
  return {
    clusters: [{ name, cluster: { server } }],
    users: [{ name, user: { token: 'secret' } }],
    contexts: [{ name, context: { cluster: name, user: name, ...(namespace === undefined ? {} : { namespace }) } }],
  };
}

const one = file('one', { ...of('one', 'https://one:6443', 'metal3'), 'current-context': 'one' });
const two = file('two', { ...of('two', 'https://two:6443'), 'current-context': 'two' });
const other = file('other', { ...of('one', 'https://other:6443'), 'current-context': 'one' });
const split = file('split', { ...of('split', 'https://split:6443'), users: [], 'current-context': 'split' });
const users = file('users', { clusters: [], contexts: [], users: [{ name: 'split', user: { token: 'secret' } }] });
const missing = join(folder, 'missing');

async function open(choice: KubeconfigChoice) {
  const { client, namespace, contexts } = connectAsUser(choice);
  await client.close();
  return { server: client.server, namespace, contexts };
}

describe('the cluster that a person means is that of', () => {
  it.each<[string, KubeconfigChoice, object]>([
    [
      'the flag, whatever KUBECONFIG says',
      { file: two, files: one },
      { server: 'https://two:6443', namespace: 'default' },
    ],
    ['the context, with its namespace', { files: one }, { server: 'https://one:6443', namespace: 'metal3' }],
    [
      'the first file that has a current context',
      { files: [one, two].join(delimiter) },
      { server: 'https://one:6443', contexts: ['one', 'two'] },
    ],
    [
      'the context that is asked for',
      { files: [one, two].join(delimiter), context: 'two' },
      { server: 'https://two:6443' },
    ],
    ['the first of two entries of one name', { files: [one, other].join(delimiter) }, { server: 'https://one:6443' }],
    ['files that are there', { files: ['', missing, two].join(delimiter) }, { server: 'https://two:6443' }],
    ['files that complete each other', { files: [split, users].join(delimiter) }, { server: 'https://split:6443' }],
  ])('%s', async (_, choice, expected) => {
    expect(await open(choice)).toMatchObject(expected);
  });
});

describe('it is said', () => {
  it.each<[string, KubeconfigChoice, string]>([
    ['that no file is there', { files: missing }, `none of the files that KUBECONFIG names exists: ${missing}`],
    ['which contexts there are', { files: one, context: 'nope' }, 'the kubeconfig has no context nope; it has one'],
    [
      'that a file has none',
      { file: users },
      `kubeconfig ${users} cannot be used: it has no current context (it has none); choose one with --context`,
    ],
  ])('%s', (_, choice, message) => {
    expect(() => connectAsUser(choice)).toThrow(message);
  });
});
