/** How rows become a table of a page. */

type Row = readonly string[];

export function markdownTable(heads: Row, rows: readonly Row[]): string {
  const line = (cells: Row) => `|${cells.map(cell).join('|')}|\n`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('');
}

/** A bar would end the cell, in code as well. */
function cell(text: string): string {
  return text === '' ? ' ' : ` ${text.replaceAll('|', '\\|')} `;
}

export function code(text: string): string {
  return `\`${text}\``;
}
