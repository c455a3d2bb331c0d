/** Is what docs/spec shows of a status what the operator writes? `npm run test:unit -- test/docs -u` writes it anew. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { namesOfMade, withMade } from './made-blocks.ts';
import { root } from './pages.ts';
import { statusExamples } from './status-examples.ts';

vi.setConfig({ testTimeout: 120_000 });

const made = { by: 'test/docs/status-examples.ts', language: 'yaml' };
const pages = ['clusterpivot.md', 'states.md'].map((name) => {
  const path = join(root, 'docs/spec/v1alpha1', name);
  return { name, path, text: readFileSync(path, 'utf8') };
});

it('each example is shown once, and no other', () => {
  const shown = pages.flatMap(({ text }) => namesOfMade(text, made));
  expect(shown.toSorted()).toEqual(Object.keys(statusExamples).toSorted());
});

it.each(pages)('$name shows no status that is not made here', ({ text }) => {
  const statuses = [...text.matchAll(/^```yaml\nstatus:/gm)];
  expect(statuses).toHaveLength(namesOfMade(text, made).length);
});

it.each(pages)('$name shows what the operator writes', async ({ path, text }) => {
  const filled = withMade(text, made, (name) => stringify(statusExamples[name]?.() ?? {}, { lineWidth: 0 }));
  await expect(filled).toMatchFileSnapshot(path);
});
