/** A real Prometheus, which collects or is given a past, asked as Grafana asks it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { z } from 'zod';
import { run } from '../../testbed/command.ts';
import { freePorts, start } from '../env/child-process.ts';
import { type groups, writeRuleFile } from './rule-file.ts';

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

export interface ActiveAlert {
  readonly state: 'pending' | 'firing';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Prometheus extends AsyncDisposable {
  query(expr: string, range: Range): Promise<readonly Series[]>;
  alerts(): Promise<readonly ActiveAlert[]>;
}

export interface PrometheusOptions {
  /** OpenMetrics text with times. */
  readonly past?: string;
  /** As in prometheus.yml. */
  readonly scrape?: readonly object[];
  readonly rules?: typeof groups;
}

const seriesAnswer = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.number(), z.string().transform(Number)])),
      }),
    ),
  }),
});

const strings = z.record(z.string(), z.string());
const alertsAnswer = z.object({
  data: z.object({
    alerts: z.array(z.object({ state: z.enum(['pending', 'firing']), labels: strings, annotations: strings })),
  }),
});

const readySeconds = 60;

export async function startPrometheus(options: PrometheusOptions): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'clusterpivot-prometheus-'));
  await prepare(folder, options);
  const [port = 0] = await freePorts(1);
  const address = `127.0.0.1:${port}`;
  const program = await start(
    [
      'prometheus',
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=${address}`,
      // Blocks that are made afterwards have no marks where series end, as Prometheus sets them when it collects.
      ...(options.past === undefined ? [] : ['--query.lookback-delta=10s']),
    ],
    join(folder, 'log'),
  );
  const stop = async () => {
    await program.stop();
    await rm(folder, { recursive: true, force: true });
  };
  await untilReady(`http://${address}/-/ready`, () => program.ended()).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { ...asked(`http://${address}/api/v1`), [Symbol.asyncDispose]: stop };
}

async function prepare(folder: string, { past, scrape = [], rules = [] }: PrometheusOptions): Promise<void> {
  const data = join(folder, 'data');
  await mkdir(data);
  await writeRuleFile(join(folder, 'rules.yml'), rules);
  const config = {
    global: { scrape_interval: '5s', evaluation_interval: '5s' },
    rule_files: ['rules.yml'],
    scrape_configs: scrape,
  };
  await writeFile(join(folder, 'prometheus.yml'), stringify(config));
  if (past === undefined) return;
  const file = join(folder, 'past.txt');
  await writeFile(file, past);
  await run(['promtool', 'tsdb', 'create-blocks-from', 'openmetrics', file, data]);
}

function asked(api: string): Pick<Prometheus, 'query' | 'alerts'> {
  const ask = async (path: string, parameters: Readonly<Record<string, string>>): Promise<unknown> => {
    const response = await fetch(`${api}/${path}?${new URLSearchParams(parameters).toString()}`);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} ${JSON.stringify(parameters)}: ${text}`);
    return JSON.parse(text);
  };
  return {
    query: async (expr, { from, to, step }) => {
      const answer = await ask('query_range', { query: expr, start: `${from}`, end: `${to}`, step: `${step}` });
      return seriesAnswer.parse(answer).data.result.map(({ metric, values }) => ({ labels: metric, values }));
    },
    alerts: async () => alertsAnswer.parse(await ask('alerts', {})).data.alerts,
  };
}

async function untilReady(url: string, ended: () => Promise<string | undefined>): Promise<void> {
  for (let left = readySeconds * 10; left > 0; left--) {
    const ready = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    const end = await ended();
    if (end !== undefined) throw new Error(end);
    await sleep(100);
  }
  throw new Error(`Prometheus is not ready within ${readySeconds} s`);
}
