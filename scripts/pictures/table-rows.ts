/** The rows of a panel of type table: answers of its queries, merged as Grafana's transformations say. */
import type { PanelOf } from './dashboard-json.ts';
import type { Answer } from './look.ts';

type Row = Readonly<Record<string, string>>;

/** Rows of different queries that agree in every label that both have. */
function agree(one: Row, other: Row): boolean {
  return Object.entries(one).every(([label, value]) => (other[label] ?? value) === value);
}

function merged(answer: Answer): readonly Row[] {
  const [first = [], ...rest] = answer.map((series) => series.map(({ labels }): Row => labels));
  return rest.reduce<readonly Row[]>((rows, more) => {
    const joined = rows.map((row) => ({ ...row, ...more.find((other) => agree(row, other)) }));
    return [...joined, ...more.filter((other) => !rows.some((row) => agree(row, other)))];
  }, first);
}

/** The heading, then rows in the order of their cells. */
export function tableRows(panel: PanelOf<'table'>, answer: Answer): readonly string[][] {
  const [, { options: filter }, { options: order }] = panel.transformations;
  const place = (name: string) => order.indexByName[name] ?? Number.POSITIVE_INFINITY;
  const columns = filter.include.names.toSorted((one, other) => place(one) - place(other));
  const rows = merged(answer).map((row) => columns.map((column) => row[column] ?? ''));
  return [columns, ...rows.toSorted((one, other) => (one.join('\n') < other.join('\n') ? -1 : 1))];
}
