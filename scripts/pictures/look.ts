/** What Prometheus answers to each query of a dashboard. */
import { type Dashboard, isPanel } from './dashboard-json.ts';
import { queryAt, queryRange, type Series } from './prometheus-api.ts';

/** The times that a dashboard is looked at over, in seconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
  /** How often Prometheus collects. */
  readonly scrapeSeconds: number;
}

/** Of a panel: for each of its queries the series. */
export type Answer = readonly (readonly Series[])[];

/** By the numbers of the panels. */
export type Answers = ReadonlyMap<number, Answer>;

/** Between points of a line: no more of them than a panel has room for. */
export function stepOf({ from, to, scrapeSeconds }: Span): number {
  const mostPoints = 120;
  return Math.max(1, Math.ceil((to - from) / mostPoints / scrapeSeconds)) * scrapeSeconds;
}

/** A query as Grafana sends it, with everything chosen. */
export function withEverythingChosen(expr: string, variables: readonly string[], span: Span): string {
  const { scrapeSeconds } = span;
  const rateInterval = Math.max(stepOf(span) + scrapeSeconds, 4 * scrapeSeconds);
  const timed = expr.replaceAll('$__rate_interval', `${rateInterval}s`);
  return variables.reduce((text, name) => text.replaceAll(new RegExp(`\\$${name}\\b`, 'g'), '.*'), timed);
}

export async function askAll(url: string, { panels, templating }: Dashboard, span: Span): Promise<Answers> {
  const variables = templating.list.map(({ name }) => name);
  const range = { from: span.from, to: span.to, step: stepOf(span) };
  const answers = new Map<number, Answer>();
  for (const { id, targets } of panels.filter(isPanel)) {
    const asked = targets.map(({ expr, instant }) => {
      const query = withEverythingChosen(expr, variables, span);
      return instant ? queryAt(url, query, span.to) : queryRange(url, query, range);
    });
    answers.set(id, await Promise.all(asked));
  }
  return answers;
}
