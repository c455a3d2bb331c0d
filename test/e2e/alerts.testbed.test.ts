/** A pivot that a gate holds up, and a real Prometheus that collects from the operator: an alert fires, names the reason, and ends. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { drawDashboard } from '../../scripts/pictures/draw-dashboard.ts';
import type { PivotStatus } from '../../src/api/clusterpivot.ts';
import { ensureBinaries } from '../../testbed/binaries.ts';
import type { TestbedCluster } from '../../testbed/cluster.ts';
import { endpointInterface } from '../../testbed/manifests/endpoint.ts';
import { type ActiveAlert, type Prometheus, scrapeSeconds, startPrometheus } from '../alerts/prometheus.ts';
import { noPrometheus, skipped } from '../alerts/promtool.ts';
import { groups } from '../alerts/rule-file.ts';
import { sooner } from '../alerts/sooner.ts';
import { freePorts, start } from '../env/child-process.ts';
import { followPivot, untilSaid } from './pivot-follower.ts';
import { applyPivot, clusterName, gates, namespace, pivotRef, testbedForPivot } from './testbed-pivot.ts';

const minutes = 60_000;
const own = 'clusterpivot-system';
const account = 'clusterpivot-metrics';
const accountFile = join(import.meta.dirname, '../../config/prometheus/scrape-account.yaml');

/** The operator's metrics on a port of this machine, through the API server. */
async function forwardMetrics(source: TestbedCluster, folder: string): Promise<AsyncDisposable & { port: number }> {
  const { kubectl } = await ensureBinaries(['kubectl']);
  const [port = 0] = await freePorts(1);
  const program = await start(
    [
      kubectl,
      `--kubeconfig=${source.kubeconfigPath}`,
      'port-forward',
      `--namespace=${own}`,
      'deployment/clusterpivot-operator',
      `${port}:metrics`,
    ],
    join(folder, 'port-forward.log'),
  );
  return { port, [Symbol.asyncDispose]: () => program.stop() };
}

/** As the ServiceMonitor says, but for where to. */
async function collectFrom(source: TestbedCluster, port: number, folder: string): Promise<Prometheus> {
  await source.kubectl(['apply', '--server-side', `--filename=${accountFile}`]);
  const token = await source.kubectl(['create', 'token', account, `--namespace=${own}`, '--duration=2h']);
  const tokenFile = join(folder, 'token');
  await writeFile(tokenFile, token.trim(), { mode: 0o600 });
  const scrape = {
    job_name: 'clusterpivot',
    scheme: 'https',
    honor_labels: true,
    authorization: { credentials_file: tokenFile },
    tls_config: { insecure_skip_verify: true },
    static_configs: [{ targets: [`127.0.0.1:${port}`], labels: { pod: 'operator' } }],
  };
  return startPrometheus({ scrape: [scrape], rules: sooner(groups) });
}

/** The one thing to do is to ask again. Rejects after three minutes, with the alerts that are active then. */
async function until(prometheus: Prometheus, what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let left = 180; left > 0; left--) {
    if (await holds()) return;
    await sleep(1000);
  }
  throw new Error(`not seen within 180 s: ${what}; active: ${JSON.stringify(await prometheus.alerts())}`);
}

/** Whether a query has had an answer in the last seconds. */
async function isSeen(prometheus: Prometheus, expr: string): Promise<boolean> {
  const to = Date.now() / 1000;
  return (await prometheus.query(expr, { from: to - 5, to, step: 5 })).length > 0;
}

/** Where the picture of the dashboard is wanted, such as docs/images. */
const pictures = process.env['CLUSTERPIVOT_PICTURES'];

/** From before the pivot to the last second in which the target was watched: the last moment with everything to see. */
async function drawPivot(prometheus: Prometheus, { phases = [] }: PivotStatus, file: string): Promise<void> {
  const { startTime = '' } = phases[0] ?? {};
  const { endTime = '' } = phases.find(({ name }) => name === 'Soaking') ?? {};
  const span = { from: Math.floor(Date.parse(startTime) / 1000) - 10, to: Math.floor(Date.parse(endTime) / 1000) - 1 };
  await drawDashboard(prometheus.url, { ...span, scrapeSeconds }, file);
}

const isStuck = ({ state, labels }: ActiveAlert) =>
  state === 'firing' && labels['alertname'] === 'ClusterPivotNoProgress' && labels['reason'] === 'NoStaticAddress';

describe.skipIf(noPrometheus !== undefined)(`alerts of a real pivot${skipped}`, () => {
  it('fire while a gate holds it up, say why, and end when it goes on', { timeout: 20 * minutes }, async () => {
    const { source, target, ...testbed } = await testbedForPivot();
    const folder = await mkdtemp(join(tmpdir(), 'clusterpivot-alerts-'));
    const ownAddress = [`${target.provisioningIp}/24`, 'dev', endpointInterface];
    const repair = () => target.exec(['ip', 'address', 'replace', ...ownAddress]);
    try {
      await using forward = await forwardMetrics(source, folder);
      await using prometheus = await collectFrom(source, forward.port, folder);
      await using pivot = followPivot(source, namespace, clusterName);
      const active = async () => prometheus.alerts();
      // Or everything below would be silent for want of an operator.
      await until(prometheus, 'an operator that leads', () => isSeen(prometheus, 'leader_election_master_status == 1'));

      await target.exec(['ip', 'address', 'del', ...ownAddress]);
      await applyPivot({ source, target, ...testbed }, { gates });
      await untilSaid(pivot, 'NoStaticAddress', 'the interface has no static address', 400);
      await until(prometheus, 'no progress', async () => (await active()).some(isStuck));
      const stuck = (await active()).find(isStuck);
      expect(stuck?.labels).toMatchObject({ namespace, name: clusterName, severity: 'warning' });
      expect(stuck?.annotations['description']).toContain(
        `ClusterPivot ${namespace}/${clusterName} has got nothing done`,
      );

      await repair();
      await pivot.until('it goes on', (seen) => seen?.status.phase !== 'Preparing', 120);
      await until(prometheus, 'the alert ended', async () => !(await active()).some(isStuck));
      await pivot.until('completed', (seen) => seen?.status.phase === 'Completed', 600);
      await until(prometheus, 'no alert once it is complete', async () => (await active()).length === 0);
      if (pictures !== undefined) {
        await drawPivot(prometheus, pivot.last()?.status ?? {}, join(pictures, 'dashboard.svg'));
      }
      await source.kubectl(['delete', pivotRef, `--namespace=${namespace}`]);
    } finally {
      await repair();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
