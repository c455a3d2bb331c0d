/** Does the cache name by content, and never show an incomplete entry? */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { contentKey, produceOnce } from '../../testbed/cache.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('different lists of parts have different keys, even when they join to the same text', () => {
  const parts = fc.array(fc.string({ maxLength: 3 }), { maxLength: 4 });
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(contentKey(one) === contentKey(other)).toBe(same);
    }),
    {
      examples: [
        [
          ['ab', 'c'],
          ['a', 'bc'],
        ],
        [['1:a'], ['1:', 'a']],
        [[''], []],
      ],
    },
  );
});

test('an entry is made once', async () => {
  let made = 0;
  const make = async (temporary: string) => {
    made += 1;
    await writeFile(temporary, 'content');
  };
  await produceOnce(join(folder, 'below', 'entry'), make);
  const path = await produceOnce(join(folder, 'below', 'entry'), make);
  expect(made).toBe(1);
  expect(await readFile(path, 'utf8')).toBe('content');
});

test('a failed making leaves nothing behind and can be repeated', async () => {
  const path = join(folder, 'entry');
  const broken = produceOnce(path, async (temporary) => {
    await writeFile(temporary, 'half');
    expect(existsSync(path)).toBe(false);
    throw new Error('out of paper');
  });
  await expect(broken).rejects.toThrow('out of paper');
  expect(await readdir(folder)).toEqual([]);
  await produceOnce(path, async (temporary) => writeFile(temporary, 'whole'));
  expect(await readFile(path, 'utf8')).toBe('whole');
});
