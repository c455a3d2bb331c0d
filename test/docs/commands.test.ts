/** Are the npm scripts, files and folders there that the pages name? */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Page, pages, root } from './pages.ts';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** Names of scripts in code, in a line or a block. */
function scriptsNamed({ nodes }: Page): readonly string[] {
  return nodes
    .flatMap((node) => (node.type === 'code' || node.type === 'inlineCode' ? [node.value] : []))
    .flatMap((code) => [...code.matchAll(/\bnpm (?:run ([\w:-]+)|(test)\b)/g)])
    .map(([, script, test]) => script ?? test ?? '');
}

/** `src/pivot/goals/rollback.ts`, `test/faults`: no pattern, and nothing that a test or the reader makes. */
function pathsNamed({ nodes }: Page): readonly string[] {
  const names = nodes.flatMap((node) => (node.type === 'inlineCode' ? [node.value] : []));
  return names.filter((name) => /^(src|docs|test|testbed|scripts|config|crds)\/[\w./-]*[\w-]$/.test(name));
}

it('some are named', () => {
  expect(pages.flatMap(scriptsNamed)).toEqual(expect.arrayContaining(['demo', 'test', 'generate']));
  expect(pages.flatMap(pathsNamed).length).toBeGreaterThan(20);
});

it.each(pages)('$path names npm scripts that there are', (page) => {
  expect(scriptsNamed(page).filter((script) => scripts[script] === undefined)).toEqual([]);
});

it.each(pages)('$path names files that there are', (page) => {
  expect(pathsNamed(page).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
