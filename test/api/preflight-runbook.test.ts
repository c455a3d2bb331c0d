/** Whoever is held up by a check of Preflight finds out what it means, and what to do. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runbookOf } from '../../src/pivot/checks/check.ts';
import { checks } from '../../src/pivot/checks/index.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/runbook/preflight.md'), 'utf8');
const entries = text
  .split(/^## /m)
  .slice(1)
  .map((entry) => entry.split('\n\n').filter((part) => part.trim() !== ''));
const names = checks.map(({ name }) => name);

it('has an entry for each check, in their order, and no other', () => {
  expect(entries.map(([title]) => title?.trim())).toEqual(names);
});

it.each(entries.map(([title = '', ...parts]) => [title.trim(), parts] as const))(
  'says of %s what it means and how to mend it',
  (_, parts) => expect(parts).toHaveLength(2),
);

it('is where a check leads to', () => {
  expect(runbookOf('HostsSteady')).toBe('docs/runbook/preflight.md#hostssteady');
});

it('no check has the name of another', () => {
  expect(new Set(names).size).toBe(names.length);
});
