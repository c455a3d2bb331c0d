/** watch on a real API server: what is shown of a change, what is said when nothing answers, and how it ends. */
import { beforeAll, expect, inject, it } from 'vitest';
import { bareMetalHosts, clusterPivots, customResourceDefinitions } from '../../src/api/resources.ts';
import { connect } from '../../src/kube/connect.ts';
import { exitCodes } from '../../src/plugin/exit-codes.ts';
import { apply, untilServed } from '../controller/install.ts';
import { minimalCrds } from '../controller/minimal-crds.ts';
import { startTcpProxy } from '../env/tcp-proxy.ts';
import { awaitingApproval, completed, copying, host, rolledBack, stalled } from './given-pivot.ts';
import { connecting, type OnServer, pluginOnServer } from './on-server.ts';
import type { TestShellOptions } from './test-shell.ts';

let server: OnServer;

beforeAll(async () => {
  server = await pluginOnServer('watch');
});

/** What is printed or drawn, as far as it has come. */
function listening() {
  let heard = '';
  const listen: TestShellOptions = { onPrint: (text) => (heard += text) };
  const until = (text: string) => expect.poll(() => heard, { timeout: 30_000, interval: 20 }).toContain(text);
  return { listen, until };
}

it('tells each change as it comes, and ends when the pivot is complete', async () => {
  await server.given('followed', awaitingApproval);
  const { listen, until } = listening();
  const watching = server.type('watch followed', listen);
  await until('AwaitingApproval: no plan is approved');
  await server.pivots.patchStatus('followed', copying);
  await until('Copying: 94 of 204 objects are in the target');
  await until('endpoint 172.22.0.2: target node cp-1');
  await server.pivots.patchStatus('followed', { progress: { ...copying.progress, copied: 150 } });
  await until('copied: 150 of 204 objects');
  await server.pivots.patchStatus('followed', completed);
  const { code, err } = await watching;
  expect(code).toBe(exitCodes.done);
  expect(err).toContain(`followed is complete; kubectl clusterpivot report followed -n ${server.namespace}`);
});

it.each([
  ['stalled', stalled, exitCodes.stalled, 'docs/runbook.md#otherclusterinnamespace'],
  ['rolled-back', rolledBack, exitCodes.rolledBack, 'was rolled back'],
] as const)('ends with a code of its own when the pivot is %s', async (name, status, code, word) => {
  await server.given(name, status);
  expect(await server.type(`watch ${name} --stalled-for 0`)).toMatchObject({
    code,
    err: expect.stringContaining(word),
  });
});

it('waits out a stall that is mended in time', async () => {
  await server.given('mended', stalled);
  const { listen, until } = listening();
  const watching = server.type('watch mended --stalled-for 60s', listen);
  await until('Preflight, stopped: BareMetalHost metal3/host-03 is paused');
  await server.pivots.patchStatus('mended', completed);
  expect(await watching).toMatchObject({ code: exitCodes.done });
});

it('ends with --timeout, with Ctrl-C, and for what is not there', async () => {
  await server.given('long', copying);
  expect(await server.type('watch long --timeout 1s')).toMatchObject({ code: exitCodes.timedOut });
  const interruption = AbortSignal.timeout(200);
  expect(await server.type('watch long', { interruption })).toMatchObject({
    code: exitCodes.interrupted,
    err: `ClusterPivot ${server.namespace}/long goes on without you; kubectl clusterpivot watch long -n ${server.namespace} shows it again\n`,
  });
  expect(await server.type('watch nobody')).toMatchObject({
    code: exitCodes.failed,
    err: expect.stringContaining('nobody does not exist in https://'),
  });
});

it('ends when the ClusterPivot is deleted', async () => {
  await server.given('deleted', copying);
  const { listen, until } = listening();
  const watching = server.type('watch deleted', listen);
  await until('Copying:');
  const client = connect(inject('source'));
  await client.delete(clusterPivots, { namespace: server.namespace, name: 'deleted' });
  await client.close();
  expect(await watching).toMatchObject({
    code: exitCodes.failed,
    err: expect.stringContaining('was deleted while it was watched'),
  });
});

it('says that the API server does not answer, and goes on when it does again', async () => {
  await server.given('cut', copying);
  const access = inject('source');
  await using proxy = await startTcpProxy(access.server);
  const { listen, until } = listening();
  const proxied = connecting({ ...access, server: proxy.server }, server.namespace);
  const watching = server.type('watch cut', { ...listen, connect: proxied });
  await until('Copying:');
  proxy.freeze();
  await until(`${proxy.server} does not answer since `);
  proxy.thaw();
  await server.pivots.patchStatus('cut', completed);
  expect(await watching).toMatchObject({ code: exitCodes.done, out: expect.stringContaining('over: 204 objects') });
});

it('draws on a terminal, with the hosts of both clusters', async () => {
  const [source, target] = [connect(inject('source')), connect(inject('target'))];
  const crds = minimalCrds().filter(({ metadata: { name } }) => name === 'baremetalhosts.metal3.io');
  for (const client of [source, target]) {
    for (const crd of crds) await apply(client, customResourceDefinitions, crd);
    await untilServed(client, bareMetalHosts);
  }
  const { namespace } = server;
  await target.create(
    { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace', namespaced: false },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  );
  for (const [client, state] of [
    [source, 'provisioned'],
    [target, 'available'],
  ] as const) {
    const { status, ...object } = host('host-0', state);
    const metadata = { ...object.metadata, namespace };
    await client.create(bareMetalHosts, { ...object, metadata, spec: { online: true } });
    await client.patch(bareMetalHosts, metadata, { type: 'merge', body: { status }, subresource: 'status' });
  }
  await Promise.all([source.close(), target.close()]);
  await server.given('drawn', copying);
  const controller = new AbortController();
  const terminal = {
    columns: 100,
    rows: 40,
    onPicture: (lines: readonly string[]) => {
      if (lines.some((line) => /^ {2}host-0 +provisioned +available$/.test(line))) controller.abort();
    },
  };
  const inSource = connecting(inject('source'), namespace);
  const inTarget = connecting(inject('target'), namespace);
  const run = server.type('watch drawn --target-kubeconfig target.kubeconfig', {
    terminal,
    interruption: controller.signal,
    connect: (request) => (request.file === 'target.kubeconfig' ? inTarget(request) : inSource(request)),
  });
  expect(await run).toMatchObject({ code: exitCodes.interrupted });
});
