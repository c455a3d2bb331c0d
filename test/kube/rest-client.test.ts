import { describe, expect, it, onTestFinished } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { clusterPivots, configMaps, nodes, secrets } from '../../src/api/resources.ts';
import { connect } from '../../src/kube/connect.ts';
import { isConnectionRefused, type KubeErrorKind } from '../../src/kube/errors.ts';
import { FakeClock } from './fake-clock.ts';
import { failure, hurried, line } from './stub-client.ts';
import { configMap, type Reply, startStubServer, status, WatchScript } from './stub-server.ts';

const ref = { namespace: 'default', name: 'a' };

describe('connections', () => {
  it('are few and of HTTP/1.1, however many requests there are', async () => {
    const { stub, client } = await line(() => ({ body: configMap('a', '1') }));
    await Promise.all(Array.from({ length: 200 }, () => client.get(configMaps, ref)));
    for (let index = 0; index < 100; index += 1) await client.get(configMaps, ref);
    expect(stub.connections.total).toBeLessThanOrEqual(24);
    expect(new Set(stub.requests.map(({ httpVersion }) => httpVersion))).toEqual(new Set(['1.1']));
  });

  it('are none after close', async () => {
    const watch = new WatchScript();
    const { stub, client } = await line(({ query }) =>
      query['watch'] === 'true' ? watch : { body: configMap('a', '1') },
    );
    await client.get(configMaps, ref);
    watch.send('ADDED', configMap('a', '1'));
    const { signal } = new AbortController();
    const watching = client.watch(configMaps, { resourceVersion: '1', timeoutSeconds: 60, signal });
    const events = watching[Symbol.asyncIterator]();
    await events.next();
    expect(stub.connections.open).toBe(2);
    await client.close();
    await expect.poll(() => stub.connections.open).toBe(0);
    expect(await failure(client.get(configMaps, ref))).toMatchObject({ kind: 'invalid' });
  });

  it('are none after close although nobody answers, and what was asked is told why', async () => {
    const { stub, client } = await line(() => 'hang');
    const asked = failure(client.get(configMaps, ref));
    await expect.poll(() => stub.requests).toHaveLength(1);
    await client.close();
    expect(await asked).toMatchObject({ kind: 'invalid', message: expect.stringContaining('was closed by us') });
    await expect.poll(() => stub.connections.open).toBe(0);
  });
});

describe('requests', () => {
  it('carry the token, and encode names into their path segment', async () => {
    const { stub, client } = await line(() => ({ body: {} }));
    await client.get(configMaps, { namespace: 'default', name: 'a b?c%2f' });
    await client.get(nodes, { name: 'n' });
    await client.list(clusterPivots, { namespace: 'x', labelSelector: 'a=b,c', fieldSelector: 'metadata.name=y' });
    expect(stub.requests.map(({ path }) => path)).toEqual([
      '/api/v1/namespaces/default/configmaps/a%20b%3Fc%252f',
      '/api/v1/nodes/n',
      '/apis/pivot.metal3.io/v1alpha1/namespaces/x/clusterpivots',
    ]);
    expect(stub.requests[0]?.headers).toMatchObject({ authorization: 'Bearer stub-token', accept: 'application/json' });
    expect(stub.requests[2]?.query).toEqual({ labelSelector: 'a=b,c', fieldSelector: 'metadata.name=y', limit: '500' });
  });

  it.each(['..', '.', '', 'a/b', '../secrets/x'])('are not sent for the name %j', async (name) => {
    const { stub, client } = await line(() => ({ body: {} }));
    expect(await failure(client.get(configMaps, { namespace: 'default', name }))).toMatchObject({ kind: 'invalid' });
    expect(await failure(client.get(configMaps, { namespace: name, name: 'a' }))).toMatchObject({ kind: 'invalid' });
    expect(stub.requests).toEqual([]);
  });

  it('are not sent for a namespaced object without namespace', async () => {
    const { stub, client } = await line(() => ({ body: {} }));
    const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } };
    expect(await failure(client.get(secrets, { name: 'a' }))).toMatchObject({ kind: 'invalid' });
    expect(await failure(client.create(secrets, object))).toMatchObject({ kind: 'invalid' });
    expect(stub.requests).toEqual([]);
  });

  it('say how a write is meant', async () => {
    const { stub, client } = await line(() => ({ body: configMap('a', '2') }));
    const object = configMap('a', '1');
    await client.create(configMaps, object, { dryRun: true, fieldValidation: 'Strict' });
    await client.replace(configMaps, object, { subresource: 'status' });
    await client.patch(configMaps, ref, { type: 'apply', body: object, force: true });
    await client.patch(configMaps, ref, { type: 'json', body: [], force: true });
    await client.delete(configMaps, ref, {
      uid: 'u',
      resourceVersion: '7',
      propagationPolicy: 'Foreground',
      gracePeriodSeconds: 0,
    });
    await client.delete(configMaps, ref, { uid: 'u', dryRun: true });
    const sent = stub.requests.map(({ method, path, query, headers }) => [
      method,
      path.slice('/api/v1/namespaces/default/configmaps'.length),
      query,
      headers['content-type'],
    ]);
    const fieldManager = 'clusterpivot';
    expect(sent).toEqual([
      ['POST', '', { fieldManager, dryRun: 'All', fieldValidation: 'Strict' }, 'application/json'],
      ['PUT', '/a/status', { fieldManager }, 'application/json'],
      ['PATCH', '/a', { fieldManager, force: 'true' }, 'application/apply-patch+yaml'],
      ['PATCH', '/a', { fieldManager }, 'application/json-patch+json'],
      ['DELETE', '/a', {}, 'application/json'],
      ['DELETE', '/a', { dryRun: 'All' }, 'application/json'],
    ]);
    expect(JSON.parse(stub.requests[4]?.body ?? '')).toEqual({
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      preconditions: { uid: 'u', resourceVersion: '7' },
      propagationPolicy: 'Foreground',
      gracePeriodSeconds: 0,
    });
    // An API server that gets a body does not look at the query.
    expect(JSON.parse(stub.requests[5]?.body ?? '')).toMatchObject({ dryRun: ['All'], preconditions: { uid: 'u' } });
  });
});

