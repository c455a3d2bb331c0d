/** A disk of a few pages that a test can fill: a file system of its own, which takes the right to mount. */
import { execFile } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface TinyDisk extends AsyncDisposable {
  readonly folder: string;
  /** Takes all the room that is left. */
  fill(): void;
}

export async function tinyDisk(): Promise<TinyDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'mover-disk-'));
  await run('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).catch(async (error: unknown) => {
    await rm(folder, { recursive: true });
    throw error;
  });
  return {
    folder,
    fill: () => {
      try {
        for (;;) appendFileSync(join(folder, 'rest'), 'x'.repeat(1024));
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      }
    },
    [Symbol.asyncDispose]: async () => {
      await run('umount', [folder]);
      await rm(folder, { recursive: true });
    },
  };
}

/** undefined where there can be one. */
export async function whyNoTinyDisk(): Promise<string | undefined> {
  try {
    await using _ = await tinyDisk();
    return undefined;
  } catch {
    return 'no right to mount a file system';
  }
}
