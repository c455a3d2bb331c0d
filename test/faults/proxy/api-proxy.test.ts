import { describe, expect, it } from 'vitest';
import { configMaps } from '../../../src/api/resources.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { connect } from '../../../src/kube/connect.ts';
import { isKubeError } from '../../../src/kube/errors.ts';
import { configMap, type Reply, type StubRequest, startStubServer, WatchScript } from '../../kube/stub-server.ts';
import { startApiProxy } from './api-proxy.ts';
import type { Fault } from './fault.ts';

const ref = { namespace: 'default', name: 'a' };
const reset = { kind: 'reset' } as const;

interface Between extends AsyncDisposable {
  readonly client: ClusterClient;
  /** What the API server was asked, as method and path. */
  readonly heard: () => readonly string[];
  /** How often the client was killed, and what had been heard by then. */
  readonly kills: (readonly string[])[];
}

/** A client and an API server with a proxy in between, which harms each request with the next fault. */
async function between(
  faults: readonly (Fault | undefined)[],
  answer: (request: StubRequest, before: number) => Reply,
): Promise<Between> {
  await using opening = new AsyncDisposableStack();
  const server = opening.use(await startStubServer(answer));
  const next = [...faults];
  const heard = () => server.requests.map(({ method, path }) => `${method} ${path}`);
  const kills: (readonly string[])[] = [];
  const harm = {
    faultFor: () => next.shift(),
    kill: async () => {
      kills.push(heard());
    },
  };
  const { parts } = server;
  const proxy = opening.use(await startApiProxy('source', { server: parts.server, caData: parts.caData ?? '' }, harm));
  const client = connect({ server: proxy.server, caData: proxy.caData, token: 'token' });
  opening.defer(async () => client.close());
  const closing = opening.move();
  return { client, heard, kills, [Symbol.asyncDispose]: async () => closing.disposeAsync() };
}

function versions(_request: StubRequest, before: number): Reply {
  return { body: configMap('a', String(before + 1)) };
}

const creation = 'POST /api/v1/namespaces/default/configmaps';

describe('the proxy before an API server', () => {
  it('passes on what it is not to harm, with token, body and answer', async () => {
    await using parts = await between([], ({ body, headers }) => ({
      status: 201,
      body: { ...(JSON.parse(body) as object), seen: headers['authorization'] },
    }));
    const created = await parts.client.create(configMaps, configMap('a', '1'));
    expect(created).toMatchObject({ metadata: { name: 'a' }, seen: 'Bearer token' });
  });

  it('breaks the connection before the API server hears of a request, or after', async () => {
    const broken = async (kind: 'unheard' | 'unanswered') => {
      await using parts = await between([{ kind, ending: reset }], versions);
      const failure: unknown = await parts.client
        .create(configMaps, configMap('a', '1'))
        .catch((error: unknown) => error);
      return { network: isKubeError(failure, 'network'), heard: parts.heard() };
    };
    expect(await broken('unheard')).toEqual({ network: true, heard: [] });
    expect(await broken('unanswered')).toEqual({ network: true, heard: [creation] });
  });

  it('refuses as an API server does', async () => {
    const ending = { kind: 'status', status: 409 } as const;
    await using parts = await between([{ kind: 'unheard', ending }], versions);
    await expect(parts.client.replace(configMaps, configMap('a', '1'))).rejects.toMatchObject({
      kind: 'conflict',
      status: 409,
      reason: 'Conflict',
    });
    expect(parts.heard()).toEqual([]);
  });

  it('says when to come again, and the client does', async () => {
    const ending = { kind: 'status', status: 429, retryAfterSeconds: 0 } as const;
    await using parts = await between([{ kind: 'unheard', ending }], versions);
    await parts.client.create(configMaps, configMap('a', '1'));
    expect(parts.heard()).toEqual([creation]);
  });

  it('kills the client before the request is heard, or once it is carried out', async () => {
    const kill = { kind: 'kill' } as const;
    const killed = async (kind: 'unheard' | 'unanswered') => {
      await using parts = await between([{ kind, ending: kill }], versions);
      await expect(parts.client.create(configMaps, configMap('a', '1'))).rejects.toMatchObject({ kind: 'network' });
      return parts.kills;
    };
    expect(await killed('unheard')).toEqual([[]]);
    expect(await killed('unanswered')).toEqual([[creation]]);
  });

  it('answers a read as it was answered before, as often as it is told, and then anew', async () => {
    await using parts = await between([undefined, { kind: 'stale' }, { kind: 'stale' }, undefined], versions);
    const read = async () => (await parts.client.get(configMaps, ref))?.metadata.resourceVersion;
    expect([await read(), await read(), await read(), await read()]).toEqual(['1', '1', '1', '4']);
  });

  it('has nothing earlier to answer the first time', async () => {
    await using parts = await between([{ kind: 'stale' }], versions);
    expect((await parts.client.get(configMaps, ref))?.metadata.resourceVersion).toBe('1');
  });
});

describe('a watch through the proxy', () => {
  async function watched(fault: Fault | undefined, until: AbortSignal) {
    const script = new WatchScript();
    for (const name of ['a', 'b', 'c']) script.send('ADDED', configMap(name, '1'));
    await using parts = await between([fault], () => script);
    const seen: string[] = [];
    const options = { resourceVersion: '1', timeoutSeconds: 60, signal: until };
    try {
      for await (const event of parts.client.watch(configMaps, options)) {
        if (event.type !== 'BOOKMARK') seen.push(event.object.metadata.name);
        if (seen.length === 3) return { seen, ended: 'all seen' };
      }
      return { seen, ended: 'closed' };
    } catch (error) {
      return { seen, ended: isKubeError(error) ? error.kind : String(error) };
    }
  }

  it('comes as it is sent', async () => {
    expect(await watched(undefined, new AbortController().signal)).toEqual({
      seen: ['a', 'b', 'c'],
      ended: 'all seen',
    });
  });

  it('breaks before its first event', async () => {
    const fault = { kind: 'cutWatch', afterEvents: 0 } as const;
    expect(await watched(fault, new AbortController().signal)).toEqual({ seen: [], ended: 'network' });
  });

  it('expires', async () => {
    const fault = { kind: 'expireWatch', afterEvents: 0 } as const;
    expect(await watched(fault, new AbortController().signal)).toEqual({ seen: [], ended: 'gone' });
  });

  it('goes silent, until the client gives up', async () => {
    const fault = { kind: 'freezeWatch', afterEvents: 0 } as const;
    const silence = AbortSignal.timeout(200);
    expect(await watched(fault, silence)).toEqual({ seen: [], ended: 'closed' });
  });
});
