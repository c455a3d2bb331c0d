/** Series as a panel names them. */
import type { Panel } from './dashboard-json.ts';
import type { Answer } from './look.ts';
import type { Series } from './prometheus-api.ts';

export interface NamedSeries extends Series {
  readonly name: string;
}

function nameOf(legendFormat: string, { labels }: Series): string {
  return legendFormat.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? '');
}

/**
 * In the order of the queries, and each query's by name: Prometheus gives them in any. Without what is no number, such as a
 * quantile of nothing.
 */
export function named({ targets }: Panel, answer: Answer): readonly NamedSeries[] {
  return targets.flatMap(({ legendFormat }, index) =>
    (answer[index] ?? [])
      .map((series) => ({
        name: nameOf(legendFormat, series),
        labels: series.labels,
        values: series.values.filter(([, value]) => Number.isFinite(value)),
      }))
      .filter(({ values }) => values.length > 0)
      .toSorted((one, other) => (one.name < other.name ? -1 : 1)),
  );
}
