/** Are the npm scripts, stages of the Dockerfile, files and folders there that the pages name? */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { blocksOf, type Page, pages, root } from './pages.ts';

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

const stages = [...readFileSync(join(root, 'Dockerfile'), 'utf8').matchAll(/^FROM .* AS (\S+)$/gm)].map(
  ([, name]) => name,
);

interface ImageBuild {
  readonly command: string;
  /** undefined: another Dockerfile than ours, or a stage that is not named. */
  readonly stage: string | undefined;
}

/** `docker build` of this repository, whose one Dockerfile makes several images: each build has to say which. */
function imageBuilds(page: Page): readonly ImageBuild[] {
  const commands = blocksOf(page, 'sh').flatMap((code) => code.match(/^docker build .*$/gm) ?? []);
  return commands.map((command) => ({
    command,
    stage: / (--file|-f)\b/.test(command) ? undefined : / --target (\S+)/.exec(command)?.[1],
  }));
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

it('builds of images are shown', () => {
  expect(stages).toEqual(expect.arrayContaining(['operator', 'probe']));
  expect(pages.flatMap(imageBuilds).length).toBeGreaterThan(3);
});

it.each(pages)('$path builds images that the Dockerfile has', (page) => {
  expect(imageBuilds(page).filter(({ stage }) => !stages.includes(stage))).toEqual([]);
});

it.each(pages)('$path names files that there are', (page) => {
  expect(pathsNamed(page).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
