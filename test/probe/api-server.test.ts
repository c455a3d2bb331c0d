/** The probe's own line to an API server, against one that fails in every way. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ApiServer } from '../../src/probe/api-server.ts';
import { readIronicPods } from '../../src/probe/ironic-pods.ts';
import { type Reply, type StubRequest, startStubServer, status } from '../kube/stub-server.ts';

async function start(handler: (request: StubRequest, before: number) => Reply, timeoutMs = 5000) {
  const stub = await startStubServer(handler);
  const folder = await mkdtemp(join(tmpdir(), 'clusterpivot-account-'));
  await writeFile(join(folder, 'ca.crt'), stub.parts.caData ?? '');
  await writeFile(join(folder, 'token'), 'first\n');
  let nowMs = 0;
  const { server } = stub.parts;
  const api = new ApiServer({ server, accountFolder: folder, timeoutMs, nowMs: () => nowMs });
  onTestFinished(async () => {
    api.close();
    await stub.close();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    api,
    stub,
    folder,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

it('applies with the token of its account, over one connection', async () => {
  const { api, stub } = await start(() => ({ body: {} }));
  await api.apply('/apis/x?fieldManager=m', { some: 'body' }, 'apply x');
  await api.apply('/apis/x?fieldManager=m', { some: 'body' }, 'apply x');
  expect(stub.requests[0]).toMatchObject({
    method: 'PATCH',
    path: '/apis/x',
    query: { fieldManager: 'm' },
    body: '{"some":"body"}',
  });
  expect(stub.requests[0]?.headers).toMatchObject({
    authorization: 'Bearer first',
    'content-type': 'application/apply-patch+yaml',
  });
  expect(stub.connections.total).toBe(1);
});

it('takes a token that was replaced: after a while, or at once when the old one is refused', async () => {
  const { api, stub, folder, pass } = await start((_, before) =>
    before === 2 ? status(401, 'Unauthorized') : { body: {} },
  );
  const token = async (next: string) => {
    await writeFile(join(folder, 'token'), next);
    await api.get('/a', 'get a').catch(() => undefined);
    return stub.requests.at(-1)?.headers['authorization'];
  };
  expect(await token('one')).toBe('Bearer one');
  expect(await token('two')).toBe('Bearer one');
  pass(31_000);
  expect(await token('two')).toBe('Bearer two');
  expect(await token('three')).toBe('Bearer three');
});

it.each<[string, Reply, object]>([
  ['a refusal', status(403, 'Forbidden', 'no'), { kind: 'forbidden', message: 'get a: 403 no' }],
  ['a broken connection', 'reset', { kind: 'network' }],
  ['silence', 'hang', { kind: 'timeout' }],
  ['nonsense', { body: 'no json' }, { kind: 'server', message: 'get a: the answer is not JSON' }],
  ['too much', { body: 'x'.repeat(9 * 1024 * 1024) }, { kind: 'network' }],
])('rejects with a KubeError of %s', async (_, reply, error) => {
  // Whatever answers at all may take its time.
  const { api } = await start(() => reply, reply === 'hang' ? 300 : 5000);
  await expect(api.get('/a', 'get a')).rejects.toMatchObject({ name: 'KubeError', ...error });
});

it('trusts the CA of its account and no other', async () => {
  const [{ api, folder }, other] = [await start(() => ({ body: {} })), await start(() => ({ body: {} }))];
  await writeFile(join(folder, 'ca.crt'), other.stub.parts.caData ?? '');
  await expect(api.get('/a', 'get a')).rejects.toMatchObject({ kind: 'network' });
});

it('finds the Pods of Ironic, and how keepalived fares in them', () => {
  const pod = (name: string, containers: readonly string[], state: object) => ({
    metadata: { name },
    spec: { containers: containers.map((one) => ({ name: one })) },
    status: { phase: 'Running', ...state },
  });
  const killed = {
    restartCount: 3,
    state: { waiting: {} },
    lastState: { terminated: { reason: 'Error', exitCode: 137 } },
  };
  const items = [
    pod('metal3-ironic', ['ironic', 'ironic-endpoint-keepalived'], {
      containerStatuses: [{ name: 'ironic-endpoint-keepalived', ...killed }],
    }),
    pod('ironic-service', ['ironic', 'keepalived'], {
      containerStatuses: [{ name: 'keepalived', restartCount: 0, state: { running: {} } }],
    }),
    pod('old', ['ironic'], { phase: 'Failed' }),
    pod('bmo', ['manager'], {}),
  ];
  const rest = { phase: 'Running', terminating: false };
  expect(readIronicPods({ items })).toEqual([
    { name: 'metal3-ironic', ...rest, keepalived: { running: false, restarts: 3, last: 'Error (exit code 137)' } },
    { name: 'ironic-service', ...rest, keepalived: { running: true, restarts: 0 } },
  ]);
  expect(readIronicPods(null)).toEqual([]);
});
