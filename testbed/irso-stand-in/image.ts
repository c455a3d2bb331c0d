/** The stand-in's container image: one bundled file on a base image that has a `node`. */
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from '../../scripts/bundle.ts';
import { cacheRoot, contentKey } from '../cache.ts';
import type { Engine } from '../engine.ts';
import { ensureImage } from '../image.ts';
import type { Progress } from '../progress.ts';

export const irsoImage = 'clusterpivot.local/irso-stand-in:v0.9.0';

/** Makes sure that the engine has it as its sources are now, on `base`. */
export async function ensureIrsoImage(engine: Engine, base: string, progress: Progress): Promise<void> {
  const folder = join(cacheRoot(), 'contexts', randomUUID());
  try {
    await bundle({ 'irso-stand-in': 'testbed/irso-stand-in/main.ts' }, folder);
    const text = await readFile(join(folder, 'irso-stand-in.mjs'), 'utf8');
    const dockerfile = [
      `FROM ${base}`,
      'COPY irso-stand-in.mjs /irso-stand-in.mjs',
      'USER 65532:65532',
      'ENTRYPOINT ["node", "/irso-stand-in.mjs"]',
      '',
    ].join('\n');
    const texts = { 'irso-stand-in.mjs': text };
    await ensureImage(
      engine,
      { name: irsoImage, dockerfile, files: {}, texts, key: contentKey([dockerfile, text]) },
      progress,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
