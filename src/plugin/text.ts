/** Text as lines for a terminal: columns, lines that fit, colours. */
import { styleText } from 'node:util';

export type Format = Parameters<typeof styleText>[0];

export function paint(colours: boolean, format: Format, text: string): string {
  return colours ? styleText(format, text, { validateStream: false }) : text;
}

/** Cut to the width, so that no line wraps by itself. */
export function fit(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** Broken at spaces; a word that is longer than a line is broken where the line ends. Lines of `text` stay lines. */
export function wrap(text: string, width: number): readonly string[] {
  const room = Math.max(8, width);
  return text.split('\n').flatMap((paragraph) => wrapLine(paragraph, room));
}

function wrapLine(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length <= width) {
      line = `${line} ${rest}`;
      continue;
    }
    if (line !== '') lines.push(line);
    for (; rest.length > width; rest = rest.slice(width)) lines.push(rest.slice(0, width));
    line = rest;
  }
  return [...lines, line];
}

/** Columns as wide as their widest cell, three spaces apart, as kubectl prints them. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd(),
  );
}
