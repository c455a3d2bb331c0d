import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { configMaps } from '../../src/api/resources.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { connect } from '../../src/kube/connect.ts';
import { isGone } from '../../src/kube/errors.ts';
import { Reflector } from '../../src/kube/reflector.ts';
import type { Change } from '../../src/kube/store.ts';
import { type ControlPlane, startControlPlane } from '../env/control-plane.ts';
import { startTcpProxy, type TcpProxy } from '../env/tcp-proxy.ts';
import { replay } from './replay.ts';

const namespace = 'default';
let plane: ControlPlane;
let proxy: TcpProxy;
/** Writes past the proxy, as the rest of the world does. */
let writer: ClusterClient;
let reader: ClusterClient;

beforeAll(async () => {
  plane = await startControlPlane();
  proxy = await startTcpProxy(plane.access.server);
  const { certificate, key } = await plane.authority.client('reader', ['system:masters']);
  const { server, caData } = plane.access;
  writer = connect({ server, caData, clientCertificateData: certificate, clientKeyData: key });
  reader = connect({ ...plane.access, server: proxy.server });
});

afterAll(async () => {
  await reader.close();
  await writer.close();
  await proxy[Symbol.asyncDispose]();
  await plane.stop();
});

const object = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } });

const done = { rounds: 0 };

/** Creates, changes, deletes and re-creates, so that each kind of change is missed at least once. */
async function change(): Promise<void> {
  const round = done.rounds;
  done.rounds += 1;
  await Promise.all(Array.from({ length: 10 }, (_, index) => writer.create(configMaps, object(`r${round}-${index}`))));
  if (round === 0) return;
  const before = (index: number) => ({ namespace, name: `r${round - 1}-${index}` });
  await writer.delete(configMaps, before(0));
  await writer.delete(configMaps, before(1));
  await writer.create(configMaps, object(before(1).name));
  await writer.patch(configMaps, before(2), { type: 'merge', body: { data: { round: String(round) } } });
}

async function truth(): Promise<Map<string, string | undefined>> {
  const { items } = await writer.list(configMaps, { namespace });
  return new Map(items.map(({ metadata }) => [metadata.name, metadata.resourceVersion]));
}

const versions = (objects: Iterable<KubeObject>) =>
  new Map([...objects].map(({ metadata }) => [metadata.name, metadata.resourceVersion]));

describe('Reflector on a real API server', () => {
  it('shows the truth after each of: cut connections, kill -9 of the server with changes unseen, a clean restart', async () => {
    const changes: Change[] = [];
    const problems: unknown[] = [];
    const reflector = new Reflector({
      client: reader,
      resource: configMaps,
      select: { namespace },
      onChange: (one) => changes.push(one),
      onProblem: (problem) => problems.push(problem),
    });
    reflector.start();
    await reflector.synced();
    const troubles = [
      async () => undefined,
      async () => proxy.cut(),
      async () => {
        await plane.stopServer('SIGKILL');
        await plane.startServer();
      },
      async () => {
        proxy.freeze();
        proxy.cut();
        await plane.stopServer();
        await plane.startServer();
        // Written while the reflector cannot see: its place in the history is lost with the server's memory.
        await change();
        await change();
        proxy.thaw();
        proxy.cut();
      },
    ];
    for (const trouble of troubles) {
      await trouble();
      await change();
      await expect.poll(() => versions(reflector.list()), { timeout: 45_000 }).toEqual(await truth());
      expect(versions(replay(new Map(), changes).values())).toEqual(await truth());
    }
    // Else the test did not make the server forget, and shows nothing about it.
    expect(problems.some(isGone)).toBe(true);
    await reflector.stop();
  }, 120_000);

  it('sees each change of objects of which it gets nothing but metadata', async () => {
    const changes: Change[] = [];
    const onChange = (one: Change) => changes.push(one);
    const select = { namespace, labelSelector: 'watched=bare', metadataOnly: true };
    const reflector = new Reflector({ client: reader, resource: configMaps, select, onChange });
    const labels = { watched: 'bare' };
    const bare = (name: string): KubeObject => ({ ...object(name), metadata: { name, namespace, labels } });
    const annotations = { notes: 'much to say' };
    const created = { ...bare('before'), metadata: { ...bare('before').metadata, annotations }, data: { large: 'x' } };
    await writer.create(configMaps, created);
    reflector.start();
    await reflector.synced();
    await writer.create(configMaps, bare('after'));
    await writer.patch(configMaps, { namespace, name: 'before' }, { type: 'merge', body: { data: { large: 'y' } } });
    await writer.delete(configMaps, { namespace, name: 'before' });
    const told = () => changes.map(({ type, object: { metadata } }) => `${type} ${metadata.name}`);
    await expect
      .poll(told, { timeout: 10_000 })
      .toEqual(['ADDED before', 'ADDED after', 'MODIFIED before', 'DELETED before']);
    expect(changes.map(({ object: seen }) => Object.keys(seen))).toEqual(
      changes.map(() => ['apiVersion', 'kind', 'metadata']),
    );
    expect(changes.map(({ object: { apiVersion, kind, metadata } }) => [apiVersion, kind, metadata.labels])).toEqual(
      changes.map(() => ['v1', 'ConfigMap', labels]),
    );
    expect(changes.some(({ object: { metadata } }) => 'annotations' in metadata || 'managedFields' in metadata)).toBe(
      false,
    );
    await reflector.stop();
  });
});
