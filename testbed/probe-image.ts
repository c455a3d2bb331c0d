/** The probe's own image, built with the project's Dockerfile from the sources as they are now. */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundlePrograms, imagePrograms } from '../scripts/build.ts';
import { cacheRoot } from './cache.ts';
import { dockerfileStage } from './dockerfile-stage.ts';
import type { Engine } from './engine.ts';
import { ensureImage, recipeKey } from './image.ts';
import { nodeProgram } from './node-base.ts';
import { bundledTexts } from './operator-image.ts';
import type { Progress } from './progress.ts';
import { ensureRootfs } from './rootfs.ts';

/** As config/probe names it. */
export const probeImage = 'clusterpivot.local/probe:dev';

/** Debian with the probe's tools, and Node.js. */
async function ensureProbeBase(engine: Engine, progress: Progress): Promise<string> {
  const node = await nodeProgram();
  const dockerfile = [
    `FROM ${await ensureRootfs(engine, progress)}`,
    'COPY node /usr/local/bin/node',
    'ENV PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  ].join('\n');
  const key = recipeKey({ dockerfile, files: { node: node.version } });
  const name = `clusterpivot.local/probe-base:${key}`;
  await ensureImage(engine, { name, dockerfile, files: { node: node.path }, key, usual: '5 s' }, progress);
  return name;
}

/** Makes sure that the engine has the probe's image. */
export async function ensureProbeImage(engine: Engine, progress: Progress): Promise<void> {
  const base = await ensureProbeBase(engine, progress);
  const folder = join(cacheRoot(), 'contexts', randomUUID());
  try {
    await bundlePrograms(folder);
    const dockerfile = await dockerfileStage('probe', { PROBE_BASE_IMAGE: base });
    const texts = await bundledTexts(folder, imagePrograms.probe);
    const content = { dockerfile, files: {}, texts };
    await ensureImage(engine, { name: probeImage, ...content, key: recipeKey(content), usual: '5 s' }, progress);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
