/** The operator as a process of its own: what it tells of a pivot, of itself, and to a collector. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { clusterPivots, pods } from '../../src/api/resources.ts';
import { listen } from '../../src/http-server.ts';
import { connect } from '../../src/kube/connect.ts';
import { buildKubeconfig } from '../../src/kube/kubeconfig.ts';
import { installOperator, installProviders } from '../controller/install.ts';
import { objectOf } from '../controller/minimal-crds.ts';
import { start } from '../env/child-process.ts';
import { startControlPlane } from '../env/control-plane.ts';

const own = 'clusterpivot-system';
const patience = { timeout: 60_000, interval: 100 };

interface Line {
  readonly msg: string;
  readonly level: string;
  readonly clusterpivot?: string;
  readonly phase?: string;
  readonly metricsPort?: number;
}

async function openSource() {
  const plane = await startControlPlane();
  const admin = connect(plane.access);
  onTestFinished(async () => {
    await admin.close();
    await plane.stop();
  });
  await installProviders(admin);
  await installOperator(admin, own);
  const { token } = await admin.requestToken({ namespace: own, name: 'clusterpivot-operator' }, 3600);
  const { server, caData } = plane.access;
  return { plane, admin, kubeconfig: buildKubeconfig({ server, caData, token }) };
}

async function openCollector() {
  const bodies: string[] = [];
  const server = await listen(
    createServer((request, response) => {
      // Answered only then: whoever has its answer may leave with the rest of what it sends.
      const answer = (body: string) => {
        bodies.push(body);
        response.end('{}');
      };
      text(request).then(answer, () => response.destroy());
    }),
    0,
    '127.0.0.1',
  );
  onTestFinished(() => server.close());
  return { bodies, url: `http://127.0.0.1:${server.port}` };
}

async function startOperator(kubeconfig: string, settings: Readonly<Record<string, string | undefined>>) {
  const folder = await mkdtemp(join(tmpdir(), 'clusterpivot-operator-'));
  onTestFinished(async () => rm(folder, { recursive: true }));
  const [file, log] = [join(folder, 'kubeconfig'), join(folder, 'log')];
  await writeFile(file, kubeconfig);
  const main = join(import.meta.dirname, '../../src/main.ts');
  const ports = { HEALTH_PORT: '0', METRICS_PORT: '0' };
  const program = await start([process.execPath, main], log, {
    env: { PATH: process.env['PATH'], KUBECONFIG: file, OPERATOR_IMAGE: 'none', ...ports, ...settings },
  });
  onTestFinished(() => program.stop());
  const lines = async () => {
    const written = (await readFile(log, 'utf8')).split('\n').filter((line) => line.startsWith('{'));
    return written.map((line) => JSON.parse(line) as Line);
  };
  return { program, lines };
}

it('tells of a pivot from its first look on, and of nothing once it is gone', { timeout: 180_000 }, async () => {
  const [{ admin, kubeconfig }, collector] = await Promise.all([openSource(), openCollector()]);
  const { program, lines } = await startOperator(kubeconfig, {
    METRICS_SECURE: 'false',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  });
  const scrape = async () => {
    const { metricsPort } = (await lines()).find(({ msg }) => msg === 'started') ?? {};
    if (metricsPort === undefined) throw new Error((await program.ended()) ?? 'it has not started yet');
    return (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  };
  await expect.poll(scrape, patience).toContain('leader_election_master_status{name="clusterpivot-operator"} 1');
  const metadata = { name: 'pivot', namespace: own };
  await admin.create(clusterPivots, objectOf(clusterPivots, metadata, { spec: { clusterName: 'prod' } }));
  const of = `namespace="${own}",name="pivot"`;
  await expect.poll(scrape, patience).toContain(`clusterpivot_phase{${of},phase="Preflight"} 1`);
  const seen = await scrape();
  expect(seen).toMatch(new RegExp(`^clusterpivot_condition\\{${of},condition="PreflightPassed",status="False",`, 'm'));
  expect(seen).toMatch(/^rest_client_requests_total\{code="200",method="GET",host="127.0.0.1:\d+"\} [1-9]/m);
  expect(seen).toMatch(/^workqueue_adds_total\{.*\} [1-9]/m);
  expect((await lines()).filter(({ clusterpivot }) => clusterpivot === `${own}/pivot`)).toContainEqual(
    expect.objectContaining({ phase: 'Preflight' }),
  );
  await admin.delete(clusterPivots, metadata);
  await expect.poll(scrape, patience).not.toContain(of);
  await program.stop();
  expect(await program.exited).toEqual({ code: 0, signal: null });
  expect(collector.bodies.join()).toContain('"name":"reconcile"');
});

it('ends, and says why, when it cannot serve its metrics', { timeout: 120_000 }, async () => {
  const { kubeconfig } = await openSource();
  const { program } = await startOperator(kubeconfig, { METRICS_CERT_DIR: '/nowhere' });
  expect(await program.exited).toEqual({ code: 1, signal: null });
  expect(await program.ended()).toContain('/nowhere/tls.crt');
});

// The kubelet starts what ends over and over later and later: minutes would pass after the API server is back.
it('waits for an API server that does not answer when it starts, and leads once it does', {
  timeout: 180_000,
}, async () => {
  const { plane, admin, kubeconfig } = await openSource();
  const pod = { namespace: own, name: 'clusterpivot-operator-0' };
  const spec = {
    serviceAccountName: 'clusterpivot-operator',
    containers: [{ name: 'operator', image: 'operator:v1' }],
  };
  await admin.create(pods, objectOf(pods, pod, { spec }));
  await plane.stopServer('SIGKILL');
  const { program, lines } = await startOperator(kubeconfig, {
    METRICS_SECURE: 'false',
    OPERATOR_IMAGE: undefined,
    POD_NAMESPACE: pod.namespace,
    POD_NAME: pod.name,
  });
  const said = async () => (await lines()).map(({ msg }) => msg);
  await expect.poll(said, patience).toContain('trying again');
  await plane.startServer();
  await expect.poll(said, patience).toContain('leading');
  expect(await program.ended()).toBeUndefined();
});
