import { describe, expect, it, onTestFinished } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { configMaps } from '../../src/api/resources.ts';
import type { ClusterClient, WatchEvent } from '../../src/kube/cluster-client.ts';
import { connect } from '../../src/kube/connect.ts';
import type { KubeErrorKind } from '../../src/kube/errors.ts';
import { startTcpProxy } from '../env/tcp-proxy.ts';
import { failure, line } from './stub-client.ts';
import { configMap, WatchScript } from './stub-server.ts';

const ref = { namespace: 'default', name: 'a' };

describe('watch', () => {
  const options = { resourceVersion: '5', timeoutSeconds: 300, signal: new AbortController().signal };

  async function collect(client: ClusterClient): Promise<{ events: WatchEvent[]; error: unknown }> {
    const events: WatchEvent[] = [];
    try {
      for await (const event of client.watch(configMaps, options)) events.push(event);
    } catch (error) {
      return { events, error };
    }
    return { events, error: undefined };
  }

  it('gives objects and bookmarks until the server ends it, however the bytes are cut', async () => {
    const watch = new WatchScript();
    const umlaut: KubeObject = { ...configMap('ä', '6'), data: { x: '→' } };
    const bytes = Buffer.from(`${JSON.stringify({ type: 'ADDED', object: umlaut })}\n`);
    for (const byte of bytes) watch.raw(Buffer.from([byte]));
    watch.send('BOOKMARK', { kind: 'ConfigMap', apiVersion: 'v1', metadata: { resourceVersion: '8' } });
    watch.end();
    const { client, stub } = await line(() => watch);
    expect(await collect(client)).toEqual({
      events: [
        { type: 'ADDED', object: umlaut },
        { type: 'BOOKMARK', resourceVersion: '8' },
      ],
      error: undefined,
    });
    const expected = { watch: 'true', allowWatchBookmarks: 'true', resourceVersion: '5', timeoutSeconds: '300' };
    expect(stub.requests[0]?.query).toEqual(expected);
  });

  it('of metadata alone gives them as those of the objects', async () => {
    const watch = new WatchScript();
    const { metadata } = configMap('a', '6');
    watch.send('MODIFIED', { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata });
    watch.end();
    const { client, stub } = await line(() => watch);
    const seen: WatchEvent[] = [];
    for await (const event of client.watch(configMaps, { ...options, metadataOnly: true })) seen.push(event);
    expect(seen).toEqual([{ type: 'MODIFIED', object: { apiVersion: 'v1', kind: 'ConfigMap', metadata } }]);
    expect(stub.requests[0]?.headers['accept']).toBe('application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1');
  });

  const bad: readonly (readonly [string, (watch: WatchScript) => void, KubeErrorKind])[] = [
    [
      'an ERROR event of 410',
      (watch) => watch.send('ERROR', { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' }),
      'gone',
    ],
    ['another ERROR event', (watch) => watch.send('ERROR', { kind: 'Status', code: 500, message: 'etcd' }), 'server'],
    ['a line that is not JSON', (watch) => watch.raw('{"type":\n'), 'server'],
    ['a line that is no event', (watch) => watch.raw('{"type":"ADDED"}\n'), 'server'],
    ['a type nobody knows', (watch) => watch.send('MOVED', configMap('a', '1')), 'server'],
    ['half a line', (watch) => (watch.raw('{"type":"AD'), watch.end()), 'network'],
    ['a reset', (watch) => watch.reset(), 'network'],
  ];

  it.each(bad)('rejects after %s', async (_name, script, kind) => {
    const watch = new WatchScript();
    script(watch);
    const { client } = await line(() => watch);
    expect((await collect(client)).error).toMatchObject({ kind });
  });

  it('ends at once and closes its stream when it is aborted', async () => {
    const watch = new WatchScript();
    const { client } = await line(() => watch);
    const abort = new AbortController();
    const events = client.watch(configMaps, { ...options, signal: abort.signal })[Symbol.asyncIterator]();
    watch.send('ADDED', configMap('a', '6'));
    expect(await events.next()).toMatchObject({ done: false });
    const next = events.next();
    abort.abort();
    expect(await next).toMatchObject({ done: true });
    await expect.poll(() => watch.closed).toBe(true);
  });
});

describe('a connection that has silently gone', () => {
  it('loses one request, or one watch, and no more', async () => {
    const watches: WatchScript[] = [];
    const { stub, clock } = await line(({ query }) => {
      if (query['watch'] !== 'true') return { body: configMap('a', '1') };
      const watch = new WatchScript();
      watch.send('ADDED', configMap('a', String(watches.push(watch))));
      return watch;
    });
    await using proxy = await startTcpProxy(stub.parts.server);
    const client = connect({ ...stub.parts, server: proxy.server }, { clock, limits: { timeoutMs: 300 } });
    onTestFinished(() => client.close());
    const listen = async (signal: AbortSignal) => {
      const watching = client.watch(configMaps, { resourceVersion: '1', timeoutSeconds: 60, signal });
      const events = watching[Symbol.asyncIterator]();
      return { first: (await events.next()).value as WatchEvent | undefined, events };
    };
    await client.get(configMaps, ref);
    const deaf = new AbortController();
    const { events } = await listen(deaf.signal);
    proxy.freeze();
    proxy.thaw();
    expect(await failure(client.create(configMaps, configMap('a', '1')))).toMatchObject({ kind: 'timeout' });
    expect(await client.get(configMaps, ref)).toMatchObject({ metadata: { name: 'a' } });
    deaf.abort(new DOMException('silent', 'TimeoutError'));
    expect(await events.next()).toMatchObject({ done: true });
    const { first } = await listen(new AbortController().signal);
    expect(first).toMatchObject({ object: { metadata: { resourceVersion: '2' } } });
  });
});
