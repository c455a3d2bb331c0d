/** How a container image is built on the engine, without a registry, and rebuilt only when its content changed. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFile, link, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { cacheRoot, contentKey } from './cache.ts';
import type { Engine } from './engine.ts';
import { type Progress, silent, timed } from './progress.ts';

/** What an image carries to tell which content it was built from. */
const contentKeyLabel = 'clusterpivot.local/content-key';

export interface ImageRecipe {
  /** Name with tag, as Pods name it. */
  readonly name: string;
  readonly dockerfile: string;
  /** Files of the build context: path in it → path on this machine. */
  readonly files: Readonly<Record<string, string>>;
  /** Files of the build context with their content. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Changes whenever the content does. Cache paths of binaries carry their own key. */
  readonly key: string;
  readonly usual?: string;
}

/** The key of a recipe whose files come from the cache, where every path names its content. */
export function recipeKey(recipe: Pick<ImageRecipe, 'dockerfile' | 'files' | 'texts'>): string {
  return contentKey([
    recipe.dockerfile,
    ...Object.entries(recipe.files).flat(),
    ...Object.entries(recipe.texts ?? {}).flat(),
  ]);
}

/** The image's ID on the engine, undefined when there is none of that name. */
export async function imageId(engine: Engine, name: string): Promise<string | undefined> {
  return engine
    .getImage(name)
    .inspect()
    .then(
      (image) => image.Id,
      () => undefined,
    );
}

async function hasKey(engine: Engine, name: string, key: string): Promise<boolean> {
  return engine
    .getImage(name)
    .inspect()
    .then(
      (image) => image.Config.Labels?.[contentKeyLabel] === key,
      () => false,
    );
}

async function writeContext(folder: string, recipe: ImageRecipe): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'Dockerfile'), `${recipe.dockerfile}\nLABEL ${contentKeyLabel}=${recipe.key}\n`);
  for (const [path, source] of Object.entries(recipe.files)) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    // A link costs nothing; across file systems only a copy works.
    await link(source, target).catch(async () => copyFile(source, target));
  }
  for (const [path, text] of Object.entries(recipe.texts ?? {})) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, { mode: 0o755 });
  }
}

/** Reads the engine's answer to a build or an import to its end; errors come as lines in it, with status 200. */
export async function finishAnswer(what: string, answer: NodeJS.ReadableStream): Promise<void> {
  const said: string[] = [];
  for await (const line of createInterface({ input: Readable.from(answer) })) {
    if (line.trim() === '') continue;
    const message = JSON.parse(line) as { stream?: string; error?: string };
    if (message.error !== undefined) throw new Error(`${what} failed: ${message.error}\n${said.slice(-10).join('')}`);
    if (message.stream !== undefined) said.push(message.stream);
  }
}

/** Builds a folder with a Dockerfile into an image. */
async function buildContext(
  engine: Engine,
  folder: string,
  name: string,
  args: Readonly<Record<string, string>> = {},
): Promise<void> {
  const tar = spawn('tar', ['--create', '--directory', folder, '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
  await finishAnswer(
    `building image ${name}`,
    await engine.buildImage(tar.stdout, { t: name, buildargs: args, forcerm: true }),
  );
}

/** Makes sure that the engine has the image of `recipe`. */
export async function ensureImage(engine: Engine, recipe: ImageRecipe, progress: Progress = silent): Promise<void> {
  if (await hasKey(engine, recipe.name, recipe.key)) return;
  await timed(progress, `building image ${recipe.name}`, recipe.usual ?? '2 s', async () => {
    const folder = join(cacheRoot(), 'contexts', randomUUID());
    try {
      await writeContext(folder, recipe);
      await buildContext(engine, folder, recipe.name);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}
