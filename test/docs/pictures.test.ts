/** Pictures of the documentation. `npm run test:unit -- test/docs -u` draws anew the one that our own code is in. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';
import { terminalPicture } from '../../scripts/pictures/terminal-picture.ts';
import { draw } from '../../src/plugin/watch/draw.ts';
import { sceneOf } from '../../src/plugin/watch/scene.ts';
import { copying, hostsWhileCopying, now, pivot } from '../plugin/given-pivot.ts';
import { pages, root } from './pages.ts';

const folder = 'docs/images';
const pictures = readdirSync(join(root, folder));
const shown = pages.flatMap(({ path, nodes }) =>
  nodes.flatMap((node) =>
    node.type === 'image' ? [{ path: normalize(join(dirname(path), node.url)), alt: node.alt }] : [],
  ),
);

it.each(pictures)('%s is shown, is small, and asks for nothing from elsewhere', (name) => {
  const path = join(folder, name);
  const content = readFileSync(join(root, path), 'utf8');
  expect(shown.map(({ path }) => path)).toContain(path);
  expect(statSync(join(root, path)).size).toBeLessThan(150_000);
  expect(content).not.toMatch(/<script|<foreignObject|<image|href=|@import|url\((?!#)/);
});

it('each has words for who cannot see it', () => {
  for (const { alt } of shown) expect(alt).toMatch(/\w+ \w+/);
});

it('kubectl clusterpivot watch is shown as it draws', async () => {
  const pace = { label: 'copied', done: 94, total: 204, from: { done: 14, at: now - 8000 } };
  const scene = sceneOf(pivot(copying), { now, hosts: hostsWhileCopying(), pace, notes: [] });
  const screen = draw(scene, { columns: 104, colours: true, frame: 4 }).join('\n');
  const picture = terminalPicture(screen, 'kubectl clusterpivot watch prod -n metal3');
  await expect(picture).toMatchFileSnapshot(join(root, folder, 'watch.svg'));
});
