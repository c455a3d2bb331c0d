/** Whoever gets a reason of the endpoint finds out what to do about it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { endpointReasons } from '../../src/api/endpoint-reasons.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/runbook/endpoint.md'), 'utf8');
const entries = text
  .split(/^## /m)
  .slice(1)
  .map((entry) => entry.split('\n\n').filter((part) => part.trim() !== ''));

it('has an entry for each reason, and no other', () => {
  expect(entries.map(([title]) => title?.trim())).toEqual(Object.values(endpointReasons));
});

it.each(entries.map(([title = '', ...parts]) => [title.trim(), parts] as const))(
  'says of %s what it means and how to mend it',
  (_, parts) => {
    expect(parts).toHaveLength(2);
  },
);
