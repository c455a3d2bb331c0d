/** A panel of type timeseries: lines or stacked areas over time, with their legend below. */
import type { LegendComponentOption, LineSeriesOption } from 'echarts';
import { chart, type Frame, right, timeAxis, timeLabels } from './chart.ts';
import type { PanelOf } from './dashboard-json.ts';
import { type Span, stepOf } from './look.ts';
import type { NamedSeries } from './series-names.ts';
import { fitted, widthOf } from './svg.ts';
import { colours, palette } from './theme.ts';
import { axisStep, inUnit } from './units.ts';

const legendRow = 17;
const legendMark = 14;
const legendGap = 14;

type Point = NonNullable<LineSeriesOption['data']>[number];

/** One at each step; where the series has no value, the line has a gap. */
function points({ values }: NamedSeries, span: Span): Point[] {
  const step = stepOf(span);
  const known = new Map(values);
  const moments = Array.from({ length: Math.floor((span.to - span.from) / step) + 1 }, (_, n) => span.from + n * step);
  return moments.map((moment) => {
    const value = known.get(moment);
    const alone = !known.has(moment - step) && !known.has(moment + step);
    return { value: [moment, value ?? '-'], symbol: value !== undefined && alone ? 'circle' : 'none', symbolSize: 4 };
  });
}

/** How high the lines reach, on each other when they are stacked. */
function highest(series: readonly NamedSeries[], stacked: boolean): number {
  const sums = new Map<number, number>();
  for (const { values } of series) {
    for (const [moment, value] of values) {
      const before = sums.get(moment) ?? 0;
      sums.set(moment, stacked ? before + value : Math.max(before, value));
    }
  }
  return Math.max(0, ...sums.values());
}

/** Names in as many rows as they need. */
export function legendRows(names: readonly string[], width: number): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const needs = legendMark + 5 + widthOf(name) + legendGap;
    if (used + needs > width + legendGap) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(name);
    used += needs;
  }
  return rows;
}

function legend(rows: readonly (readonly string[])[]): LegendComponentOption[] {
  return rows.map((row, index) => ({
    data: [...row],
    left: 0,
    bottom: (rows.length - 1 - index) * legendRow,
    padding: 0,
    icon: 'roundRect',
    itemWidth: legendMark,
    itemHeight: 4,
    itemGap: legendGap,
    textStyle: { color: colours.text },
  }));
}

export function drawLines(panel: PanelOf<'timeseries'>, all: readonly NamedSeries[], { size, span }: Frame): string {
  const { unit, custom } = panel.fieldConfig.defaults;
  const stacked = custom.stacking !== undefined;
  const series = all.map((one) => ({ ...one, name: fitted(one.name, size.width - legendMark - 5) }));
  const most = highest(series, stacked) || 1;
  const step = axisStep(unit, most);
  const top = Math.ceil(most / step) * step;
  const labels = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => inUnit(unit, index * step));
  const left = Math.max(...labels.map((label) => widthOf(label))) + 8;
  const rows = panel.options.legend.showLegend
    ? legendRows(
        series.map(({ name }) => name),
        size.width,
      )
    : [];
  return chart(`p${panel.id}`, size, {
    color: palette,
    grid: { left, right, top: 8, bottom: timeLabels + rows.length * legendRow },
    legend: legend(rows),
    xAxis: timeAxis(span, size.width - left - right),
    yAxis: {
      type: 'value',
      min: 0,
      max: top,
      interval: step,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: colours.faint, formatter: (value: number) => inUnit(unit, value) },
      splitLine: { lineStyle: { color: colours.grid } },
    },
    series: series.map((one) => ({
      type: 'line',
      name: one.name,
      data: points(one, span),
      lineStyle: { width: 1.5 },
      ...(custom.fillOpacity === 0 ? {} : { areaStyle: { opacity: custom.fillOpacity / 100 } }),
      ...(stacked ? { stack: 'all' } : {}),
    })),
  });
}
