/** A real Prometheus, which collects or is given a past, asked as Grafana asks it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { z } from 'zod';
import { askPrometheus, queryRange, type Range, type Series } from '../../scripts/pictures/prometheus-api.ts';
import { run } from '../../testbed/command.ts';
import { freePorts, start } from '../env/child-process.ts';
import { type groups, writeRuleFile } from './rule-file.ts';

export interface ActiveAlert {
  readonly state: 'pending' | 'firing';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Prometheus extends AsyncDisposable {
  /** Where others may ask it while it runs. */
  readonly url: string;
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

const strings = z.record(z.string(), z.string());
const alertsAnswer = z.object({
  data: z.object({
    alerts: z.array(z.object({ state: z.enum(['pending', 'firing']), labels: strings, annotations: strings })),
  }),
});

const readySeconds = 60;

/** How often it collects, and looks at its rules. */
export const scrapeSeconds = 5;

export async function startPrometheus(options: PrometheusOptions): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'clusterpivot-prometheus-'));
  await prepare(folder, options);
  const [port = 0] = await freePorts(1);
  const address = `127.0.0.1:${port}`;
  const url = `http://${address}`;
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
  await untilReady(`${url}/-/ready`, () => program.ended()).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { ...asked(url), [Symbol.asyncDispose]: stop };
}

async function prepare(folder: string, { past, scrape = [], rules = [] }: PrometheusOptions): Promise<void> {
  const data = join(folder, 'data');
  await mkdir(data);
  await writeRuleFile(join(folder, 'rules.yml'), rules);
  const config = {
    global: { scrape_interval: `${scrapeSeconds}s`, evaluation_interval: `${scrapeSeconds}s` },
    rule_files: ['rules.yml'],
    scrape_configs: scrape,
  };
  await writeFile(join(folder, 'prometheus.yml'), stringify(config));
  if (past === undefined) return;
  const file = join(folder, 'past.txt');
  await writeFile(file, past);
  await run(['promtool', 'tsdb', 'create-blocks-from', 'openmetrics', file, data]);
}

function asked(url: string): Pick<Prometheus, 'url' | 'query' | 'alerts'> {
  return {
    url,
    query: async (expr, range) => queryRange(url, expr, range),
    alerts: async () => alertsAnswer.parse(await askPrometheus(url, 'alerts', {})).data.alerts,
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
