/** Does finish bear an API server that fails for a while, and end where it was refused? */
import { expect, it } from 'vitest';
import type { Resource } from '../../src/api/kube-object.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { KubeError, type KubeErrorKind } from '../../src/kube/errors.ts';
import { finish } from '../../src/recover/finish.ts';
import { host, inventoryOf } from '../pivot/given.ts';
import { clockOf } from './stand-ins.ts';

const annotations = { 'baremetalhost.metal3.io/status': '{"provisioning":{"state":"provisioned"}}' };
const inventory = inventoryOf([host('m-0', { annotations })]);
const back = host('m-0', { status: { goodCredentials: { credentialsVersion: '42' } } });
const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'm-0-bmc', resourceVersion: '42' } };

/** A cluster in which nothing is paused, and the host is back; it answers until `fail` gives a reason not to. */
function finishing(fail: () => KubeErrorKind | undefined) {
  const list = async ({ kind }: Resource) => {
    const failure = fail();
    if (failure !== undefined) throw new KubeError(`list: ${failure}`, { kind: failure });
    return { items: [back, secret].filter((object) => object.kind === kind), resourceVersion: '1' };
  };
  const said: string[] = [];
  return {
    said,
    client: { list } as Partial<ClusterClient> as ClusterClient,
    inventory,
    namespace: 'metal3',
    dryRun: false,
    timeoutSeconds: 60,
    print: (line: string) => said.push(line),
  };
}

it.each(['network', 'timeout', 'server', 'tooMany'] as const)('asks again after %s', async (kind) => {
  let isDown = false;
  const task = finishing(() => (isDown ? kind : undefined));
  const print = (line: string) => {
    task.said.push(line);
    // The last words before it waits for the hosts.
    if (line.includes('runs Ironic')) isDown = true;
  };
  const clock = clockOf(async () => {
    isDown = false;
  });
  expect(await finish({ ...task, print, clock })).toBe(true);
  expect(task.said.slice(2)).toEqual([
    `list: ${kind}; asking again`,
    'BareMetalHost metal3/m-0 is back',
    'every host is back',
  ]);
});

it('gives up when the time is over, though nobody answered', async () => {
  let answers = 0;
  // Inventory and Deployments were read before.
  const task = finishing(() => (answers++ < 2 ? undefined : 'network'));
  expect(await finish({ ...task, clock: clockOf(async () => {}) })).toBe(false);
  expect(task.said.at(-1)).toBe('not every host is back after 60 s; run finish again to wait on');
});

it('ends when it may not read', async () => {
  const task = finishing(() => 'forbidden');
  await expect(finish({ ...task, clock: clockOf(async () => {}) })).rejects.toThrow('list: forbidden');
});
