/** A target that is gone for good in the middle of a copy: the source works again on a human's word, and another target is found. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ClusterPivot } from '../../src/api/clusterpivot.ts';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { pivotUidLabel } from '../../src/api/marks.ts';
import {
  bareMetalHosts,
  clusterPivots,
  clusters,
  deployments,
  leases,
  namespaces,
  secrets,
} from '../../src/api/resources.ts';
import { type Clock, systemClock } from '../../src/kube/clock.ts';
import { endJob, liftHost, pauseCluster, pauseHost, runReplicas } from './absent-controllers.ts';
import { createWorld } from './create-world.ts';
import {
  type Cluster,
  conditionOf,
  createPivot,
  eventsOf,
  kubeconfigFor,
  openCluster,
  openStage,
  ownNamespace,
  pivotNow,
  refusals,
  type Stage,
  untilReason,
} from './stage.ts';
import { createObjects, sharedNamespace, type World } from './world.ts';

const namespace = 'gone';
const ref = { namespace, name: 'pivot' };
const prod = { namespace, name: 'prod' };
const host = { namespace, name: 'host-0' };
const named = (name: string) => ({ namespace: sharedNamespace, name: `${namespace}-${name}` });
const patience = { timeout: 120_000, interval: 25 };

let aheadMs = 0;
/** Time that a test can let pass. */
const clock: Clock = {
  now: () => systemClock.now() + aheadMs,
  monotonic: () => systemClock.monotonic() + aheadMs,
  sleep: async (ms, signal) => systemClock.sleep(ms, signal),
};

let stage: Stage;
let nextTarget: Cluster | undefined;

beforeAll(async () => {
  stage = await openStage();
  await stage.startOperator(clock);
});

afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await nextTarget?.admin.close();
  await nextTarget?.plane.stop();
});

async function patchPivot(spec: Readonly<Record<string, unknown>>): Promise<void> {
  await stage.source.admin.patch(clusterPivots, ref, { type: 'merge', body: { spec } });
}

async function untilMessage(words: string): Promise<ClusterPivot> {
  await expect.poll(() => pivotNow(stage, namespace)?.status.message, patience).toContain(words);
  const pivot = pivotNow(stage, namespace);
  if (pivot === undefined) throw new Error('it is gone');
  return pivot;
}

/** What people and programs would notice: specs, pauses, and how much of what runs. */
async function stateOfSource(): Promise<readonly unknown[]> {
  const { admin } = stage.source;
  const lists = await Promise.all([
    ...[clusters, bareMetalHosts].map((kind) => admin.list(kind, { namespace })),
    admin.list(deployments, { namespace: sharedNamespace }),
  ]);
  return lists.flatMap(({ items }) =>
    items.map((object: KubeObject) => ({
      uid: object.metadata.uid,
      annotations: object.metadata.annotations ?? {},
      spec: object['spec'],
    })),
  );
}

/** Up to where clusterctl has made some of the copies. */
async function copyHalfWay(world: World): Promise<ClusterPivot> {
  const { source, target } = stage;
  await createPivot(stage, namespace, { ...world.spec, gates: { steadySeconds: 0, holdSeconds: 0 } });
  await runReplicas(target, named('ironic'), 1);
  await pauseCluster(source, prod);
  await pauseHost(source, prod, host);
  const pivot = await untilMessage('objects are in the target; waiting for Job');
  const copy = await source.admin.get(clusters, prod);
  await target.admin.create(clusters, {
    apiVersion: copy?.apiVersion ?? '',
    kind: 'Cluster',
    metadata: prod,
    spec: copy?.['spec'],
  });
  await untilMessage(`1 of ${pivot.status.journal?.inventory?.objects} objects`);
  return pivot;
}

it('goes back without the target, says what that means, and begins anew with another one', async () => {
  const { source, target } = stage;
  const world = await createWorld(stage, namespace);
  const before = await stateOfSource();
  const { metadata, status } = await copyHalfWay(world);

  await target.plane.stopServer('SIGKILL');
  await patchPivot({ rollback: true });
  const waiting = await untilMessage('If it is gone for good, and nothing can start it again, add TargetGone');
  expect(waiting.status).toMatchObject({ phase: 'RollingBack' });
  expect(conditionOf(waiting, 'Ready')).toMatchObject({ reason: 'TargetUnreachable' });
  await patchPivot({ acknowledge: ['TargetGone'] });
  aheadMs += 60_000;

  await endJob(source, status.journal?.copy?.job ?? '');
  await runReplicas(source, named('ironic'), 1);
  await liftHost(source, prod, host);
  await runReplicas(source, named('bmo'), 1);
  const back = await untilReason(stage, namespace, 'RolledBack');
  expect(await stateOfSource()).toEqual(before);

  const gone = back.status.journal?.rollback?.targetGone;
  expect(gone?.left).toEqual([
    `copies of up to ${status.journal?.inventory?.objects} objects of Namespace ${namespace}, paused`,
    `Ironic, Deployment ${sharedNamespace}/${namespace}-ironic`,
    `Namespace ${namespace}, which the pivot created`,
    expect.stringContaining('labels of the pivot on CRDs baremetalhosts.metal3.io'),
    'Lease kube-system/pivot.metal3.io',
    `accounts, rights and Secrets with label ${pivotUidLabel}=${metadata.uid}`,
  ]);
  expect(conditionOf(back, 'RolledBack')).toMatchObject({
    status: 'True',
    message: expect.stringContaining('docs/recovery.md#a-target-that-was-given-up') as unknown,
  });
  const events = await eventsOf(stage, namespace);
  expect(events.filter(({ reason }) => reason === 'TargetGone').map(({ type }) => type)).toEqual(['Warning']);
  const labelSelector = `${pivotUidLabel}=${metadata.uid}`;
  expect((await source.admin.list(secrets, { namespace: ownNamespace, labelSelector })).items).toEqual([]);
  expect(await source.admin.get(leases, { namespace: ownNamespace, name: `pivot-of-${namespace}` })).toBeUndefined();

  // The word was of the last target; nothing begins as long as it is there.
  nextTarget = await openCluster('target');
  await createObjects(nextTarget.admin, world.target.values());
  const kubeconfig = await kubeconfigFor(nextTarget, 'next');
  const secret = { namespace, name: 'prod-kubeconfig' };
  await source.admin.patch(secrets, secret, { type: 'merge', body: { stringData: { value: kubeconfig } } });
  await patchPivot({ rollback: false, attempt: 2, gates: { steadySeconds: 3600 } });
  await untilReason(stage, namespace, 'AcknowledgedAhead');
  await patchPivot({ acknowledge: [] });
  const again = await untilReason(stage, namespace, 'HostNotSteady');
  const system = await nextTarget.admin.get(namespaces, { name: 'kube-system' });
  expect(again.status.journal).toMatchObject({ attempt: 2, targetUid: system?.metadata.uid });
  expect(again.status.journal?.targetUid).not.toBe(status.journal?.targetUid);
  expect(again.status.journal?.rollback).toBeUndefined();
}, 600_000);

it('missed no right', () => {
  expect(refusals(stage)).toEqual([]);
});
