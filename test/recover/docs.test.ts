/** Does docs/recovery.md show commands that recover takes? What they do is tried in docs.kube.test.ts. */
import { expect, it } from 'vitest';
import { readArguments } from '../../src/recover/args.ts';
import { blocks } from './doc-blocks.ts';

const lines = blocks.flatMap((block) => block.split('\n')).filter((line) => /^recover\s\w/.test(line));

it('shows each command', () => {
  expect(new Set(lines.map((line) => line.split(' ')[1]))).toEqual(new Set(['list', 'restore', 'finish']));
});

it.each(lines)('%s', (line) => {
  expect(readArguments(line.split(' ').slice(1))).toMatchObject({ kind: line.split(' ')[1] });
});
