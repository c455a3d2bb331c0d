/** Is the dashboard drawn from its JSON: every panel, where it is, with what was answered? */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isPanel, type Panel, parseDashboard } from '../../../scripts/pictures/dashboard-json.ts';
import { dashboardPicture } from '../../../scripts/pictures/dashboard-picture.ts';
import type { Answer } from '../../../scripts/pictures/look.ts';
import { tableRows } from '../../../scripts/pictures/table-rows.ts';

const path = join(import.meta.dirname, '../../../config/prometheus/dashboard.json');
const json = readFileSync(path, 'utf8');
const dashboard = parseDashboard(json);
const panels = dashboard.panels.filter(isPanel);
const span = { from: 6000, to: 6900, scrapeSeconds: 15 };

function panelOf<Type extends Panel['type']>(type: Type): Extract<Panel, { type: Type }> {
  const found = panels.find((panel): panel is Extract<Panel, { type: Type }> => panel.type === type);
  if (found === undefined) throw new Error(`the dashboard has no ${type}`);
  return found;
}

/** A picture of one panel alone. */
function pictureOf(panel: Panel, answer: Answer): string {
  return dashboardPicture({ ...dashboard, panels: [panel] }, new Map([[panel.id, answer]]), span);
}

const wordsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, words]) => words);

describe('the dashboard', () => {
  it('is one that can be drawn', () => {
    expect(panels.length).toBeGreaterThan(20);
  });

  it('shows every panel and heading, and which have no data', () => {
    const words = wordsOf(dashboardPicture(dashboard, new Map(), span));
    for (const { title } of dashboard.panels) expect(words).toContain(title.replaceAll('"', '&quot;'));
    expect(words.filter((word) => word === 'No data')).toHaveLength(panels.length);
    expect(words).toContain('1970-01-01 01:40:00 to 1970-01-01 01:55:00 UTC');
  });

  it('gives the same bytes again', () => {
    const answer: Answer = [[{ labels: { name: 'prod' }, values: [[6000, 1]] }]];
    const panel = panelOf('state-timeline');
    expect(pictureOf(panel, answer)).toBe(pictureOf(panel, answer));
  });

  it('is refused with a kind of panel that the drawing does not know', () => {
    expect(() => parseDashboard(json.replace('"type": "stat"', '"type": "gauge"'))).toThrow('type');
  });

  it('is refused with an option that would look otherwise', () => {
    expect(() => parseDashboard(json.replace('"orientation": "horizontal"', '"orientation": "vertical"'))).toThrow(
      'orientation',
    );
  });
});

describe('a panel', () => {
  it('of one number has the colour that its thresholds say', () => {
    const panel = panelOf('stat');
    const at = (value: number) => pictureOf(panel, [[{ labels: {}, values: [[6900, value]] }]]);
    expect(at(0)).toMatch(/fill="#73bf69">0</);
    expect(at(2)).toMatch(/fill="#f2495c">2</);
  });

  it('of lines has a legend, an axis in its unit, and a gap where there is no value', () => {
    const found = panels.find(({ title }) => title === 'Time left, and time since progress');
    const values = [6000, 6015, 6045, 6060].map((at) => [at, 1800] as const);
    const svg = pictureOf(found ?? panelOf('timeseries'), [
      [{ labels: { namespace: 'metal3', name: 'prod' }, values }],
    ]);
    expect(wordsOf(svg)).toEqual(expect.arrayContaining(['metal3/prod left', '0 s', '10 min', '30 min', '01:45']));
    const line = /<path d="([^"]+)" fill="none" stroke="#73bf69"/.exec(svg)?.[1] ?? '';
    expect([...line.matchAll(/M/g)]).toHaveLength(2);
  });

  it('has no data where a query gives nothing that is a number', () => {
    const answer: Answer = [[{ labels: { phase: 'Copying' }, values: [[6900, Number.NaN]] }]];
    expect(wordsOf(pictureOf(panelOf('bargauge'), answer))).toContain('No data');
  });

  it('of bars has the names and the values of its series', () => {
    const svg = pictureOf(panelOf('bargauge'), [
      [
        { labels: { phase: 'Copying' }, values: [[6900, 90]] },
        { labels: { phase: 'Verifying' }, values: [[6900, 30]] },
      ],
    ]);
    expect(wordsOf(svg)).toEqual(expect.arrayContaining(['Copying', '1.5 min', 'Verifying', '30 s']));
  });

  it('of rows merges what its queries answer, in the order of its columns', () => {
    const prod = { namespace: 'metal3', name: 'prod' };
    const rows = tableRows(panelOf('table'), [
      [
        { labels: { ...prod, phase: 'Copying' }, values: [] },
        { labels: { namespace: 'metal3', name: 'edge', phase: 'Preflight' }, values: [] },
      ],
      [{ labels: { ...prod, reason: 'CopyJobRunning' }, values: [] }],
    ]);
    expect(rows).toEqual([
      ['namespace', 'name', 'phase', 'reason'],
      ['metal3', 'edge', 'Preflight', ''],
      ['metal3', 'prod', 'Copying', 'CopyJobRunning'],
    ]);
  });

  it('with more rows than it has room for has a scroll bar', () => {
    const series = Array.from({ length: 30 }, (_, n) => ({
      labels: { name: `p${n}`, phase: 'Copying' },
      values: [[6900, 1]] as const,
    }));
    const bar = 'fill-opacity="0.6"';
    expect(pictureOf(panelOf('table'), [series.slice(0, 2), []])).not.toContain(bar);
    expect(pictureOf(panelOf('table'), [series, []])).toContain(bar);
  });
});
