/** recover against real API servers: what it creates, what it leaves alone, when it refuses, and when it is done. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import {
  bareMetalHosts,
  clusters,
  configMaps,
  customResourceDefinitions,
  hardwareData,
  machines,
  namespaces,
  secrets,
} from '../../src/api/resources.ts';
import type { Clock } from '../../src/kube/clock.ts';
import { connect } from '../../src/kube/connect.ts';
import { provisioningState } from '../../src/pivot/hosts.ts';
import { type Inventory, identity } from '../../src/pivot/inventory.ts';
import { runRecover } from '../../src/recover/recover.ts';
import { endNamespace } from '../controller/absent-controllers.ts';
import { crdNameOf, hostFirmwareSettings, metal3Machines } from '../controller/minimal-crds.ts';
import { type Cluster, openStage, ownNamespace, type Stage } from '../controller/stage.ts';
import { asWritten, backUp, objectsOf } from './backed-up.ts';
import { actOnHosts, clockOf } from './stand-ins.ts';

let stage: Stage;

const isHost = ({ kind }: KubeObject) => kind === 'BareMetalHost';

beforeAll(async () => {
  stage = await openStage();
});

afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

interface Run {
  readonly code: number;
  /** What it printed, then what it complained about. */
  readonly said: readonly string[];
}

const nobodyActs = clockOf(async () => {});

async function recover({ plane }: Cluster, line: string, clock: Clock = nobodyActs): Promise<Run> {
  const said: string[] = [];
  const say = (text: string) => said.push(text);
  const argv = line.split(' ');
  const code = await runRecover({ argv, connect: () => connect(plane.access), clock, print: say, complain: say });
  return { code, said };
}

const versions = async ({ admin }: Cluster, inventory: Inventory) =>
  [...(await objectsOf(admin, inventory)).values()].map(
    ({ metadata }) => `${metadata.uid} ${metadata.resourceVersion}`,
  );

async function writtenIn({ admin }: Cluster, inventory: Inventory): Promise<ReadonlyMap<string, unknown>> {
  const objects = await objectsOf(admin, inventory);
  return new Map([...objects].map(([key, object]) => [key, asWritten(object, objects.values())]));
}

const writtenBefore = ({ entries }: Inventory) => {
  const objects = entries.map(({ object }) => object);
  return new Map(objects.map((object) => [identity(object), asWritten(object, objects)]));
};

const stageOf = async (name: string, { admin }: Cluster) =>
  (await admin.get(configMaps, { namespace: ownNamespace, name: `${name}-journal` }))?.['data'];

it('restores everything before the commit, and then lets the target take over', async () => {
  const { target } = stage;
  const { name, inventory } = await backUp(stage, 'lost');
  expect(inventory.entries).toHaveLength(18);

  expect(await recover(target, 'finish --pivot lost/prod --source-is-gone')).toEqual({
    code: 1,
    said: ['the backup is of stage copying, so objects may be missing here; run recover restore first'],
  });
  expect(await recover(target, 'restore --pivot lost/prod')).toMatchObject({
    code: 1,
    said: [expect.stringContaining('the source may still manage these hosts')],
  });
  const dry = await recover(target, 'restore --pivot lost/prod --dry-run');
  expect(dry.code).toBe(0);
  expect(dry.said.filter((line) => line.startsWith('would create '))).toHaveLength(18);
  expect(await objectsOf(target.admin, inventory)).toEqual(new Map());

  const restored = await recover(target, 'restore --pivot lost/prod --source-is-gone');
  expect(restored.said).toEqual([
    '0 of 18 objects are there',
    ...inventory.entries.map(({ object }) => `created ${object.kind} lost/${object.metadata.name}`),
    'every object is there, and what was created is paused',
    'next: start Ironic and the Bare Metal Operator here, then recover finish --pivot lost/prod --source-is-gone',
  ]);
  expect(restored.code).toBe(0);
  expect(await writtenIn(target, inventory)).toEqual(writtenBefore(inventory));
  const created = [...(await objectsOf(target.admin, inventory)).values()];
  expect(created.filter((object) => object['status'] !== undefined)).toEqual([]);
  expect(await stageOf(name, target)).toMatchObject({ stage: 'restored' });

  const before = await versions(target, inventory);
  expect(await recover(target, 'restore --pivot lost/prod --source-is-gone')).toMatchObject({ code: 0 });
  await recover(target, 'finish --pivot lost/prod --dry-run');
  expect(await versions(target, inventory)).toEqual(before);

  const clock = clockOf(() => actOnHosts(target.admin, 'lost'));
  const finished = await recover(target, 'finish --pivot lost/prod --source-is-gone', clock);
  expect(finished).toEqual({
    code: 0,
    said: [
      'warning: no available Deployment in this cluster runs the Bare Metal Operator; hosts come back only with it',
      'warning: no available Deployment in this cluster runs Ironic; hosts come back only with it',
      'unpausing Cluster lost/prod',
      'unpausing BareMetalHost lost/spare',
      'BareMetalHost lost/host-0 is still paused (baremetalhost.metal3.io/paused)',
      'BareMetalHost lost/spare has not restored its saved status yet',
      'BareMetalHost lost/host-0 has not restored its saved status yet',
      'BareMetalHost lost/spare has not been reached through its BMC from the target yet',
      'BareMetalHost lost/host-0 has not been reached through its BMC from the target yet',
      'BareMetalHost lost/spare is back',
      'BareMetalHost lost/host-0 is back',
      'every host is back',
    ],
  });
  const [prod] = (await target.admin.list(clusters, { namespace: 'lost' })).items;
  expect(prod?.['spec']).not.toHaveProperty('paused');
  const hosts = (await target.admin.list(bareMetalHosts, { namespace: 'lost' })).items;
  expect(hosts.map((host) => [provisioningState(host), host.metadata.annotations ?? {}])).toEqual([
    ['provisioned', {}],
    ['available', {}],
  ]);

  const again = await recover(target, 'finish --pivot lost/prod --source-is-gone');
  expect(again.code).toBe(0);
  expect(again.said.slice(-3)).toEqual([
    'BareMetalHost lost/host-0 is back',
    'BareMetalHost lost/spare is back',
    'every host is back',
  ]);
});

