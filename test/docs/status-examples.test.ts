/** Is what docs/spec shows of a status what the operator writes? `npm run test:unit -- test/docs -u` writes it anew. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { statusExamples } from './status-examples.ts';

vi.setConfig({ testTimeout: 60_000 });

const pages = ['clusterpivot.md', 'states.md'].map((name) => {
  const path = join(import.meta.dirname, '../../docs/spec/v1alpha1', name);
  return { name, path, text: readFileSync(path, 'utf8') };
});
const marked = /^<!-- (\w+), made by test\/docs\/status-examples\.ts -->\n```yaml\n[^`]*^```$/gm;

it('each example is shown once, and no other', () => {
  const shown = pages.flatMap(({ text }) => [...text.matchAll(marked)].map(([, name]) => name));
  expect(shown.toSorted()).toEqual(Object.keys(statusExamples).toSorted());
});

it.each(pages)('$name shows no status that is not made here', ({ text }) => {
  expect([...text.replaceAll(marked, '').matchAll(/^```yaml\nstatus:/gm)]).toEqual([]);
});

it.each(pages)('$name shows what the operator writes', async ({ path, text }) => {
  const filled = text.replaceAll(marked, (_, name: string) => block(name, statusExamples[name]?.() ?? {}));
  await expect(filled).toMatchFileSnapshot(path);
});

function block(name: string, example: object): string {
  const text = stringify(example, { lineWidth: 0 });
  return `<!-- ${name}, made by test/docs/status-examples.ts -->\n\`\`\`yaml\n${text}\`\`\``;
}
