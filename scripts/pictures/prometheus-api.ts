/** Prometheus' HTTP API, asked as Grafana asks it. */
import { z } from 'zod';

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since 1970 and value. */
  readonly values: readonly (readonly [number, number])[];
}

export interface Range {
  /** Seconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

const sample = z.tuple([z.number(), z.string().transform(Number)]);
const labels = z.record(z.string(), z.string());
const rangeAnswer = z.object({
  data: z.object({ result: z.array(z.object({ metric: labels, values: z.array(sample) })) }),
});
const instantAnswer = z.object({
  data: z.object({ result: z.array(z.object({ metric: labels, value: sample })) }),
});

/** The JSON of an answer. Rejects with Prometheus' own words. */
export async function askPrometheus(
  url: string,
  path: string,
  parameters: Readonly<Record<string, string>>,
): Promise<unknown> {
  const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} ${JSON.stringify(parameters)}: ${text}`);
  return JSON.parse(text);
}

export async function queryRange(url: string, expr: string, range: Range): Promise<readonly Series[]> {
  const { from, to, step } = range;
  const asked = { query: expr, start: `${from}`, end: `${to}`, step: `${step}` };
  const answer = rangeAnswer.parse(await askPrometheus(url, 'query_range', asked));
  return answer.data.result.map(({ metric, values }) => ({ labels: metric, values }));
}

/** Series of one value each. */
export async function queryAt(url: string, expr: string, time: number): Promise<readonly Series[]> {
  const answer = instantAnswer.parse(await askPrometheus(url, 'query', { query: expr, time: `${time}` }));
  return answer.data.result.map(({ metric, value }) => ({ labels: metric, values: [value] }));
}
