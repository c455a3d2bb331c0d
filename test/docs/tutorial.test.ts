/** Does docs/tutorial.md show what the operator says? `npm run test:unit -- test/docs -u` writes it anew. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { namesOfMade, withMade } from './made-blocks.ts';
import { root } from './pages.ts';
import { tutorialLooks } from './tutorial-looks.ts';

vi.setConfig({ testTimeout: 60_000 });

const path = join(root, 'docs/tutorial.md');
const page = readFileSync(path, 'utf8');
const made = { by: 'test/docs/tutorial-looks.ts', language: 'text' };

it('each look is shown once, in their order', () => {
  expect(namesOfMade(page, made)).toEqual(Object.keys(tutorialLooks));
});

it('shows what the operator says', async () => {
  await expect(withMade(page, made, (name) => tutorialLooks[name]?.() ?? '')).toMatchFileSnapshot(path);
});
