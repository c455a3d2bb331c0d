/** The operator's own image, built with the project's Dockerfile from the sources as they are now. */
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundlePrograms, imagePrograms } from '../scripts/build.ts';
import { ensureBinaries } from './binaries.ts';
import { cacheRoot } from './cache.ts';
import { dockerfileStage } from './dockerfile-stage.ts';
import type { Engine } from './engine.ts';
import { ensureImage, recipeKey } from './image.ts';
import type { Progress } from './progress.ts';

/** As config/manager names it. */
export const operatorImage = 'clusterpivot.local/operator:dev';

/** Makes sure that the engine has the operator's image on `base`, which must carry Node 24 as `node`. */
export async function ensureOperatorImage(engine: Engine, base: string, progress: Progress): Promise<void> {
  const folder = join(cacheRoot(), 'contexts', randomUUID());
  try {
    await bundlePrograms(folder);
    const { clusterctl } = await ensureBinaries(['clusterctl'], progress);
    const dockerfile = await dockerfileStage('operator', { BASE_IMAGE: base });
    const texts = await bundledTexts(folder, imagePrograms.operator);
    const content = { dockerfile, texts, files: { 'dist/clusterctl': clusterctl } };
    await ensureImage(engine, { name: operatorImage, ...content, key: recipeKey(content) }, progress);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The bundles in `folder`, as files of a build context. */
export async function bundledTexts(
  folder: string,
  programs: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const texts = programs.map(
    async (name) => [`dist/${name}.mjs`, await readFile(join(folder, `${name}.mjs`), 'utf8')] as const,
  );
  return Object.fromEntries(await Promise.all(texts));
}
