/** A panel of type stat: one number, large. */
import type { Size } from './chart.ts';
import type { PanelOf } from './dashboard-json.ts';
import type { NamedSeries } from './series-names.ts';
import { text } from './svg.ts';
import { colourOf } from './theme.ts';
import { colourAt } from './thresholds.ts';
import { inUnit } from './units.ts';

export function drawStat(panel: PanelOf<'stat'>, series: readonly NamedSeries[], { width, height }: Size): string {
  const { unit, thresholds } = panel.fieldConfig.defaults;
  const [[, value] = [], ...others] = series.flatMap(({ values }) => values);
  if (value === undefined || others.length > 0) throw new Error(`${panel.title} is not one number`);
  const size = Math.min(40, height * 0.7);
  return text(inUnit(unit, value), {
    x: width / 2,
    y: height / 2 + size * 0.36,
    'font-size': size,
    'text-anchor': 'middle',
    fill: colourOf(colourAt(thresholds.steps, value)),
  });
}
