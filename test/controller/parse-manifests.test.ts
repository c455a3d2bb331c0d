/** What is found in YAML files, in which order, and how what is wrong in one is said. */
import { expect, it } from 'vitest';
import { parseManifests } from '../../src/controller/parse-manifests.ts';

const object = (kind: string, name: string) =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: i}\n`;

function names(files: Readonly<Record<string, string>>): readonly string[] | string {
  const parsed = parseManifests(files);
  return parsed.ok ? parsed.objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`) : parsed.problem;
}

it('reads files by name, documents in order and what is in Lists, but first what others need', () => {
  const crd = 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: c}\n';
  const list = `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: s}}\n`;
  expect(
    names({
      'b.yaml': `---\n${object('Service', 'b')}---\n${object('Namespace', 'ns')}`,
      'a.yaml': `# nothing\n---\n${object('ConfigMap', 'a')}---\n---\n${list}---\n${crd}`,
    }),
  ).toEqual(['CustomResourceDefinition c', 'Namespace ns', 'ConfigMap a', 'Secret s', 'Service b']);
});

it('reads YAML as kubectl does', () => {
  const text = `${object('Secret', 's')}spec: {mode: 0440, on: true, at: 2026-01-02T03:04:05Z, port: 22:22}`;
  const parsed = parseManifests({ a: text });
  expect(parsed.ok && JSON.parse(JSON.stringify(parsed.objects[0]?.['spec']))).toEqual({
    mode: 0o440,
    true: true,
    at: '2026-01-02T03:04:05Z',
    port: '22:22',
  });
});

it.each([
  ['a: [', 'key a.yaml, document 1 is not YAML: '],
  [`${object('Secret', 's')}---\nb: *nobody`, 'key a.yaml, document 2 is not YAML: Unresolved alias'],
  [`${object('Secret', 's')}---\ntext`, 'key a.yaml, document 2 is no object: text'],
  ['kind: Secret', 'key a.yaml, document 1 has no apiVersion, or one that cannot be'],
  ['apiVersion: ../v1\nkind: Secret', 'key a.yaml, document 1 has no apiVersion, or one that cannot be'],
  ['apiVersion: v1', 'key a.yaml, document 1 has no kind, or one that cannot be'],
  ['apiVersion: v1\nkind: Secret', 'key a.yaml, document 1 (Secret) has no metadata.name, or one that cannot be'],
  [object('Secret', '..'), 'key a.yaml, document 1 (Secret) has no metadata.name, or one that cannot be'],
  [
    'apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: a/b}',
    'key a.yaml, document 1 (Secret s) has a metadata.namespace that cannot be',
  ],
  [
    'apiVersion: pivot.metal3.io/v1alpha1\nkind: ClusterPivot\nmetadata: {name: prod}',
    'key a.yaml, document 1 is ClusterPivot prod, which a pivot does not apply',
  ],
  ['', 'has no objects'],
])('refuses %j', (text, problem) => {
  expect(names({ 'a.yaml': text })).toContain(problem);
});
