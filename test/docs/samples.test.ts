/** Would the API server take each ClusterPivot that a page or a sample shows? */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { parseSpec } from '../../src/api/clusterpivot.ts';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { clusterPivots } from '../../src/api/resources.ts';
import { hasUnknownFields } from '../api/specs.ts';
import { blocksOf, pages, root } from './pages.ts';

const samples = globSync('config/samples/*.yaml', { cwd: root }).map((path) => ({
  path,
  texts: [readFileSync(join(root, path), 'utf8')],
}));
const shown = [...samples, ...pages.map((page) => ({ path: page.path, texts: blocksOf(page, 'yaml') }))].flatMap(
  ({ path, texts }) =>
    texts
      .flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Partial<KubeObject>))
      .flatMap((object) => (object.kind === clusterPivots.kind ? [{ path, object }] : [])),
);

it('there are some', () => {
  expect(new Set(shown.map(({ path }) => path)).size).toBeGreaterThan(3);
});

it.each(shown)('$path shows one that is valid', ({ object }) => {
  expect(object.apiVersion).toBe(`${clusterPivots.group}/${clusterPivots.version}`);
  expect(object.metadata?.name).toMatch(/^[a-z0-9-]+$/);
  const parsed = parseSpec(object['spec']);
  expect(parsed).toMatchObject({ ok: true });
  // The API server would drop them without a word.
  expect(hasUnknownFields(object['spec'], parsed.ok ? parsed.spec : undefined)).toBe(false);
});
