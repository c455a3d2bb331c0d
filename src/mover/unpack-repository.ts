/** Unpacks a repository of provider manifests, from an archive that is trusted with nothing but the text in it. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, resolve, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type ParsedTarFileItem, parseTar } from 'nanotar';

/** The same for every repository, since clusterctl.yaml names its files by their absolute paths. */
export const repositoryFolder = '/var/run/clusterctl/repository';

/** A packed repository fits a ConfigMap, at most 1 MiB; manifests are a tenth of their size when packed. */
const longestBytes = 64 * 1024 * 1024;
const headerBytes = 512;
const nameBytes = 100;

interface File {
  readonly place: string;
  readonly data: Uint8Array;
}

/**
 * How many files were unpacked; undefined when there is no archive, as for a clusterctl.yaml that comes without one.
 * Nothing is written from an archive with any entry that is refused.
 */
export async function unpackRepository(archive: string, folder: string): Promise<number | undefined> {
  const packed = await readIfPresent(archive);
  if (packed === undefined) return undefined;
  const files = filesOf(packed, archive, resolve(folder));
  for (const { place, data } of files) {
    await mkdir(dirname(place), { recursive: true });
    // "x": two entries for one place are a mistake or an attack, and neither is resolved by taking the second.
    await writeFile(place, data, { flag: 'wx' });
  }
  return files.length;
}

async function readIfPresent(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function filesOf(packed: Buffer, archive: string, folder: string): readonly File[] {
  const files = entriesOf(packed, archive).flatMap((entry) => fileOf(entry, folder) ?? []);
  if (files.length === 0) throw new Error(`${archive} has no files`);
  return files;
}

function entriesOf(packed: Buffer, archive: string): readonly ParsedTarFileItem[] {
  try {
    // A copy, because the parser reads the memory beneath a Buffer from its beginning.
    return parseTar(new Uint8Array(gunzipSync(packed, { maxOutputLength: longestBytes })));
  } catch (cause) {
    throw new Error(`${archive} is no readable tar.gz: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** undefined for what needs no unpacking: folders come with their files, and an empty file tells clusterctl nothing. */
function fileOf(entry: ParsedTarFileItem, folder: string): File | undefined {
  if (entry.type === 'directory') return undefined;
  if (entry.type !== 'file') {
    throw new Error(`the repository has ${JSON.stringify(entry.name)}, which is neither a file nor a folder`);
  }
  if (entry.data === undefined) return undefined;
  const place = resolve(folder, entry.name);
  const leaves = namesIn(entry, entry.data).some((name) => isAbsolute(name) || name.split(/[\\/]/).includes('..'));
  if (leaves || !place.startsWith(folder + sep)) {
    throw new Error(`the repository has ${JSON.stringify(entry.name)}, whose path leads out of it`);
  }
  return { place, data: entry.data };
}

/**
 * An entry's names as they were written. The parser's own is already bent into the folder, which would unpack a path
 * that leads elsewhere over a file that belongs there. The header lies before the data; longer names are attributes.
 */
function namesIn({ attrs }: ParsedTarFileItem, data: Uint8Array): readonly string[] {
  const header = Buffer.from(data.buffer, data.byteOffset - headerBytes, nameBytes);
  const end = header.indexOf(0);
  const { path, linkpath } = (attrs ?? {}) as { readonly path?: string; readonly linkpath?: string };
  return [header.toString('utf8', 0, end === -1 ? nameBytes : end), path ?? '', linkpath ?? ''];
}