describe('lists', () => {
  const item = (name: string) => ({ metadata: { name, namespace: 'default' } });
  const page = (names: readonly string[], token = '') => ({
    body: {
      apiVersion: 'v1',
      kind: 'ConfigMapList',
      metadata: { resourceVersion: '9', continue: token },
      items: names.map(item),
    },
  });

  it('are read in pages, with the kind that the server leaves out', async () => {
    const { client } = await line(({ query }) => (query['continue'] === 't1' ? page(['b']) : page(['a'], 't1')));
    const { items, resourceVersion } = await client.list(configMaps);
    expect(resourceVersion).toBe('9');
    expect(items.map(({ apiVersion, kind, metadata }) => [apiVersion, kind, metadata.name])).toEqual([
      ['v1', 'ConfigMap', 'a'],
      ['v1', 'ConfigMap', 'b'],
    ]);
  });

  it('begin again in one piece when a page has expired', async () => {
    const { client } = await line(({ query }) => {
      if (query['continue'] !== undefined) return status(410, 'Expired');
      return query['limit'] === undefined ? page(['a', 'b']) : page(['a'], 't1');
    });
    expect((await client.list(configMaps)).items).toHaveLength(2);
  });

  it('hold of each object what they are told to, page by page', async () => {
    const pages: string[][] = [[]];
    const { client } = await line(({ query }) => {
      pages.push([]);
      return query['continue'] === 't1' ? page(['b']) : page(['a'], 't1');
    });
    const keep = ({ apiVersion, kind, metadata: { name } }: KubeObject): KubeObject => {
      pages.at(-1)?.push(name);
      return { apiVersion, kind, metadata: { name } };
    };
    const { items } = await client.list(configMaps, { keep });
    expect(items.map(({ metadata }) => metadata)).toEqual([{ name: 'a' }, { name: 'b' }]);
    expect(pages.filter(({ length }) => length > 0)).toEqual([['a'], ['b']]);
  });

  it('of metadata alone give them as those of the objects', async () => {
    const { metadata } = configMap('a', '1');
    const { client, stub } = await line(() => ({
      body: {
        apiVersion: 'meta.k8s.io/v1',
        kind: 'PartialObjectMetadataList',
        metadata: { resourceVersion: '9' },
        items: [{ apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata }],
      },
    }));
    const { items } = await client.list(configMaps, { metadataOnly: true });
    expect(items).toEqual([{ apiVersion: 'v1', kind: 'ConfigMap', metadata }]);
    expect(stub.requests[0]?.headers['accept']).toBe(
      'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
    );
  });

  it('may be null when empty, as Go servers write it', async () => {
    const { client } = await line(() => ({ body: { items: null, metadata: { resourceVersion: '3' } } }));
    expect(await client.list(configMaps)).toEqual({ items: [], resourceVersion: '3' });
  });
});