describe('after the commit, in the target', () => {
  it('refuses to finish what lacks an object, restores that one, and leaves what differs', async () => {
    const { target } = stage;
    const { inventory, reach } = await backUp(stage, 'holey');
    await recover(target, 'restore --pivot holey/prod --source-is-gone');
    await reach('committing');
    await target.admin.delete(machines, { namespace: 'holey', name: 'worker-0' });
    const spare = { namespace: 'holey', name: 'spare' };
    await target.admin.patch(bareMetalHosts, spare, { type: 'merge', body: { spec: { online: false } } });
    const before = await versions(target, inventory);

    expect(await recover(target, 'finish --pivot holey/prod --source-is-gone')).toEqual({
      code: 1,
      said: [
        'Machine holey/worker-0 is missing',
        'Secret holey/worker-0-data will be garbage-collected, since its owner Machine worker-0 is gone',
        'Metal3Machine holey/worker-0 will be garbage-collected, since its owner Machine worker-0 is gone',
        'nothing was unpaused; mend that (recover restore creates what is missing), and run finish again',
      ],
    });
    expect(await versions(target, inventory)).toEqual(before);

    const restored = await recover(target, 'restore --pivot holey/prod --source-is-gone');
    const afterwards = 'since its owner Machine worker-0 is gone; it can be restored once it is gone';
    expect(restored).toEqual({
      code: 1,
      said: [
        '17 of 18 objects are there',
        'created Machine holey/worker-0',
        'unlike the backup, and left as it is: BareMetalHost holey/spare: spec.online differs',
        `Secret holey/worker-0-data will be garbage-collected, ${afterwards}`,
        `Metal3Machine holey/worker-0 will be garbage-collected, ${afterwards}`,
        'not every object is there; run restore again once that is mended',
      ],
    });
    expect(await versions(target, inventory)).toEqual(expect.arrayContaining(before));

    await target.admin.delete(secrets, { namespace: 'holey', name: 'worker-0-data' });
    await target.admin.delete(metal3Machines, { namespace: 'holey', name: 'worker-0' });
    expect(await recover(target, 'restore --pivot holey/prod --source-is-gone')).toMatchObject({ code: 0 });
    expect(await recover(target, 'finish --pivot holey/prod --dry-run')).toMatchObject({ code: 0 });
  });

  it('says who is not back when the time is over', async () => {
    const { target } = stage;
    const { reach } = await backUp(stage, 'late');
    await recover(target, 'restore --pivot late/prod --source-is-gone');
    await reach('committing');
    const { code, said } = await recover(target, 'finish --pivot late/prod --source-is-gone --timeout-seconds 60');
    expect(code).toBe(1);
    expect(said.slice(-3)).toEqual([
      'BareMetalHost late/host-0 is still paused (baremetalhost.metal3.io/paused)',
      'BareMetalHost late/spare has not restored its saved status yet',
      'not every host is back after 60 s; run finish again to wait on',
    ]);
  });
});

it('restores in the source what it lost, and nothing else', async () => {
  const { source } = stage;
  const { name, inventory } = await backUp(stage, 'kept');
  const before = await writtenIn(source, inventory);
  const untouched = await versions(source, inventory);
  for (const [resource, lost] of [
    [secrets, 'host-0-bmc'],
    [hardwareData, 'host-0'],
    [bareMetalHosts, 'spare'],
    [secrets, 'spare-bmc'],
    [hardwareData, 'spare'],
    [hostFirmwareSettings, 'spare'],
  ] as const) {
    await source.admin.delete(resource, { namespace: 'kept', name: lost });
  }
  expect(await recover(source, 'restore --pivot kept/prod --source-is-gone')).toEqual({
    code: 1,
    said: ['this cluster is the source; --source-is-gone says that it is gone'],
  });
  const restored = await recover(source, 'restore --pivot kept/prod --target-is-gone');
  expect(restored.code).toBe(0);
  expect(restored.said).toContain('12 of 18 objects are there');
  expect(await writtenIn(source, inventory)).toEqual(before);
  expect((await versions(source, inventory)).filter((version) => untouched.includes(version))).toHaveLength(12);
  expect(await stageOf(name, source)).toMatchObject({ stage: 'restored' });
});

