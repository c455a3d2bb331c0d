/** Does every link inside of the project lead to a file that is there, and to a heading in it? Pictures are links, too. */
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, type Page, pages, root } from './pages.ts';

function linksOf({ nodes }: Page): readonly string[] {
  return nodes.flatMap((node) =>
    node.type === 'link' || node.type === 'definition' || node.type === 'image' ? [node.url] : [],
  );
}

/** Why a link is broken; undefined when it is not, or leads out of the project. */
function broken({ path }: Pick<Page, 'path'>, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? path : normalize(join(dirname(path), file));
  if (target.startsWith('..') || !existsSync(join(root, target))) return `${link}: there is no ${target}`;
  const page = pages.find((candidate) => candidate.path === target);
  if (anchor === undefined || page === undefined || anchorsOf(page).has(anchor)) return undefined;
  return `${link}: ${target} has no heading for #${anchor}`;
}

it('sees the pages', () => {
  expect(pages.map(({ path }) => path)).toEqual(expect.arrayContaining(['README.md', 'docs/runbook.md']));
  expect(pages.flatMap(linksOf).length).toBeGreaterThan(100);
});

it.each(pages)('$path links to what is there', (page) => {
  expect(linksOf(page).flatMap((link) => broken(page, link) ?? [])).toEqual([]);
});

describe('a link is broken', () => {
  it.each([
    ['nowhere.md', 'nowhere.md: there is no docs/nowhere.md'],
    ['../../elsewhere.md', '../../elsewhere.md: there is no ../elsewhere.md'],
    ['runbook.md#nosuchreason', 'runbook.md#nosuchreason: docs/runbook.md has no heading for #nosuchreason'],
    ['#nosuchphase', '#nosuchphase: docs/state-machine.md has no heading for #nosuchphase'],
    ['runbook.md#hosttouched', undefined],
    ['adr', undefined],
    ['https://example.com/', undefined],
  ])('%s: %s', (link, why) => {
    expect(broken({ path: 'docs/state-machine.md' }, link)).toBe(why);
  });
});
