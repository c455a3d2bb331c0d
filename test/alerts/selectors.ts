/** Which metrics and labels a query asks for, by Prometheus' own grammar. */
import { parser } from '@prometheus-io/lezer-promql';

export interface Selector {
  readonly metric: string;
  /** Of its matchers. */
  readonly labels: readonly string[];
}

/** Throws where the query is not valid. */
export function selectorsOf(expr: string): readonly Selector[] {
  const found: { metric: string; labels: string[] }[] = [];
  parser.parse(expr).iterate({
    enter: ({ name, type, from, to, node }) => {
      const text = expr.slice(from, to);
      if (type.isError) throw new Error(`${expr} is not PromQL at ${from}`);
      if (name === 'VectorSelector') found.push({ metric: '', labels: [] });
      const current = found.at(-1);
      if (current === undefined) return;
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') current.metric = text;
      if (name === 'LabelName' && node.parent?.name === 'UnquotedLabelMatcher') current.labels.push(text);
    },
  });
  return found;
}
