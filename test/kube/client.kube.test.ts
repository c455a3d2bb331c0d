import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import type { KubeObject, Resource } from '../../src/api/kube-object.ts';
import {
  configMaps,
  customResourceDefinitions,
  namespaces,
  nodes,
  pods,
  serviceAccounts,
} from '../../src/api/resources.ts';
import type { ClusterClient, WatchEvent } from '../../src/kube/cluster-client.ts';
import { connect } from '../../src/kube/connect.ts';
import { isAlreadyExists, isKubeError, type KubeError } from '../../src/kube/errors.ts';
import { startTcpProxy } from '../env/tcp-proxy.ts';

const access = inject('source');
const namespace = `client-${randomUUID().slice(0, 8)}`;
let client: ClusterClient;

beforeAll(async () => {
  client = connect(access);
  await client.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
});

afterAll(() => client.close());

const object = (name: string, data: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels: { test: 'client' } },
  data,
});
const ref = (name: string) => ({ namespace, name });

async function failure(work: Promise<unknown>): Promise<KubeError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isKubeError(error)) throw new Error(`must reject with a KubeError; it gave ${String(error)}`);
  return error;
}

describe('objects', () => {
  it('are created once, read, and gone after delete', async () => {
    expect(await client.get(configMaps, ref('once'))).toBeUndefined();
    const created = await client.create(configMaps, object('once', { a: '1' }));
    expect(await client.get(configMaps, ref('once'))).toEqual(created);
    const again = await failure(client.create(configMaps, object('once')));
    expect(isAlreadyExists(again)).toBe(true);
    expect(again.message).toBe(`create configmaps ${namespace}/once: 409 configmaps "once" already exists`);
    expect(await client.delete(configMaps, ref('once'))).toBe(true);
    expect(await client.delete(configMaps, ref('once'))).toBe(false);
  });

  it('are replaced only on top of the version that was read', async () => {
    const first = await client.create(configMaps, object('replaced'));
    const second = await client.replace(configMaps, { ...first, data: { a: '2' } });
    expect(second['data']).toEqual({ a: '2' });
    expect(await failure(client.replace(configMaps, { ...first, data: { a: '3' } }))).toMatchObject({
      kind: 'conflict',
      reason: 'Conflict',
    });
  });

  it('are patched in three ways', async () => {
    await client.create(configMaps, object('patched', { a: '1' }));
    await client.patch(configMaps, ref('patched'), { type: 'merge', body: { data: { b: '2' } } });
    await client.patch(configMaps, ref('patched'), { type: 'json', body: [{ op: 'remove', path: '/data/a' }] });
    const applied = await client.patch(configMaps, ref('patched'), {
      type: 'apply',
      body: object('patched', { c: '3' }),
      force: true,
    });
    expect(applied['data']).toEqual({ b: '2', c: '3' });
    expect(applied.metadata.managedFields).toContainEqual(
      expect.objectContaining({ manager: 'clusterpivot', operation: 'Apply' }),
    );
  });

  it('are not patched when UID or version in the patch are of others', async () => {
    const { metadata } = await client.create(configMaps, object('guarded'));
    const patch = (guard: object) =>
      client.patch(configMaps, ref('guarded'), { type: 'merge', body: { metadata: guard, data: { x: 'y' } } });
    expect(await failure(patch({ uid: randomUUID() }))).toMatchObject({ kind: 'conflict' });
    expect(await failure(patch({ resourceVersion: '1' }))).toMatchObject({ kind: 'conflict' });
    expect(await patch({ uid: metadata.uid, resourceVersion: metadata.resourceVersion })).toMatchObject({
      data: { x: 'y' },
    });
  });

  it('are deleted only in the incarnation that was meant', async () => {
    const { metadata } = await client.create(configMaps, object('incarnation'));
    expect(await failure(client.delete(configMaps, ref('incarnation'), { uid: randomUUID() }))).toMatchObject({
      kind: 'conflict',
    });
    expect(await failure(client.delete(configMaps, ref('incarnation'), { resourceVersion: '1' }))).toMatchObject({
      kind: 'conflict',
    });
    expect(await client.delete(configMaps, ref('incarnation'), { uid: metadata.uid ?? '' })).toBe(true);
  });

  it('are not stored by a dry run', async () => {
    expect(await client.create(configMaps, object('dry'), { dryRun: true })).toMatchObject({
      metadata: { name: 'dry' },
    });
    expect(await client.get(configMaps, ref('dry'))).toBeUndefined();
  });

  it('are not undone by a dry run of a deletion, which is refused as the real one would be', async () => {
    const { metadata } = await client.create(configMaps, object('stays'));
    expect(await client.delete(configMaps, ref('stays'), { uid: metadata.uid ?? '', dryRun: true })).toBe(true);
    expect(await client.get(configMaps, ref('stays'))).toMatchObject({ metadata: { uid: metadata.uid } });
    const other = client.delete(configMaps, ref('stays'), { uid: randomUUID(), dryRun: true });
    expect(await failure(other)).toMatchObject({ kind: 'conflict' });
  });

  it('may be preceded by a look at how the server answers, and for how long it will', async () => {
    const { tookMs, serverTime = 0 } = await client.ping();
    expect(tookMs).toBeGreaterThan(0);
    expect(Math.abs(serverTime - Date.now())).toBeLessThan(60_000);
    expect((await client.expiries()).serverCertificate).toBeGreaterThan(Date.now());
  });
});

