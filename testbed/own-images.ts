/** The images of our own programs that run in the testbed's clusters. */

import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot, contentKey } from './cache.ts';
import { writeImageContext } from './capm3-stand-in/image.ts';
import { standInImage } from './capm3-stand-in/manifests/components.ts';
import type { Engine } from './engine.ts';
import { ensureImage } from './image.ts';
import type { Progress } from './progress.ts';

/** Makes sure that the engine has the stand-in for CAPM3 as its sources are now, on `base`. */
export async function ensureStandInImage(engine: Engine, base: string, progress: Progress): Promise<void> {
  const folder = join(cacheRoot(), 'contexts', randomUUID());
  try {
    await writeImageContext(folder, base);
    const dockerfile = await readFile(join(folder, 'Dockerfile'), 'utf8');
    const bundle = await readFile(join(folder, 'capm3-stand-in.mjs'), 'utf8');
    const texts = { 'capm3-stand-in.mjs': bundle };
    await ensureImage(
      engine,
      { name: standInImage, dockerfile, files: {}, texts, key: contentKey([dockerfile, bundle]) },
      progress,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
