/** Is a file read out of a zip archive as it was put in? */
import { deflateRawSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readZipEntry } from '../../testbed/zip.ts';

interface Entry {
  readonly name: string;
  readonly content: Buffer;
  readonly deflate: boolean;
}

/** A minimal archive; local headers get an extra field that the directory lacks, as archivers write them. */
function zip(entries: readonly Entry[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, deflate } of entries) {
    const data = deflate ? deflateRawSync(content) : content;
    const extra = Buffer.alloc(9);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    local.writeUInt16LE(extra.byteLength, 28);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(deflate ? 8 : 0, 10);
    central.writeUInt32LE(data.byteLength, 20);
    central.writeUInt16LE(Buffer.byteLength(name), 28);
    central.writeUInt32LE(offset, 42);
    directory.push(central, Buffer.from(name));
    const body = Buffer.concat([local, Buffer.from(name), extra, data]);
    bodies.push(body);
    offset += body.byteLength;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

const entry = fc.record({
  name: fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
  content: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  deflate: fc.boolean(),
});

test('every entry comes out as it went in', () => {
  fc.assert(
    fc.property(fc.uniqueArray(entry, { selector: ({ name }) => name, maxLength: 5 }), (entries) => {
      const archive = zip(entries);
      for (const { name, content } of entries) expect(readZipEntry(archive, name).equals(content)).toBe(true);
    }),
  );
});

test('a missing entry and a foreign file are refused by name', () => {
  const archive = zip([{ name: 'kubectl/kubectl', content: Buffer.from('x'), deflate: true }]);
  expect(() => readZipEntry(archive, 'helm/helm')).toThrow('zip archive has no entry helm/helm');
  expect(() => readZipEntry(Buffer.alloc(100), 'any')).toThrow('not a zip archive');
});
