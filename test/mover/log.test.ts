import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { logTo } from '../../src/mover/log.ts';

function stream(take: (line: string, taken: () => void) => void): Writable {
  return new Writable({ write: (chunk, _, taken) => take(String(chunk), taken) });
}

it('prints each line, and says when all are taken', async () => {
  const lines: string[] = [];
  const log = logTo(
    stream((line, taken) => {
      lines.push(line);
      setImmediate(taken);
    }),
  );
  log.print('one');
  log.print('two');
  expect(lines).toEqual(['one\n']);
  await log.taken();
  expect(lines.join('')).toBe('one\ntwo\n');
});

it('does not fill the memory for a reader that does not read', () => {
  const stuck = stream(() => {});
  const log = logTo(stuck);
  const line = 'x'.repeat(1024 * 1024);
  for (let i = 0; i < 100; i += 1) log.print(line);
  expect(stuck.writableLength).toBeGreaterThan(15 * line.length);
  expect(stuck.writableLength).toBeLessThan(18 * line.length);
});