it('restores from the inventory alone where the journal is lost', async () => {
  const { target } = stage;
  const { name, inventory } = await backUp(stage, 'bare');
  await target.admin.delete(configMaps, { namespace: ownNamespace, name: `${name}-journal` });
  const restored = await recover(target, `restore --pivot ${name} --source-is-gone --target-is-gone`);
  expect(restored.code).toBe(0);
  expect(await writtenIn(target, inventory)).toEqual(writtenBefore(inventory));
  const clock = clockOf(() => actOnHosts(target.admin, 'bare'));
  expect(await recover(target, `finish --pivot ${name} --source-is-gone --target-is-gone`, clock)).toMatchObject({
    code: 0,
  });
});

it('waits for what is being deleted, goes on with the rest, and can be repeated', async () => {
  const { target } = stage;
  const { inventory } = await backUp(stage, 'ending');
  await recover(target, 'restore --pivot ending/prod --source-is-gone');
  const spare = { namespace: 'ending', name: 'spare' };
  const finalizers = (names: readonly string[] | null) =>
    target.admin.patch(bareMetalHosts, spare, { type: 'merge', body: { metadata: { finalizers: names } } });
  await finalizers(['baremetalhost.metal3.io']);
  for (const resource of [bareMetalHosts, hardwareData]) await target.admin.delete(resource, spare);
  await target.admin.delete(secrets, { namespace: 'ending', name: 'host-0-bmc' });

  const { code, said } = await recover(target, 'restore --pivot ending/prod --source-is-gone');
  expect(code).toBe(1);
  expect(said).toEqual([
    '16 of 18 objects are there',
    'created Secret ending/host-0-bmc',
    'HardwareData ending/spare was not created: its owner BareMetalHost spare is missing',
    'BareMetalHost ending/spare is being deleted; it can be restored once it is gone',
    'not every object is there; run restore again once that is mended',
  ]);
  await finalizers(null);
  // Nobody collects garbage here.
  await target.admin.delete(secrets, { namespace: 'ending', name: 'spare-bmc' });
  await target.admin.delete(hostFirmwareSettings, spare);
  expect(await recover(target, 'restore --pivot ending/prod --source-is-gone')).toMatchObject({ code: 0 });
  const hosts = [...(await objectsOf(target.admin, inventory)).values()].filter(isHost);
  expect(hosts.map(({ metadata }) => metadata.name)).toEqual(['host-0', 'spare']);
});

describe('restore begins nothing', () => {
  it('under a Cluster that runs', async () => {
    const { source } = stage;
    const { inventory } = await backUp(stage, 'running');
    const prod = { namespace: 'running', name: 'prod' };
    const isPaused = (paused: boolean | null) =>
      source.admin.patch(clusters, prod, { type: 'merge', body: { spec: { paused } } });
    await isPaused(null);
    await source.admin.delete(metal3Machines, { namespace: 'running', name: 'worker-0' });
    const dry = await recover(source, 'restore --pivot running/prod --dry-run');
    expect(dry.said).toEqual([
      '17 of 18 objects are there',
      'Cluster running/prod is not paused; set its spec.paused to true first',
      'would create Metal3Machine running/worker-0',
    ]);
    expect(await recover(source, 'restore --pivot running/prod --target-is-gone')).toEqual({
      code: 1,
      said: [...dry.said.slice(0, 2), 'not every object is there; run restore again once that is mended'],
    });
    await isPaused(true);
    expect(await recover(source, 'restore --pivot running/prod --target-is-gone')).toMatchObject({ code: 0 });
    expect((await objectsOf(source.admin, inventory)).size).toBe(18);
  });

  it('without the namespace', async () => {
    const { target } = stage;
    await backUp(stage, 'homeless');
    await target.admin.delete(namespaces, { name: 'homeless' });
    await endNamespace(target, 'homeless');
    expect(await recover(target, 'restore --pivot homeless/prod --source-is-gone')).toEqual({
      code: 1,
      said: ['there is no namespace homeless; create it first, with the labels it had'],
    });
  });

  it('in a cluster that does not know a kind', async () => {
    const { target } = stage;
    const { inventory } = await backUp(stage, 'unready');
    await target.admin.delete(customResourceDefinitions, { name: crdNameOf(hostFirmwareSettings) });
    const restore = async () => (await recover(target, 'restore --pivot unready/prod --dry-run')).said;
    const unknown =
      'this cluster does not know HostFirmwareSettings of metal3.io/v1alpha1; install what brings it first';
    await expect.poll(restore, { timeout: 20_000 }).toEqual([unknown]);
    expect(await recover(target, 'restore --pivot unready/prod --source-is-gone')).toEqual({
      code: 1,
      said: [unknown],
    });
    const known = inventory.entries.filter(({ object }) => object.kind !== hostFirmwareSettings.kind);
    expect(await objectsOf(target.admin, { ...inventory, entries: known })).toEqual(new Map());
  });
});
