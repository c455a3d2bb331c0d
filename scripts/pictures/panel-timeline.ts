/** A panel of type state-timeline: a row for each series, coloured while it has a value. */
import type { CustomSeriesRenderItemReturn } from 'echarts';
import { chart, type Frame, right, timeAxis, timeLabels } from './chart.ts';
import type { PanelOf } from './dashboard-json.ts';
import { type Span, stepOf } from './look.ts';
import type { NamedSeries } from './series-names.ts';
import { widthOf } from './svg.ts';
import { colourOf, colours } from './theme.ts';

/** Of the room that a row has. */
const rowHeight = 0.8;
const top = 4;

export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

/** A value holds until the next moment that is asked for; equal ones that follow each other are one. */
export function stretches({ values }: Pick<NamedSeries, 'values'>, span: Span): readonly Stretch[] {
  const step = stepOf(span);
  const found: Stretch[] = [];
  for (const [moment, value] of values) {
    const last = found.at(-1);
    const to = Math.min(moment + step, span.to);
    if (last !== undefined && last.value === value && last.to >= moment) found[found.length - 1] = { ...last, to };
    else found.push({ from: moment, to, value });
  }
  return found;
}

function colour({ fieldConfig }: PanelOf<'state-timeline'>, value: number): string {
  const { mappings } = fieldConfig.defaults;
  const name = mappings.map(({ options }) => options[String(value)]?.color).find((found) => found !== undefined);
  return colourOf(name ?? 'green');
}

export function drawTimeline(
  panel: PanelOf<'state-timeline'>,
  series: readonly NamedSeries[],
  { size, span }: Frame,
): string {
  const left = Math.max(...series.map(({ name }) => widthOf(name))) + 10;
  const data = series.flatMap((one, row) => stretches(one, span).map(({ from, to, value }) => [from, to, row, value]));
  const height = (rowHeight * (size.height - top - timeLabels)) / series.length;
  return chart(`p${panel.id}`, size, {
    grid: { left, right, top, bottom: timeLabels },
    xAxis: timeAxis(span, size.width - left - right),
    yAxis: {
      type: 'category',
      inverse: true,
      data: series.map(({ name }) => name),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: colours.text, interval: 0 },
    },
    series: {
      type: 'custom',
      data,
      encode: { x: [0, 1], y: 2 },
      renderItem: (_, api): CustomSeriesRenderItemReturn => {
        const at = (dimension: number) => Number(api.value(dimension));
        const [x = 0, y = 0] = api.coord([at(0), at(2)]);
        const [end = 0] = api.coord([at(1), at(2)]);
        return {
          type: 'rect',
          shape: { x, y: y - height / 2, width: end - x, height },
          style: { fill: colour(panel, at(3)), opacity: panel.fieldConfig.defaults.custom.fillOpacity / 100 },
        };
      },
    },
  });
}
