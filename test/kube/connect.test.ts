import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CoreV1Api } from '@kubernetes/client-node';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { stringify } from 'yaml';
import { configMaps } from '../../src/api/resources.ts';
import { connect } from '../../src/kube/connect.ts';
import { PooledKubeConfig } from '../../src/kube/pooled-config.ts';
import { FakeClock } from './fake-clock.ts';
import { failure, hurried } from './stub-client.ts';
import { configMap, startStubServer } from './stub-server.ts';

const ref = { namespace: 'default', name: 'a' };

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'clusterpivot-connect-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function kubeconfigFile(cluster: object, user: object = { token: 't' }): Promise<string> {
  const file = join(await folder(), 'config');
  const context = (name: string) => ({ name, context: { cluster: 'c', user: 'u' } });
  const kubeconfig = {
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user }],
    contexts: [context('x'), context('y')],
    'current-context': 'x',
  };
  await writeFile(file, stringify(kubeconfig));
  return file;
}

async function stub() {
  const server = await startStubServer(() => ({ body: configMap('a', '1') }));
  onTestFinished(() => server.close());
  return server;
}

describe('a kubeconfig file', () => {
  it('gives server, CA and token, of the context that is named', async () => {
    const { parts, requests } = await stub();
    const { server, caData = '' } = parts;
    const data = Buffer.from(caData).toString('base64');
    const file = await kubeconfigFile(
      { server: `${server}/`, 'certificate-authority-data': data },
      { token: 'from-file' },
    );
    const client = connect({ kubeconfigFile: file, context: 'y' });
    onTestFinished(() => client.close());
    await client.get(configMaps, ref);
    expect(client).toMatchObject({ server, caData });
    expect(requests[0]?.headers['authorization']).toBe('Bearer from-file');
  });

  it('is read anew when its CA rotates: new connections trust the new one only', async () => {
    const { parts, connections } = await stub();
    const other = await stub();
    const caFile = join(await folder(), 'ca.crt');
    await writeFile(caFile, parts.caData ?? '');
    const clock = new FakeClock();
    const file = await kubeconfigFile({ server: parts.server, 'certificate-authority': caFile });
    const client = connect({ kubeconfigFile: file }, { clock });
    onTestFinished(() => client.close());
    for (let times = 0; times < 3; times += 1) await client.get(configMaps, ref);
    expect(connections.total).toBeLessThanOrEqual(2);
    await writeFile(caFile, other.parts.caData ?? '');
    expect(await hurried(clock, failure(client.get(configMaps, ref)))).toMatchObject({ kind: 'network' });
    await writeFile(caFile, parts.caData ?? '');
    expect(await client.get(configMaps, ref)).toMatchObject({ metadata: { name: 'a' } });
  });

  it.each([
    ['an http server', { server: 'http://h' }, /https:/],
    ['a proxy', { server: 'https://h', 'proxy-url': 'http://p' }, /proxy-url is not supported/],
  ])('is refused with %s', async (_name, cluster, message) => {
    const file = await kubeconfigFile(cluster);
    expect(() => connect({ kubeconfigFile: file })).toThrow(message);
  });

  it('is refused when the context is not there', async () => {
    const file = await kubeconfigFile({ server: 'https://h' });
    expect(() => connect({ kubeconfigFile: file, context: 'z' })).toThrow(/no cluster for its current context/);
  });
});

describe('in-cluster', () => {
  it('says so when this is no Pod', () => {
    vi.stubEnv('KUBERNETES_SERVICE_HOST', undefined);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(() => connect('in-cluster')).toThrow(/not in a cluster: KUBERNETES_SERVICE_HOST/);
  });
});

describe('the typed calls of client-node', () => {
  it('share the pool, so that they cost few connections too', async () => {
    const { parts, connections } = await stub();
    const config = new PooledKubeConfig();
    onTestFinished(() => config.close());
    const caData = Buffer.from(parts.caData ?? '').toString('base64');
    config.loadFromClusterAndUser(
      { name: 'c', server: parts.server, caData, skipTLSVerify: false },
      { name: 'u', token: 't' },
    );
    const api = config.makeApiClient(CoreV1Api);
    for (let times = 0; times < 20; times += 1) await api.readNamespacedConfigMap(ref);
    expect(connections.total).toBeLessThanOrEqual(2);
  });
});
