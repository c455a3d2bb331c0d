/** The entries of a page of the runbook: a title each, and then what it means, `Evidence:` and `Remedy:` as paragraphs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Entry = readonly [title: string, paragraphs: readonly string[]];

/** `page`: its path in docs/. */
export function runbookEntries(page: string): readonly Entry[] {
  return readFileSync(join(import.meta.dirname, '../../docs', page), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((entry) => entry.split('\n\n').map((part) => part.trim()))
    .map((parts) => parts.filter((part) => part !== ''))
    .map(([title = '', ...paragraphs]) => [title, paragraphs] as const);
}
