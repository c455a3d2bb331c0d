/** Where the testbed keeps what is slow to make: a folder outside git, every entry keyed by the content it was made from. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The cache folder: environment variable CLUSTERPIVOT_CACHE, else ~/.cache/clusterpivot. */
export function cacheRoot(): string {
  return process.env['CLUSTERPIVOT_CACHE'] ?? join(homedir(), '.cache', 'clusterpivot');
}

/** A short name for `parts`: equal parts in equal order give equal keys, and moving a boundary between parts changes it. */
export function contentKey(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = Buffer.from(part);
    hash.update(`${bytes.byteLength}:`).update(bytes);
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * The cache entry `path` (file or folder), made by `make` when it is not there. `make` writes to a temporary path that is
 * renamed at the end, so an entry that exists is complete, whatever was killed before.
 */
export async function produceOnce(path: string, make: (temporary: string) => Promise<void>): Promise<string> {
  if (existsSync(path)) return path;
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID().slice(0, 8)}.part`;
  try {
    await make(temporary);
    await rename(temporary, path).catch((error: unknown) => {
      // Another process finished the same entry first; its content is the same.
      if (!existsSync(path)) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return path;
}
