/** How one file is read out of a zip archive (PKWARE's APPNOTE, without zip64 and encryption). */
import { inflateRawSync } from 'node:zlib';

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const stored = 0;
const deflated = 8;

function directory(archive: Buffer): { offset: number; entries: number } {
  for (let at = archive.byteLength - 22; at >= 0; at -= 1) {
    if (archive.readUInt32LE(at) === endSignature) {
      return { offset: archive.readUInt32LE(at + 16), entries: archive.readUInt16LE(at + 10) };
    }
  }
  throw new Error('not a zip archive: it has no end-of-directory record');
}

function content(archive: Buffer, entry: number): Buffer {
  const method = archive.readUInt16LE(entry + 10);
  const size = archive.readUInt32LE(entry + 20);
  const header = archive.readUInt32LE(entry + 42);
  // The local header repeats name and extra field with lengths of its own.
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const bytes = archive.subarray(start, start + size);
  if (method === stored) return bytes;
  if (method === deflated) return inflateRawSync(bytes);
  throw new Error(`zip entry is compressed with method ${method}, only 0 and 8 are read here`);
}

/** The content of the entry `name`. Fails when the archive has no such entry. */
export function readZipEntry(archive: Buffer, name: string): Buffer {
  const { offset, entries } = directory(archive);
  let at = offset;
  for (let index = 0; index < entries; index += 1) {
    if (archive.readUInt32LE(at) !== entrySignature) throw new Error(`zip directory is damaged at byte ${at}`);
    const nameLength = archive.readUInt16LE(at + 28);
    if (archive.toString('utf8', at + 46, at + 46 + nameLength) === name) return content(archive, at);
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  throw new Error(`zip archive has no entry ${name}`);
}
