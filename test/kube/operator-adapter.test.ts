import { readFileSync } from 'node:fs';
import dotI from '@dot-i/k8s-operator';
import { afterAll, afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { configMaps } from '../../src/api/resources.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { KubeError } from '../../src/kube/errors.ts';
import { OperatorAdapter, type ResourceEvent } from '../../src/kube/operator-adapter.ts';
import type { FakeClock } from './fake-clock.ts';
import { failure, line } from './stub-client.ts';
import { configMap, type Reply, type StubRequest, type StubServer, status, WatchScript } from './stub-server.ts';

/** Thrown, and so reported, wherever something of the base would end the process. */
const exits: string[] = [];
const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
  exits.push(`process.exit(${code})`);
  throw new Error('process.exit was called');
});

// Test files share their process.
afterAll(() => exit.mockRestore());

afterEach(() => {
  if (exits.length > 0 || process.exitCode !== undefined) throw new Error(exits.join() || 'process.exitCode was set');
});

class TestOperator extends OperatorAdapter {
  setFinalizers = (meta: ResourceEvent['meta'], finalizers: string[]) => this.setResourceFinalizers(meta, finalizers);
  patchStatus = (meta: ResourceEvent['meta'], body: unknown) => this.patchResourceStatus(meta, body);
  setStatus = (meta: ResourceEvent['meta'], body: unknown) => this.setResourceStatus(meta, body);
  uri = (namespace?: string) => this.getCustomResourceApiUri('g', 'v1', 'things', namespace);
  register = () => this.registerCustomResourceDefinition();
  gaxios = () => this.applyGaxiosKubeConfigAuth();
  axios = () => this.applyAxiosKubeConfigAuth();
}

interface Scene {
  readonly operator: TestOperator;
  readonly stub: StubServer;
  readonly clock: FakeClock;
  readonly client: ClusterClient;
  readonly events: ResourceEvent[];
  readonly warnings: string[];
  /** One for each watch so far. */
  readonly watches: WatchScript[];
  /** What the next list answers. */
  readonly state: { items: readonly KubeObject[]; resourceVersion: string };
}

/** A started operator that watches ConfigMaps on a stub server; `write` answers everything but list and watch. */
async function scene(
  write: (request: StubRequest) => Reply = () => ({}),
  onEvent: (event: ResourceEvent) => void | Promise<void> = () => undefined,
): Promise<Scene> {
  const watches: WatchScript[] = [];
  const state: Scene['state'] = { items: [configMap('a', '1')], resourceVersion: '10' };
  const events: ResourceEvent[] = [];
  const warnings: string[] = [];
  const { stub, client, clock } = await line((request) => {
    if (request.method !== 'GET') return write(request);
    if (request.query['watch'] !== 'true')
      return { body: { items: state.items, metadata: { resourceVersion: state.resourceVersion } } };
    const watch = new WatchScript();
    watches.push(watch);
    return watch;
  });
  const nothing = () => undefined;
  const operator = new TestOperator({
    client,
    clock,
    random: () => 0.5,
    logger: { debug: nothing, info: nothing, warn: (message) => warnings.push(message), error: nothing },
    watched: [
      {
        resource: configMaps,
        onEvent: (event) => {
          events.push(event);
          return onEvent(event);
        },
      },
    ],
  });
  await operator.start();
  onTestFinished(async () => {
    operator.stop();
    await operator.stopped();
  });
  await expect.poll(() => watches.length).toBe(1);
  return { operator, stub, clock, client, events, warnings, watches, state };
}

const told = (events: readonly ResourceEvent[]) =>
  events.map(({ type, meta }) => `${type} ${meta.name} ${meta.resourceVersion}`);

