/** Does a failed build fail, though the engine answers it with success? */
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { finishAnswer, recipeKey } from '../../testbed/image.ts';
import { archiveName } from '../../testbed/image-archive.ts';

test('an error in the answer fails, with what was said before', async () => {
  const answer = Readable.from([
    '{"stream":"Step 1/2 : FROM scratch\\n"}\n{"str',
    'eam":"Step 2/2\\n"}\n',
    '{"error":"no such file"}\n',
  ]);
  await expect(finishAnswer('building image x', answer)).rejects.toThrow(
    /^building image x failed: no such file\nStep 1\/2 : FROM scratch\nStep 2\/2\n$/,
  );
});

test('an answer without an error is success', async () => {
  await expect(finishAnswer('importing', Readable.from(['{"status":"done"}\n\n']))).resolves.toBeUndefined();
});

test('a recipe is known by its Dockerfile, its files and its texts', () => {
  const recipe = { dockerfile: 'FROM scratch', files: { program: '/cache/program-1' }, texts: { note: 'a' } };
  const keys = [
    recipe,
    { ...recipe, dockerfile: 'FROM other' },
    { ...recipe, files: { program: '/cache/program-2' } },
    { ...recipe, texts: { note: 'b' } },
  ].map(recipeKey);
  expect(new Set(keys).size).toBe(4);
  expect(recipeKey({ ...recipe })).toBe(keys[0]);
});

test('images of equal content under two names have two archives, because an archive carries the name', () => {
  expect(archiveName('a:1', 'sha256:0')).not.toBe(archiveName('b:1', 'sha256:0'));
});
