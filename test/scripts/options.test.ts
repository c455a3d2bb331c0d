import { expect, it } from 'vitest';
import { readOptions } from '../../scripts/test/options.ts';

const known = ['lint', 'unit', 'kube'];

it.each([
  [[], known],
  [['--only', 'unit'], ['unit']],
  [['--only=kube,lint'], ['lint', 'kube']],
  [
    ['--only', 'unit', '--only', 'lint, unit'],
    ['lint', 'unit'],
  ],
])('%j runs %j', (args, names) => {
  expect(readOptions(args, known)).toEqual({ kind: 'run', names });
});

it.each([[['--fast']], [['unit']], [['--only']], [['--only', 'units']], [['--only=']]])('%j is refused', (args) => {
  expect(readOptions(args, known)).toMatchObject({ kind: 'wrong' });
});

it('help is given, whatever else is asked for', () => {
  expect(readOptions(['--help', '--only', 'units'], known)).toEqual({ kind: 'help' });
});