describe('the base class', () => {
  /** Talks to nobody and ends nothing: looked at below. */
  const kept = ['constructor', 'start', 'handleResourceFinalizer', 'errorToJson'];

  it('is left no method that talks to a cluster by itself', () => {
    const base = Object.getOwnPropertyNames(dotI.default.prototype);
    const own = Object.getOwnPropertyNames(OperatorAdapter.prototype);
    expect(base.filter((name) => !own.includes(name)).toSorted()).toEqual(
      kept.filter((name) => name !== 'constructor').toSorted(),
    );
  });

  it('has nothing in its other methods that talks, reads or exits', () => {
    for (const name of ['start', 'handleResourceFinalizer', 'errorToJson']) {
      const source = String(Object.getOwnPropertyDescriptor(dotI.default.prototype, name)?.value);
      expect(source).not.toMatch(
        /process\.|exit|request\(|gaxios|FS\.|https|kubeConfig|k8sApi|watchRequests|eventQueue/,
      );
    }
  });

  it('can exit the process only in a method that is replaced', () => {
    const source = readFileSync(new URL(import.meta.resolve('@dot-i/k8s-operator')), 'utf8');
    const watchResource = String(Object.getOwnPropertyDescriptor(dotI.default.prototype, 'watchResource')?.value);
    const count = (text: string) => text.match(/process\.exit/g)?.length;
    expect(count(source)).toBe(count(watchResource));
  });

  it('brings no abandoned HTTP client and no second Kubernetes client with it', () => {
    const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as {
      packages: Record<string, unknown>;
    };
    const installed = Object.keys(lock.packages).map((path) => path.split('node_modules/').at(-1));
    expect(installed).not.toContain('request');
    for (const single of ['@kubernetes/client-node', 'undici'])
      expect(installed.filter((name) => name === single)).toHaveLength(1);
  });

  it('refuses what would go past our client', async () => {
    const { operator } = await scene();
    for (const call of [operator.register, operator.axios, operator.gaxios]) expect(call).toThrow(/not used here/);
    expect(() => (operator as unknown as { resourceStatusRequest: () => void }).resourceStatusRequest()).toThrow(
      /not used here/,
    );
    expect(operator.uri('n')).toMatch(/^https:\/\/127.0.0.1:\d+\/apis\/g\/v1\/namespaces\/n\/things$/);
    expect(operator.uri()).toMatch(/\/apis\/g\/v1\/things$/);
  });
});

describe('events', () => {
  it('come from a list, then from the watch', async () => {
    const { events, watches, operator } = await scene();
    watches[0]?.send('MODIFIED', configMap('a', '11'));
    watches[0]?.send('DELETED', configMap('a', '12'));
    await expect.poll(() => told(events)).toEqual(['ADDED a 1', 'MODIFIED a 11', 'DELETED a 12']);
    expect(events[0]?.meta).toMatchObject({
      id: 'configmaps.v1',
      namespace: 'default',
      apiVersion: 'v1',
      kind: 'ConfigMap',
    });
    expect(operator.reflector(configMaps).list()).toEqual([]);
  });

  it('go on after a connection reset, without a replay', async () => {
    const { events, watches, clock, stub, warnings } = await scene();
    watches[0]?.reset();
    await expect.poll(() => warnings.length).toBe(1);
    await clock.advance(1000);
    await expect.poll(() => watches.length).toBe(2);
    watches[1]?.send('ADDED', configMap('b', '13'));
    await expect.poll(() => told(events)).toEqual(['ADDED a 1', 'ADDED b 13']);
    expect(stub.requests.at(-1)?.query['resourceVersion']).toBe('10');
  });

  it('tell what was deleted and re-created before a 410 inside the stream', async () => {
    const { events, watches, clock, state, warnings } = await scene();
    state.items = [configMap('a', '20', 'another')];
    state.resourceVersion = '30';
    watches[0]?.send('ERROR', { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' });
    await expect.poll(() => warnings.length).toBe(1);
    await clock.advance(1000);
    await expect.poll(() => told(events)).toEqual(['ADDED a 1', 'DELETED a 1', 'ADDED a 20']);
  });

  it('survive a quiet watch: nothing happens after 30 s, a new watch begins after 90 s', async () => {
    const { watches, clock, events, stub } = await scene();
    await clock.advance(60_000);
    expect(watches[0]?.closed).toBe(false);
    await clock.advance(31_000);
    await expect.poll(() => clock.pending.length).toBe(1);
    await expect.poll(() => watches.length, { interval: 5 }).toBe(2);
    expect(told(events)).toEqual(['ADDED a 1']);
    expect(stub.requests.filter(({ query }) => query['watch'] === undefined)).toHaveLength(1);
  });

  it('survive handlers that throw or reject, and tell of them', async () => {
    for (const fail of [
      () => Promise.reject(new Error('handler')),
      () => {
        throw new Error('handler');
      },
    ]) {
      const { events, watches, warnings } = await scene(undefined, fail);
      watches[0]?.send('ADDED', configMap('b', '11'));
      await expect.poll(() => told(events)).toEqual(['ADDED a 1', 'ADDED b 11']);
      await expect.poll(() => warnings.filter((warning) => warning.includes('handler')).length).toBe(2);
    }
  });

  it('end with stop, and leave nothing open', async () => {
    const { operator, watches, clock, events } = await scene();
    operator.stop();
    await operator.stopped();
    expect(clock.pending).toEqual([]);
    await expect.poll(() => watches[0]?.closed).toBe(true);
    watches[0]?.send('ADDED', configMap('late', '99'));
    await clock.advance(100_000);
    expect(told(events)).toEqual(['ADDED a 1']);
  });
});

describe('writes', () => {
  const conflict = status(409, 'Conflict', 'the object has been modified');

  it('of finalizers and status are guarded by the version of the event, and a conflict reaches the caller', async () => {
    const { operator, events, stub } = await scene(() => conflict);
    const meta = events[0]?.meta;
    if (meta === undefined) throw new Error('the list has one object');
    for (const write of [
      operator.setFinalizers(meta, ['x']),
      operator.patchStatus(meta, { a: 1 }),
      operator.setStatus(meta, { a: 1 }),
    ]) {
      expect(await failure(write)).toMatchObject({ kind: 'conflict' });
    }
    const writes = stub.requests.filter(({ method }) => method !== 'GET');
    expect(writes.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
      'PATCH /api/v1/namespaces/default/configmaps/a',
      'PATCH /api/v1/namespaces/default/configmaps/a/status',
      'PUT /api/v1/namespaces/default/configmaps/a/status',
    ]);
    const guards = writes.map(({ body }) => (JSON.parse(body) as KubeObject).metadata.resourceVersion);
    expect(guards).toEqual(['1', '1', '1']);
  });

  it('give the new version when they succeed', async () => {
    const { operator, events } = await scene(() => ({ body: configMap('a', '50') }));
    const meta = events[0]?.meta;
    if (meta === undefined) throw new Error('the list has one object');
    expect(await operator.patchStatus(meta, {})).toMatchObject({ resourceVersion: '50', id: 'configmaps.v1' });
    expect(await operator.setStatus(meta, {})).toMatchObject({ resourceVersion: '50' });
  });
});

describe('the finalizer', () => {
  const finalizer = 'pivot.metal3.io/test';
  const eventOf = ({ metadata, ...rest }: KubeObject, more: object): ResourceEvent =>
    ({
      type: 'MODIFIED',
      meta: { ...metadata, id: 'configmaps.v1', apiVersion: 'v1', kind: 'ConfigMap' },
      object: Object.freeze({ ...rest, metadata: Object.freeze({ ...metadata, ...more }) }),
    }) as unknown as ResourceEvent;
  const bodies = (stub: StubServer) =>
    stub.requests.filter(({ method }) => method === 'PATCH').map(({ body }) => JSON.parse(body) as unknown);

  it('is added beside those of others', async () => {
    const { operator, stub } = await scene();
    const event = eventOf(configMap('a', '1'), { finalizers: Object.freeze(['other']) });
    expect(await operator.finalize(event, finalizer, () => Promise.reject(new Error('not yet')))).toBe(true);
    expect(bodies(stub)).toEqual([{ metadata: { resourceVersion: '1', finalizers: ['other', finalizer] } }]);
  });

  it('goes after the action, and stays when the action or the write fails', async () => {
    const deleted = eventOf(configMap('a', '1'), {
      finalizers: ['other', finalizer],
      deletionTimestamp: '2026-01-02T03:04:05Z',
    });
    const { operator, stub } = await scene();
    await expect(operator.finalize(deleted, finalizer, () => Promise.reject(new Error('action')))).rejects.toThrow(
      'action',
    );
    expect(bodies(stub)).toEqual([]);
    expect(await operator.finalize(deleted, finalizer, async () => undefined)).toBe(true);
    expect(bodies(stub)).toEqual([{ metadata: { resourceVersion: '1', finalizers: ['other'] } }]);
    const refusing = await scene(() => status(409, 'Conflict'));
    await expect(refusing.operator.finalize(deleted, finalizer, async () => undefined)).rejects.toThrow(KubeError);
  });

  it('leaves other events to the caller', async () => {
    const { operator, stub } = await scene();
    expect(
      await operator.finalize(
        eventOf(configMap('a', '1'), { finalizers: [finalizer] }),
        finalizer,
        async () => undefined,
      ),
    ).toBe(false);
    expect(bodies(stub)).toEqual([]);
  });
});
