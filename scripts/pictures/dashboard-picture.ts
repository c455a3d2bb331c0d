/** A picture of a dashboard, from its JSON and what Prometheus answered. Ours, not Grafana's: the same panels in the same places. */
import type { Frame, Size } from './chart.ts';
import { type Dashboard, isPanel, type Panel } from './dashboard-json.ts';
import type { Answer, Answers, Span } from './look.ts';
import { drawBars } from './panel-bars.ts';
import { drawLines } from './panel-lines.ts';
import { drawStat } from './panel-stat.ts';
import { drawTable } from './panel-table.ts';
import { drawTimeline } from './panel-timeline.ts';
import { named } from './series-names.ts';
import { element, fitted, movedTo, text, widthOf } from './svg.ts';
import { tableRows } from './table-rows.ts';
import { colours, fontSize, fonts } from './theme.ts';

/** Of one of the 24 columns, and of one row of the grid. */
const cell = { width: 50, height: 30 };
const columns = 24;
const gap = 8;
const header = 56;
const padding = 10;
const titleHeight = 28;

function body(panel: Panel, answer: Answer, { size, span }: Frame): string {
  const series = named(panel, answer);
  if (series.length === 0) return noData(size);
  switch (panel.type) {
    case 'stat':
      return drawStat(panel, series, size);
    case 'table':
      return drawTable(tableRows(panel, answer), size);
    case 'bargauge':
      return drawBars(panel, series, size);
    case 'timeseries':
      return drawLines(panel, series, { size, span });
    case 'state-timeline':
      return drawTimeline(panel, series, { size, span });
  }
}

function noData({ width, height }: Size): string {
  return text('No data', { x: width / 2, y: height / 2, 'text-anchor': 'middle', fill: colours.faint });
}

function drawPanel(panel: Panel, answer: Answer, span: Span): string {
  const width = panel.gridPos.w * cell.width - gap;
  const height = panel.gridPos.h * cell.height - gap;
  const size = { width: width - 2 * padding, height: height - titleHeight - padding };
  const frame = {
    x: 0.5,
    y: 0.5,
    width: width - 1,
    height: height - 1,
    rx: 3,
    fill: colours.panel,
    stroke: colours.edge,
  };
  return [
    element('rect', frame),
    text(fitted(panel.title, width - padding - 2, 13), { x: padding, y: 19, 'font-size': 13, 'font-weight': 500 }),
    movedTo(padding, titleHeight, body(panel, answer, { size, span })),
  ].join('\n');
}

function drawRow(title: string): string {
  const mark = element('path', { d: 'M1 12l4 4l4-4', fill: 'none', stroke: colours.faint, 'stroke-width': 1.5 });
  return `${mark}\n${text(title, { x: 17, y: 18, 'font-size': 14, 'font-weight': 500 })}`;
}

function drawHeader({ title, templating }: Dashboard, { from, to }: Span): string {
  const time = (seconds: number) => new Date(seconds * 1000).toISOString().replace('T', ' ').slice(0, 19);
  const chosen = templating.list.filter(({ type }) => type === 'query').map(({ name }) => `${name}: All`);
  const right = { x: columns * cell.width - gap / 2, 'text-anchor': 'end', fill: colours.faint };
  const beside = 20 + widthOf(title, 20);
  return [
    text(title, { x: gap / 2, y: 32, 'font-size': 20, 'font-weight': 500 }),
    text(chosen.join(' · '), { x: gap / 2 + beside, y: 31, fill: colours.faint }),
    text(`${time(from)} to ${time(to)} UTC`, { ...right, y: 22, fill: colours.text }),
    text('drawn by scripts/pictures from its JSON, not by Grafana', { ...right, y: 40 }),
  ].join('\n');
}

export function dashboardPicture(dashboard: Dashboard, answers: Answers, span: Span): string {
  const rows = Math.max(...dashboard.panels.map(({ gridPos: { y, h } }) => y + h));
  const size = { width: columns * cell.width, height: header + rows * cell.height + gap / 2 };
  const content = dashboard.panels.map((panel) => {
    const drawn = isPanel(panel) ? drawPanel(panel, answers.get(panel.id) ?? [], span) : drawRow(panel.title);
    return movedTo(panel.gridPos.x * cell.width + gap / 2, header + panel.gridPos.y * cell.height, drawn);
  });
  const root = {
    xmlns: 'http://www.w3.org/2000/svg',
    ...size,
    viewBox: `0 0 ${size.width} ${size.height}`,
    'font-family': fonts,
    'font-size': fontSize,
    fill: colours.text,
  };
  const page = element('rect', { width: size.width, height: size.height, fill: colours.page });
  return `${element('svg', root, `\n${[page, drawHeader(dashboard, span), ...content].join('\n')}\n`)}\n`;
}
