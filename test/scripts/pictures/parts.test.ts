/** What pictures of the dashboard are made of. */
import { describe, expect, it } from 'vitest';
import { stepOf, withEverythingChosen } from '../../../scripts/pictures/look.ts';
import { moment } from '../../../scripts/pictures/moment.ts';
import { legendRows } from '../../../scripts/pictures/panel-lines.ts';
import { columnWidths } from '../../../scripts/pictures/panel-table.ts';
import { stretches } from '../../../scripts/pictures/panel-timeline.ts';
import { element, fitted, text, widthOf } from '../../../scripts/pictures/svg.ts';
import { clockTime, timeMarks } from '../../../scripts/pictures/time-marks.ts';
import { axisStep, inUnit } from '../../../scripts/pictures/units.ts';

const span = { from: 0, to: 600, scrapeSeconds: 15 };

describe('queries', () => {
  it('ask for no more moments than a panel has room for, and for none between two scrapes', () => {
    expect([900, 1800, 3600, 86_400].map((to) => stepOf({ ...span, to }))).toEqual([15, 15, 30, 720]);
  });
  it('have everything chosen, and rates over four scrapes', () => {
    const expr = 'rate(x{namespace=~"$namespace", name=~"$name"}[$__rate_interval])';
    expect(withEverythingChosen(expr, ['name', 'namespace'], span)).toBe('rate(x{namespace=~".*", name=~".*"}[60s])');
    expect(withEverythingChosen(expr, [], { ...span, to: 86_400 })).toContain('[735s]');
  });
});

describe('values', () => {
  it.each([
    ['short', 0, '0'],
    ['short', 12_345, '12.3 K'],
    ['s', 0, '0 s'],
    ['s', 0.0251, '25.1 ms'],
    ['s', 59, '59 s'],
    ['s', 90, '1.5 min'],
    ['s', 85_500, '23.8 h'],
    ['bytes', 231_735_296, '221 MiB'],
    ['ops', 0.0667, '0.0667 ops/s'],
    ['reqps', 0, '0 req/s'],
  ])('in %s: %d is %s', (unit, value, words) => {
    expect(inUnit(unit, value)).toBe(words);
  });
  it('in a unit that is not known are refused', () => {
    expect(() => inUnit('parsec', 1)).toThrow('parsec');
  });
});

describe('axes', () => {
  it.each([
    ['short', 14, 5],
    ['short', 1, 0.5],
    ['reqps', 0.067, 0.02],
    ['s', 3600, 900],
    ['s', 0.35, 0.1],
    ['s', 400_000, 172_800],
    ['bytes', 200 * 1024 ** 2, 64 * 1024 ** 2],
  ])('in %s up to %d have a line every %d', (unit, most, step) => {
    expect(axisStep(unit, most)).toBe(step);
  });
  it('over time have marks at round times, in UTC', () => {
    const marks = (from: number, to: number, width: number) => {
      const found = timeMarks({ from, to }, width);
      return found.marks.map((mark) => clockTime(mark, found.step));
    };
    expect(marks(7201, 7801, 300)).toEqual(['02:02', '02:04', '02:06', '02:08', '02:10']);
    expect(marks(7201, 7231, 300)).toEqual(['02:00:10', '02:00:20', '02:00:30']);
    expect(marks(1, 400_000, 300)).toEqual(['01-02', '01-03', '01-04', '01-05']);
  });
});

it('a state lasts until the next moment that is asked for, and a gap ends it', () => {
  const values = [0, 15, 30, 90, 600].map((at) => [at, 1] as const);
  expect(stretches({ values }, span)).toEqual([
    { from: 0, to: 45, value: 1 },
    { from: 90, to: 105, value: 1 },
    { from: 600, to: 600, value: 1 },
  ]);
  expect(
    stretches(
      {
        values: [
          [0, 1],
          [15, 2],
        ],
      },
      span,
    ),
  ).toHaveLength(2);
});

describe('words', () => {
  it('are cut to the width that there is', () => {
    expect(fitted('Left paused', 200)).toBe('Left paused');
    const cut = fitted('a reason that is quite long', 80);
    expect(cut).toMatch(/^a reas.*…$/);
    expect(widthOf(cut)).toBeLessThanOrEqual(80);
  });
  it('never end an element or an attribute', () => {
    expect(text('<a & b>', { title: '"x"' })).toBe('<text title="&quot;x&quot;">&lt;a &amp; b&gt;</text>');
    expect(element('rect', { x: 1, fill: undefined })).toBe('<rect x="1"/>');
  });
  it('of a legend are in as many rows as they need', () => {
    expect(legendRows(['one', 'two', 'three'], 400)).toEqual([['one', 'two', 'three']]);
    expect(legendRows(['one', 'two', 'three'], 120)).toEqual([['one', 'two'], ['three']]);
    expect(legendRows(['longer than the panel is wide'], 50)).toHaveLength(1);
  });
  it('of a table have columns that fill its width, and no more', () => {
    const sum = (widths: readonly number[]) => Math.round(widths.reduce((one, other) => one + other, 0));
    expect(
      sum(
        columnWidths(
          [
            ['a', 'b'],
            ['c', 'd'],
          ],
          300,
        ),
      ),
    ).toBe(300);
    expect(sum(columnWidths([['a long heading', 'and another one that is long']], 100))).toBe(100);
  });
});

describe('a moment', () => {
  it.each([
    ['now', 1000],
    ['now-5m', 700],
    ['900', 900],
    ['1970-01-01T00:10:00Z', 600],
  ])('%s is %d', (written, seconds) => {
    expect(moment(written, 1000.9)).toBe(seconds);
  });
  it.each(['yesterday', 'now-soon', 'nowhere', ''])('%j is none', (written) => {
    expect(() => moment(written, 1000)).toThrow('is no time');
  });
});
