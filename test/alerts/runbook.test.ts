/** Whoever gets an alert finds out what to do about it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stallReasons } from '../../src/api/stall-reasons.ts';
import { runbookEntries } from '../api/runbook-entries.ts';
import { alerts } from './rule-file.ts';
import { scenarios } from './scenarios/index.ts';

const docs = join(import.meta.dirname, '../../docs');
const titles = (path: string) => [...readFileSync(join(docs, path), 'utf8').matchAll(/^## (.+)$/gm)].map(([, t]) => t);
const entries = runbookEntries('runbook/alerts.md');

describe('docs/runbook/alerts.md', () => {
  it('has an entry for each alert in the order of the rules, and no other', () => {
    expect(titles('runbook/alerts.md')).toEqual([...new Set(alerts.map(({ alert }) => alert))]);
  });

  it.each(entries)('says of %s what it means, where to look and what to do', (_, parts) => {
    expect(parts).toHaveLength(3);
    expect(parts[1]).toMatch(/^Evidence: ./);
    expect(parts[2]).toMatch(/^Remedy: ./);
  });
});

/** Anchors that a runbook_url may lead to: one, or one for each reason that a pivot stalls with. */
function destinations(url: string): readonly string[] {
  const template = '{{ toLower $labels.reason }}';
  if (!url.includes(template)) return [url];
  return stallReasons.map((reason) => url.replace(template, reason.toLowerCase()));
}

describe.each(alerts.map((one) => [`${one.alert} (${one.labels.severity})`, one] as const))('%s', (_, rule) => {
  it('leads to an entry of the runbook', () => {
    for (const url of destinations(rule.annotations.runbook_url)) {
      const [, path = '', anchor] = /^https:\/\/clusterpivot\.local\/docs\/(.+)#(\w+)$/.exec(url) ?? [];
      expect(titles(path).map((title) => title?.toLowerCase())).toContain(anchor);
    }
  });

  it('has a summary that is one sentence, and a description that says more', () => {
    expect(rule.annotations.summary).toMatch(/^[A-Z][^{]*\.$/);
    expect(rule.annotations.description).toMatch(/\.$/);
  });

  it('is tried: firing, and silent before and after', () => {
    const of = scenarios.filter(({ alert }) => alert === rule.alert);
    const firings = of.map(({ fires }) =>
      Object.entries(fires)
        .toSorted(([one], [other]) => Number(one) - Number(other))
        .map(([, firing]) => firing.some(({ severity }) => severity === rule.labels.severity)),
    );
    expect(firings.some((course) => !course[0] && course.includes(true) && course.at(-1) === false)).toBe(true);
  });
});