describe('refusals', () => {
  it('of what is not valid are invalid', async () => {
    expect(await failure(client.create(configMaps, object('Not A Name')))).toMatchObject({
      kind: 'invalid',
      status: 422,
      reason: 'Invalid',
    });
    const unknown = { ...object('strict'), nonsense: true };
    const error = await failure(client.create(configMaps, unknown, { fieldValidation: 'Strict' }));
    expect(error).toMatchObject({ kind: 'invalid', status: 400 });
    expect(error.message).toContain('nonsense');
    await client.create(configMaps, unknown, { fieldValidation: 'Ignore' });
  });

  it('of types that are not there are notFound', async () => {
    const nothing: Resource = { group: 'not.there', version: 'v1', plural: 'things', kind: 'Thing', namespaced: true };
    expect(await failure(client.list(nothing))).toMatchObject({ kind: 'notFound' });
    expect(await client.get(nothing, ref('a'))).toBeUndefined();
  });

  it('of somebody without rights are forbidden, and of nobody unauthorized', async () => {
    await client.create(serviceAccounts, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'poor', namespace },
    });
    const { token, expires } = await client.requestToken({ namespace, name: 'poor' }, 600);
    expect(Date.parse(expires)).toBeGreaterThan(Date.now() + 500_000);
    for (const [as, kind] of [
      [token, 'forbidden'],
      ['nonsense', 'unauthorized'],
    ] as const) {
      const other = connect({ ...access, token: as });
      onTestFinished(() => other.close());
      expect(await failure(other.list(configMaps, { namespace }))).toMatchObject({ kind });
    }
  });

  it('of logs that are not there are no error', async () => {
    expect(await client.readLog(ref('nobody'), { tailLines: 5 })).toBeUndefined();
    const spec = { containers: [{ name: 'c', image: 'none' }] };
    await client.create(pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'pending', namespace }, spec });
    expect(await client.readLog(ref('pending'), { container: 'c' })).toBe('');
    expect(await client.readLog(ref('pending'), { container: 'other' })).toBeUndefined();
  });
});

describe('lists', () => {
  it('are complete beyond one page, and say of which kind their items are', async () => {
    const many = Array.from({ length: 520 }, (_, index) => object(`many-${index}`));
    await Promise.all(
      many.map((one) => client.create(configMaps, { ...one, metadata: { ...one.metadata, labels: { many: 'yes' } } })),
    );
    const { items, resourceVersion } = await client.list(configMaps, { namespace, labelSelector: 'many=yes' });
    expect(new Set(items.map(({ metadata }) => metadata.name)).size).toBe(520);
    expect(items.every(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'ConfigMap')).toBe(true);
    expect(Number(resourceVersion)).toBeGreaterThan(0);
  });

  it('may be narrowed by field, and be empty', async () => {
    expect((await client.list(namespaces, { fieldSelector: `metadata.name=${namespace}` })).items).toHaveLength(1);
    expect((await client.list(nodes)).items).toEqual([]);
    expect((await client.list(customResourceDefinitions)).resourceVersion).not.toBe('');
  });
});

describe('watch', () => {
  const { signal } = new AbortController();

  it('gives what happens after the version, and ends in time', async () => {
    const { resourceVersion } = await client.list(configMaps, { namespace });
    const { metadata } = await client.create(configMaps, object('watched'));
    await client.patch(configMaps, ref('watched'), { type: 'merge', body: { data: { a: '1' } } });
    await client.delete(configMaps, ref('watched'));
    const events: WatchEvent[] = [];
    const options = { namespace, labelSelector: 'test=client', resourceVersion, timeoutSeconds: 2, signal };
    for await (const event of client.watch(configMaps, options)) events.push(event);
    const ofIt = events.filter((event) => event.type !== 'BOOKMARK' && event.object.metadata.uid === metadata.uid);
    expect(ofIt.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
    expect(ofIt[0]).toMatchObject({ object: { apiVersion: 'v1', kind: 'ConfigMap' } });
  });
});

describe('connections', () => {
  it('are one for each watch, and no more than 24 for 500 calls', async () => {
    await using proxy = await startTcpProxy(access.server);
    const through = connect({ ...access, server: proxy.server });
    onTestFinished(() => through.close());
    const abort = new AbortController();
    const watches = Array.from({ length: 2 }, async () => {
      const options = { namespace, resourceVersion: '', timeoutSeconds: 60, signal: abort.signal };
      for await (const _ of through.watch(configMaps, options));
    });
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(Array.from({ length: 50 }, () => through.get(namespaces, { name: namespace })));
    }
    expect(proxy.connections.total).toBeLessThanOrEqual(24 + 2);
    abort.abort();
    await Promise.all(watches);
  });

  it('give the version of the server', async () => {
    expect(await client.getRaw<{ major: string }>('/version')).toMatchObject({ major: '1' });
  });
});
