import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createTar } from 'nanotar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unpackRepository } from '../../src/mover/unpack-repository.ts';

interface Entry {
  readonly name: string;
  readonly data?: string;
  /** Overrides the type byte: 2 for a symbolic link, x for an extended header, L for a GNU long name. */
  readonly type?: string;
}

const headerBytes = 512;
const typeOffset = 156;

function pack(entries: readonly Entry[]): Buffer {
  const headers = entries.map(({ name, data, type }) => {
    const tar = Buffer.from(createTar([data === undefined ? { name } : { name, data }]));
    if (type !== undefined) tar.write(type, typeOffset);
    const length = Math.ceil((data?.length ?? 0) / headerBytes) * headerBytes;
    return tar.subarray(0, headerBytes + length);
  });
  return gzipSync(Buffer.concat([...headers, Buffer.alloc(2 * headerBytes)]));
}

describe('unpackRepository', () => {
  let temporary = '';
  let folder = '';
  let archive = '';

  beforeEach(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'mover-unpack-'));
    folder = join(temporary, 'work', 'repository');
    archive = join(temporary, 'repository.tar.gz');
  });

  afterEach(async () => {
    await rm(temporary, { recursive: true, force: true });
  });

  const unpack = async (entries: readonly Entry[]) => {
    await writeFile(archive, pack(entries));
    return unpackRepository(archive, folder);
  };
  const read = (path: string) => readFile(join(folder, path), 'utf8');
  const everything = async () => (await readdir(temporary, { recursive: true })).toSorted();

  it('writes every file below the folder', async () => {
    const count = await unpack([
      { name: './' },
      { name: 'cluster-api/v1.14.2/' },
      { name: 'cluster-api/v1.14.2/core-components.yaml', data: 'kind: Namespace\n'.repeat(5000) },
      { name: './cluster-api/v1.14.2/metadata.yaml', data: 'kind: Metadata' },
    ]);
    expect(count).toBe(2);
    expect(await read('cluster-api/v1.14.2/core-components.yaml')).toBe('kind: Namespace\n'.repeat(5000));
    expect(await read('cluster-api/v1.14.2/metadata.yaml')).toBe('kind: Metadata');
  });

  it('takes an absent archive for no repository', async () => {
    expect(await unpackRepository(archive, folder)).toBeUndefined();
  });

  it.each<readonly [string, readonly Entry[], string]>([
    ['a path upwards', [{ name: '../evil', data: 'x' }], 'leads out'],
    ['a path upwards from within', [{ name: 'a/../../../evil', data: 'x' }], 'leads out'],
    ['a path upwards that comes back', [{ name: 'a/../b', data: 'x' }], 'leads out'],
    ['a path upwards with backslashes', [{ name: '..\\evil', data: 'x' }], 'leads out'],
    ['an absolute path', [{ name: '/etc/evil', data: 'x' }], 'leads out'],
    [
      'a path upwards in an extended header',
      [
        { name: 'pax', data: '22 path=../../../evil\n', type: 'x' },
        { name: 'fine', data: 'x' },
      ],
      'leads out',
    ],
    [
      'an absolute path in a long name',
      [
        { name: 'long', data: '/etc/evil', type: 'L' },
        { name: 'fine', data: 'x' },
      ],
      'leads out',
    ],
    ['a symbolic link', [{ name: 'link', data: 'x', type: '2' }], 'neither a file nor a folder'],
    ['an empty symbolic link', [{ name: 'link', type: '2' }], 'neither a file nor a folder'],
    ['a hard link', [{ name: 'link', type: '1' }], 'neither a file nor a folder'],
    ['a device', [{ name: 'null', type: '3' }], 'neither a file nor a folder'],
    ['no files', [{ name: 'empty/' }], 'has no files'],
  ])('refuses %s, and writes nothing', async (_, entries, problem) => {
    await expect(unpack([{ name: 'good/', type: '5' }, ...entries])).rejects.toThrow(problem);
    expect(await everything()).toEqual(['repository.tar.gz']);
  });

  it('writes nothing of an archive whose last entry is refused', async () => {
    await expect(
      unpack([
        { name: 'good', data: 'x' },
        { name: '../evil', data: 'x' },
      ]),
    ).rejects.toThrow('the repository has "evil", whose path leads out of it');
    expect(await everything()).toEqual(['repository.tar.gz']);
  });

  it('refuses two entries for one place, and keeps the first', async () => {
    await expect(
      unpack([
        { name: 'a.yaml', data: 'first' },
        { name: './a.yaml', data: 'second' },
      ]),
    ).rejects.toThrow('EEXIST');
    expect(await read('a.yaml')).toBe('first');
  });

  it.each([
    ['what is not packed', Buffer.from('kind: Namespace')],
    ['half an archive', pack([{ name: 'a', data: 'kind: Namespace\n'.repeat(100) }]).subarray(0, 60)],
    [
      'an archive that is cut before it was packed',
      gzipSync(createTar([{ name: 'a', data: 'x'.repeat(9000) }]).subarray(0, 2048)),
    ],
    ['one that would fill the memory', gzipSync(Buffer.alloc(65 * 1024 * 1024))],
  ])('refuses %s', async (_, bytes) => {
    await writeFile(archive, bytes);
    await expect(unpackRepository(archive, folder)).rejects.toThrow('is no readable tar.gz');
  });
});
