/** Whoever finds a pivot stopped or rolled back finds out what to do about it. */
import { expect, it } from 'vitest';
import { stallReasons } from '../../src/api/stall-reasons.ts';
import { runbookEntries } from './runbook-entries.ts';

const entries = runbookEntries('runbook.md');

it('has an entry for each reason to stop, and no other', () => {
  expect(entries.map(([title]) => title)).toEqual([...stallReasons]);
});

it.each(entries)('says of %s what it means, where to look and what to do', (_, parts) => {
  expect(parts).toHaveLength(3);
  expect(parts[1]).toMatch(/^Evidence: ./);
  expect(parts[2]).toMatch(/^Remedy: ./);
});
