/** Are our programs the same bytes whenever and wherever they are bundled, and is it told what is in them? */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { bundlePrograms, imagePrograms } from '../../scripts/build.ts';
import { bundledPackages } from '../../scripts/sbom/bundled-packages.ts';
import { imageBom, npmBom } from '../../scripts/sbom/cyclonedx.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const root = join(import.meta.dirname, '../..');

let folder: string;
let bundled: Metafile;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clusterpivot-bundles-'));
  bundled = await bundlePrograms(join(folder, 'first'));
});

afterAll(async () => rm(folder, { recursive: true, force: true }));

async function contents(name: string): Promise<Readonly<Record<string, string>>> {
  const files = await readdir(join(folder, name));
  const texts = files.map(async (file) => [file, await readFile(join(folder, name, file), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
}

it('gives the same bytes twice', async () => {
  await bundlePrograms(join(folder, 'second'));
  const first = await contents('first');
  expect(Object.keys(first)).toEqual(['hooks.mjs', 'mover.mjs', 'operator.mjs', 'probe.mjs', 'recover.mjs']);
  expect(await contents('second')).toEqual(first);
});

it('says nothing of the machine that it was bundled on', async () => {
  for (const text of Object.values(await contents('first'))) {
    expect(text.includes(root)).toBe(false);
    expect(text.includes(folder)).toBe(false);
  }
});

it('tells which packages are in an image, and only those', () => {
  const names = (image: keyof typeof imagePrograms) =>
    bundledPackages(bundled, imagePrograms[image]).map((name) => name.slice(0, name.lastIndexOf('@')));
  expect(names('operator')).toEqual(expect.arrayContaining(['@kubernetes/client-node', 'undici', 'yaml', 'zod']));
  for (const tool of ['esbuild', 'typescript', 'vitest']) expect(names('operator')).not.toContain(tool);
  // It is small since it is ours alone.
  expect(names('probe')).toEqual([]);
});

it("is listed in npm's own bill of materials, whichever package of an image it is", async () => {
  const whole = await npmBom();
  for (const programs of Object.values(imagePrograms)) {
    const packages = bundledPackages(bundled, programs);
    expect(imageBom(whole, packages, []).components.map((component) => component['bom-ref'])).toEqual(packages);
  }
});
