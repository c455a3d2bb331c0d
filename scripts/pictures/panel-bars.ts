/** A panel of type bargauge: a bar for each series, with its value at the end. */
import { chart, type Size } from './chart.ts';
import type { PanelOf } from './dashboard-json.ts';
import type { NamedSeries } from './series-names.ts';
import { widthOf } from './svg.ts';
import { colourOf, colours } from './theme.ts';
import { colourAt } from './thresholds.ts';
import { inUnit } from './units.ts';

const widestBar = 18;

export function drawBars(panel: PanelOf<'bargauge'>, series: readonly NamedSeries[], size: Size): string {
  const { unit, thresholds } = panel.fieldConfig.defaults;
  const values = series.map(({ values: [first] }) => first?.[1] ?? 0);
  const words = values.map((value) => inUnit(unit, value));
  const left = Math.max(...series.map(({ name }) => widthOf(name))) + 10;
  const right = Math.max(...words.map((word) => widthOf(word))) + 10;
  return chart(`p${panel.id}`, size, {
    grid: { left, right, top: 0, bottom: 0 },
    xAxis: { type: 'value', min: 0, max: Math.max(...values) || 1, show: false },
    yAxis: [
      category(
        series.map(({ name }) => name),
        'left',
      ),
      category(words, 'right'),
    ],
    series: {
      type: 'bar',
      barMaxWidth: widestBar,
      barCategoryGap: '25%',
      showBackground: true,
      backgroundStyle: { color: colours.edge },
      data: values.map((value) => ({ value, itemStyle: { color: colourOf(colourAt(thresholds.steps, value)) } })),
    },
  });
}

function category(data: string[], position: 'left' | 'right') {
  return {
    type: 'category' as const,
    position,
    inverse: true,
    data,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: colours.text, interval: 0 },
  };
}