describe('answers', () => {
  const cases: readonly (readonly [number, string, KubeErrorKind])[] = [
    [400, 'BadRequest', 'invalid'],
    [401, 'Unauthorized', 'unauthorized'],
    [403, 'Forbidden', 'forbidden'],
    [404, 'NotFound', 'notFound'],
    [405, 'MethodNotAllowed', 'invalid'],
    [409, 'AlreadyExists', 'conflict'],
    [410, 'Expired', 'gone'],
    [413, 'RequestEntityTooLarge', 'invalid'],
    [422, 'Invalid', 'invalid'],
    [500, 'InternalError', 'server'],
    [504, 'Timeout', 'server'],
  ];

  it.each(cases)(
    '%i %s are errors of their kind that name call, object and what the server said',
    async (code, reason, kind) => {
      const { client } = await line(() => status(code, reason, 'because of this'));
      const error = await failure(client.create(configMaps, configMap('a', '1')));
      expect(error).toMatchObject({ kind, status: code, reason });
      expect(error.message).toBe(`create configmaps default/a: ${code} because of this`);
    },
  );

  it('404 are no errors to get and delete', async () => {
    const { client } = await line(() => status(404, 'NotFound'));
    expect(await client.get(configMaps, ref)).toBeUndefined();
    expect(await client.delete(configMaps, ref)).toBe(false);
  });

  it('that redirect are never followed', async () => {
    const other = await startStubServer(() => ({ body: configMap('a', '1') }));
    onTestFinished(() => other.close());
    const { client, clock } = await line(() => ({ status: 307, headers: { location: `${other.parts.server}/x` } }));
    const error = await hurried(clock, failure(client.get(configMaps, ref)));
    expect(error).toMatchObject({ kind: 'server', status: 307 });
    expect(error.message).toContain('redirect');
    expect(other.requests).toEqual([]);
  });

  it('that are too large are cut off', async () => {
    const { client, clock } = await line(() => ({ body: 'x'.repeat(5000) }), { limits: { largestAnswer: 4000 } });
    const error = await hurried(clock, failure(client.get(configMaps, ref)));
    expect(error).toMatchObject({ kind: 'server' });
    expect(error.message).toContain('larger than 4000 bytes');
  });

  it('that are not JSON are the fault of the server', async () => {
    const { client, clock } = await line(() => ({ body: '<html>' }));
    expect(await hurried(clock, failure(client.get(configMaps, ref)))).toMatchObject({ kind: 'server' });
  });

  it('that never come, or never end, are waited for no longer than the limit', async () => {
    for (const reply of ['hang', new WatchScript()] as const) {
      const { client } = await line(() => reply, { limits: { timeoutMs: 100 } });
      expect(await failure(client.create(configMaps, configMap('a', '1')))).toMatchObject({ kind: 'timeout' });
    }
  });
});

describe('a second try', () => {
  it.each<Reply>(['reset', status(503, 'ServiceUnavailable'), status(429, 'TooManyRequests')])(
    'is made of reads after %j',
    async (reply) => {
      const { client, stub, clock } = await line((_request, before) =>
        before < 2 ? reply : { body: configMap('a', '1') },
      );
      expect(await hurried(clock, client.get(configMaps, ref))).toMatchObject({ metadata: { name: 'a' } });
      expect(stub.requests).toHaveLength(3);
      expect(clock.monotonic()).toBe(800);
    },
  );

  it('is not made of reads that fail for good', async () => {
    const { client, stub } = await line(() => status(403, 'Forbidden'));
    expect(await failure(client.get(configMaps, ref))).toMatchObject({ kind: 'forbidden' });
    expect(stub.requests).toHaveLength(1);
  });

  it('is given up after four', async () => {
    const { client, stub, clock } = await line(() => 'reset');
    expect(await hurried(clock, failure(client.get(configMaps, ref)))).toMatchObject({ kind: 'network' });
    expect(stub.requests).toHaveLength(4);
  });

  it.each<Reply>(['reset', status(503, 'ServiceUnavailable'), status(409, 'Conflict')])(
    'is not made of writes after %j',
    async (reply) => {
      const { client, stub } = await line(() => reply);
      await failure(client.create(configMaps, configMap('a', '1')));
      expect(stub.requests).toHaveLength(1);
    },
  );

  it('is made of writes after 429, when the server says', async () => {
    const tooMany = { ...(status(429, 'TooManyRequests') as object), headers: { 'retry-after': '3' } };
    const { client, stub, clock } = await line((_request, before) =>
      before === 0 ? tooMany : { body: configMap('a', '1') },
    );
    await hurried(clock, client.create(configMaps, configMap('a', '1')));
    expect(stub.requests).toHaveLength(2);
    expect(clock.monotonic()).toBe(3000);
  });

  it('is made of writes when the connection was refused', async () => {
    const { client, stub, clock } = await line(() => ({}));
    await stub.close();
    const error = await hurried(clock, failure(client.create(configMaps, configMap('a', '1'))));
    expect(isConnectionRefused(error)).toBe(true);
    expect(clock.monotonic()).toBe(200 + 600 + 1800);
  });
});

describe('a server that is not the one', () => {
  it('is refused when its certificate is of another CA, with the reason in the message', async () => {
    const { stub } = await line(() => ({}));
    const other = await startStubServer(() => ({}));
    onTestFinished(() => other.close());
    const clock = new FakeClock();
    const client = connect({ ...stub.parts, server: other.parts.server }, { clock });
    onTestFinished(() => client.close());
    const error = await hurried(clock, failure(client.getRaw('/version')));
    expect(error.kind).toBe('network');
    expect(error.message).toMatch(/get \/version: .*certificate/);
    expect(other.requests).toEqual([]);
  });
});
