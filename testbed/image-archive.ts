/** How an image leaves the engine: as an archive in the cache, named by the image's name and ID. */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cacheRoot, contentKey, produceOnce } from './cache.ts';
import type { Engine } from './engine.ts';
import { imageId } from './image.ts';

/** The folder of the archives; every node sees it read-only as /images. */
export function archiveFolder(): string {
  return join(cacheRoot(), 'images');
}

/** File name of an image's archive. The ID alone is not enough: an archive carries the name, and images of equal content share an ID. */
export function archiveName(name: string, id: string): string {
  return `${contentKey([name, id])}.tar`;
}

/** One content of an image. The image's name may mean another one as soon as it is built again. */
export interface SavedImage {
  readonly id: string;
  readonly path: string;
}

/** Writes the image to the cache unless it is there already. Fails when the engine lacks the image. */
export async function saveImage(engine: Engine, name: string): Promise<SavedImage> {
  const id = await imageId(engine, name);
  if (id === undefined) throw new Error(`the Docker engine has no image ${name}: build it first`);
  const path = await produceOnce(join(archiveFolder(), archiveName(name, id)), async (temporary) => {
    await pipeline(await engine.getImage(name).get(), createWriteStream(temporary));
    const now = await imageId(engine, name);
    if (now !== id)
      throw new Error(`image ${name} was built again while it was saved: ${id} before, ${now ?? 'nothing'} now`);
  });
  return { id, path };
}
