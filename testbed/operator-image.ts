/** The operator's own image, built with the project's Dockerfile from the sources as they are now. */
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePrograms } from '../scripts/build.ts';
import { ensureBinaries } from './binaries.ts';
import { cacheRoot } from './cache.ts';
import type { Engine } from './engine.ts';
import { ensureImage, recipeKey } from './image.ts';
import type { Progress } from './progress.ts';

/** As config/manager names it. */
export const operatorImage = 'clusterpivot.local/operator:dev';

const dockerfilePath = fileURLToPath(new URL('../Dockerfile', import.meta.url));

/** Makes sure that the engine has the operator's image on `base`, which must carry Node 24 as `node`. */
export async function ensureOperatorImage(engine: Engine, base: string, progress: Progress): Promise<void> {
  const folder = join(cacheRoot(), 'contexts', randomUUID());
  try {
    await bundlePrograms(folder);
    const { clusterctl } = await ensureBinaries(['clusterctl'], progress);
    const dockerfile = (await readFile(dockerfilePath, 'utf8')).replace(
      /^ARG BASE_IMAGE=.*$/m,
      `ARG BASE_IMAGE=${base}`,
    );
    const texts = {
      'dist/operator.mjs': await readFile(join(folder, 'operator.mjs'), 'utf8'),
      'dist/mover.mjs': await readFile(join(folder, 'mover.mjs'), 'utf8'),
      'dist/recover.mjs': await readFile(join(folder, 'recover.mjs'), 'utf8'),
    };
    const content = { dockerfile, texts, files: { 'dist/clusterctl': clusterctl } };
    await ensureImage(engine, { name: operatorImage, ...content, key: recipeKey(content) }, progress);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
