/** Are columns aligned? */
import { expect, test } from 'vitest';
import { table } from '../../testbed/status.ts';

test('cells line up under each other, without trailing blanks', () => {
  expect(
    table([
      ['a', 'long name', 'x'],
      ['longer', 'b', ''],
    ]),
  ).toBe('a       long name  x\nlonger  b');
});

test('no rows, no text', () => {
  expect(table([])).toBe('');
});
