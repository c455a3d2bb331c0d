import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as plainRequest } from 'node:http';
import { request } from 'node:https';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { clusterRoleBindings, namespaces, serviceAccounts } from '../../src/api/resources.ts';
import { systemClock } from '../../src/kube/clock.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { connect } from '../../src/kube/connect.ts';
import { AccessReviews } from '../../src/metrics/access-reviews.ts';
import { Metrics } from '../../src/metrics/metrics.ts';
import { startMetricsServer } from '../../src/metrics/metrics-server.ts';
import { certificateFiles, selfSignedCertificates } from '../../src/metrics/serving-certificate.ts';
import { installOperator } from '../controller/install.ts';
import { certificateAuthority } from '../env/certificates.ts';
import { FakeClock } from '../kube/fake-clock.ts';

const own = 'clusterpivot-system';
const scraping = `scraping-${randomUUID().slice(0, 8)}`;
const { server, caData, token: adminToken } = inject('source');
const admin = connect({ server, caData, token: adminToken });

interface Answer {
  readonly status: number;
  readonly text: string;
  /** Who the server says it is. */
  readonly certificate: string | undefined;
}

function ask(port: number, path: string, token?: string, ca?: string): Promise<Answer> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const trust = ca === undefined ? { rejectUnauthorized: false } : { ca };
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, headers, agent: false, ...trust }, (response) => {
      const certificate = 'getPeerCertificate' in response.socket ? peer(response.socket) : undefined;
      let text = '';
      response.on('data', (piece: Buffer) => {
        text += piece.toString('utf8');
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, certificate }));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

function peer(socket: object): string {
  return (socket as { getPeerCertificate(): { fingerprint256: string } }).getPeerCertificate().fingerprint256;
}

async function tokenOf(name: string, namespace: string): Promise<string> {
  return (await admin.requestToken({ namespace, name }, 3600)).token;
}

/** The operator's own account, with the rights of config/rbac and nothing more. */
async function operatorClient(): Promise<ClusterClient> {
  const client = connect({ server, caData, token: await tokenOf('clusterpivot-operator', own) });
  onTestFinished(() => client.close());
  return client;
}

async function given({ files, clock = systemClock }: { files?: string; clock?: typeof systemClock } = {}) {
  const problems: string[] = [];
  const certificates = files === undefined ? selfSignedCertificates(['localhost'], clock) : certificateFiles(files);
  const metrics = new Metrics({ clock, leads: () => true, lease: 'operator' });
  const running = await startMetricsServer({
    address: '127.0.0.1',
    port: 0,
    metrics,
    guard: { reviews: new AccessReviews(await operatorClient(), clock), certificates, clock },
    onProblem: (problem) => problems.push(problem),
  });
  onTestFinished(() => running.close());
  return { port: running.port, problems };
}

beforeAll(async () => {
  await installOperator(admin, own);
  await admin.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: scraping } });
  for (const name of ['reader', 'stranger']) {
    const metadata = { name, namespace: scraping };
    await admin.create(serviceAccounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  }
  await admin.create(clusterRoleBindings, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: scraping },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'clusterpivot-metrics-reader' },
    subjects: [{ kind: 'ServiceAccount', name: 'reader', namespace: scraping }],
  });
  return () => admin.close();
});

describe('/metrics', () => {
  it('is for whom ClusterRole clusterpivot-metrics-reader is bound to, and for nobody else', async () => {
    const { port, problems } = await given();
    const [none, forged] = [await ask(port, '/metrics'), await ask(port, '/metrics', 'e30.e30.c2ln')];
    expect([none.status, forged.status]).toEqual([401, 401]);
    expect(await ask(port, '/metrics', await tokenOf('stranger', scraping))).toMatchObject({
      status: 403,
      text: expect.stringContaining(`system:serviceaccount:${scraping}:stranger may not get`) as unknown,
    });
    const allowed = await ask(port, '/metrics', await tokenOf('reader', scraping));
    expect(allowed.status).toBe(200);
    expect(allowed.text).toContain('leader_election_master_status{name="operator"} 1');
    expect(problems).toEqual([]);
  });

  it('is all that there is', async () => {
    const { port } = await given();
    const token = await tokenOf('reader', scraping);
    expect([(await ask(port, '/', token)).status, (await ask(port, '/healthz', token)).status]).toEqual([404, 404]);
  });

  it('is not told while the API server does not answer the operator', async () => {
    const client = connect({ server, caData, token: 'of-nobody' });
    onTestFinished(() => client.close());
    const problems: string[] = [];
    const running = await startMetricsServer({
      address: '127.0.0.1',
      port: 0,
      metrics: new Metrics({ clock: systemClock, leads: () => true, lease: 'operator' }),
      guard: {
        reviews: new AccessReviews(client, systemClock),
        certificates: selfSignedCertificates(['localhost'], systemClock),
        clock: systemClock,
      },
      onProblem: (problem) => problems.push(problem),
    });
    onTestFinished(() => running.close());
    expect((await ask(running.port, '/metrics', 'any')).status).toBe(500);
    expect(problems).toEqual([expect.stringContaining('create tokenreviews')]);
  });

  it('is served with the certificate that is in the folder now', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clusterpivot-metrics-'));
    onTestFinished(async () => rm(folder, { recursive: true }));
    const authority = await certificateAuthority();
    const renew = async () => {
      const { certificate, key } = await authority.server();
      await writeFile(join(folder, 'tls.crt'), certificate);
      await writeFile(join(folder, 'tls.key'), key);
    };
    await renew();
    const clock = new FakeClock();
    const { port } = await given({ files: folder, clock });
    const before = await ask(port, '/metrics', undefined, authority.certificate);
    await renew();
    await clock.advance(10_000);
    await expect
      .poll(async () => (await ask(port, '/metrics', undefined, authority.certificate)).certificate)
      .not.toBe(before.certificate);
  });
});

it('without a guard it is plain, and on the given address alone', async () => {
  const metrics = new Metrics({ clock: systemClock, leads: () => true, lease: 'operator' });
  const options = { address: '127.0.0.1', port: 0, metrics, guard: undefined, onProblem: () => undefined };
  const running = await startMetricsServer(options);
  onTestFinished(() => running.close());
  const answer = await fetch(`http://127.0.0.1:${running.port}/metrics`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  const others = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  for (const { address } of others.filter(({ internal, family }) => !internal && family === 'IPv4')) {
    await expect(reach(address, running.port)).rejects.toThrow('ECONNREFUSED');
  }
});

function reach(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    plainRequest({ host, port, path: '/metrics' }, () => resolve())
      .on('error', reject)
      .end();
  });
}
