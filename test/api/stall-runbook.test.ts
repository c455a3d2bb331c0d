/** Whoever finds a pivot stopped or rolled back finds out what to do about it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stallReasons } from '../../src/api/stall-reasons.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
const entries = text
  .split(/^## /m)
  .slice(1)
  .map((entry) => entry.split('\n\n').map((part) => part.trim()))
  .map((parts) => parts.filter((part) => part !== ''));

it('has an entry for each reason to stop, and no other', () => {
  expect(entries.map(([title]) => title)).toEqual([...stallReasons]);
});

it.each(entries.map(([title = '', ...parts]) => [title, parts] as const))(
  'says of %s what it means, where to look and what to do',
  (_, parts) => {
    expect(parts).toHaveLength(3);
    expect(parts[1]).toMatch(/^Evidence: ./);
    expect(parts[2]).toMatch(/^Remedy: ./);
  },
);
