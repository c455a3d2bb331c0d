/** A panel of type table: as many rows as it has room for, and a scroll bar when there are more. */
import type { Size } from './chart.ts';
import { element, fitted, text, widthOf } from './svg.ts';
import { colours } from './theme.ts';

const rowHeight = 21;
const cellPadding = 16;
const heading = '#6e9fff';

/** As wide as their widest cells, and what is left over is shared; narrower by the same part where there is no room. */
export function columnWidths(rows: readonly (readonly string[])[], width: number): readonly number[] {
  const [first = []] = rows;
  const needs = first.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))) + cellPadding);
  const sum = needs.reduce((one, other) => one + other, 0);
  if (sum > width) return needs.map((need) => (need * width) / sum);
  return needs.map((need) => need + (width - sum) / needs.length);
}

export function drawTable(rows: readonly (readonly string[])[], { width, height }: Size): string {
  const room = Math.floor(height / rowHeight);
  const shown = rows.slice(0, room);
  const hidden = rows.length - shown.length;
  const inner = width - (hidden === 0 ? 0 : 10);
  const widths = columnWidths(rows, inner);
  const lines = shown.flatMap((row, index) => {
    const bottom = (index + 1) * rowHeight;
    return [
      element('path', { d: `M0 ${bottom + 0.5}H${inner}`, stroke: colours.grid }),
      ...row.map((cell, column) => {
        const x = widths.slice(0, column).reduce((sum, one) => sum + one, 0);
        const fill = index === 0 ? heading : colours.text;
        return text(fitted(cell, (widths[column] ?? 0) - 6), { x: Math.round(x), y: bottom - 6, fill });
      }),
    ];
  });
  return [...lines, ...(hidden === 0 ? [] : [scrollBar(width, height, shown.length / rows.length)])].join('\n');
}

function scrollBar(width: number, height: number, part: number): string {
  const bar = { x: width - 6, y: 0, width: 6, rx: 3 };
  return [
    element('rect', { ...bar, height, fill: colours.edge }),
    element('rect', { ...bar, height: Math.round(height * part), fill: colours.faint, 'fill-opacity': 0.6 }),
  ].join('\n');
}
