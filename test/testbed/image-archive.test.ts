/** Which content of an image is saved when its name comes to mean another one meanwhile? */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Engine } from '../../testbed/engine.ts';
import { archiveFolder, archiveName, saveImage } from '../../testbed/image-archive.ts';

const name = 'a:1';

/** What a Docker engine says of one image, as often as it is asked: its ID at that time, and an archive. */
async function engineWith(ids: readonly string[]): Promise<Engine> {
  const cache = await mkdtemp(join(tmpdir(), 'clusterpivot-archive-'));
  onTestFinished(() => rm(cache, { recursive: true }));
  vi.stubEnv('CLUSTERPIVOT_CACHE', cache);
  onTestFinished(() => void vi.unstubAllEnvs());
  let asked = 0;
  const image = {
    inspect: async () => ({ Id: ids[asked++] ?? ids.at(-1) }),
    get: async () => Readable.from(['layers']),
  };
  return { getImage: () => image } as unknown as Engine;
}

it('an image is saved once, under the ID that it has', async () => {
  const engine = await engineWith(['sha256:0']);
  const saved = await saveImage(engine, name);
  expect(saved).toEqual({ id: 'sha256:0', path: join(archiveFolder(), archiveName(name, 'sha256:0')) });
  expect(await readFile(saved.path, 'utf8')).toBe('layers');
  expect(await saveImage(engine, name)).toEqual(saved);
});

it('an image that is built again while it is saved leaves nothing under the ID of before', async () => {
  const engine = await engineWith(['sha256:0', 'sha256:1']);
  await expect(saveImage(engine, name)).rejects.toThrow(
    'image a:1 was built again while it was saved: sha256:0 before, sha256:1 now',
  );
  expect(await readdir(archiveFolder())).toEqual([]);
});
