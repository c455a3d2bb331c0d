/** A chart of the library's as a piece of SVG, and what charts over time share. */
import { type EChartsOption, init, setPlatformAPI } from 'echarts';
import type { Span } from './look.ts';
import { widthOf } from './svg.ts';
import { colours, fontSize } from './theme.ts';
import { clockTime, timeMarks } from './time-marks.ts';

// The library measures with a canvas, which there is none of without a browser.
setPlatformAPI({ measureText: (words, font = '') => ({ width: widthOf(words, Number.parseFloat(font) || fontSize) }) });

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What a panel over time is drawn into. */
export interface Frame {
  readonly size: Size;
  readonly span: Span;
}

/** Room for the times below an axis, and for half of the last of them beside it. */
export const timeLabels = 24;
export const right = 18;

/** `id`: what its definitions are told apart by from those of others. */
export function chart(id: string, size: Size, option: EChartsOption): string {
  const drawing = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    drawing.setOption({ animation: false, textStyle: { fontSize, color: colours.faint }, ...option });
    return bare(drawing.renderToSVGString(), id);
  } finally {
    drawing.dispose();
  }
}

/** Without what is only for a mouse, what the whole picture says once, and digits that nobody sees. */
function bare(svg: string, id: string): string {
  return svg
    .replace(/^<svg[^>]*>\n?/, '')
    .replace(/\n?<\/svg>\s*$/, '')
    .replaceAll(/<style ?>.*?<\/style>/gs, '')
    .replaceAll(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, '')
    .replaceAll(/ style="[^"]*font-family:[^"]*"| style="font:[^"]*"/g, '')
    .replaceAll(/\bzr\d+-/g, `${id}-`)
    .replaceAll(/ (?:d|transform)="[^"]*"/g, rounded)
    .replaceAll(/\n\s*\n/g, '\n');
}

function rounded(attribute: string): string {
  return attribute.replaceAll(/-?\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1))));
}

/** `width`: of the axis. */
export function timeAxis({ from, to }: Span, width: number): NonNullable<EChartsOption['xAxis']> {
  const { marks, step } = timeMarks({ from, to }, width);
  return {
    type: 'value',
    min: from,
    max: to,
    axisLine: { show: false },
    // Not shown, but the lines of the grid are where ticks would be.
    axisTick: { show: false, customValues: marks },
    axisLabel: {
      color: colours.faint,
      margin: 11,
      customValues: marks,
      formatter: (seconds: number) => clockTime(seconds, step),
    },
    splitLine: { lineStyle: { color: colours.grid } },
  };
}
