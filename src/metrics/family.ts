/** What is fixed of a metric before it has samples, and what a sample is. docs/metrics.md is generated from the families. */

export interface Family {
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds, of a histogram. */
  readonly buckets?: readonly number[];
}

export interface NamedFamily extends Family {
  readonly name: string;
}

export type Labels = Readonly<Record<string, string>>;

/** One sample of the metric `name` of a set of families. */
export interface Sample<Name extends string = string> {
  readonly name: Name;
  readonly labels: Labels;
  readonly value: number;
}
