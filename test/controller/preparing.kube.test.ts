import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ClusterPivot } from '../../src/api/clusterpivot.ts';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { clusterctlLabel, moveHierarchyLabel, moveLabel, pivotFinalizer, pivotUidLabel } from '../../src/api/marks.ts';
import { probeNamespace } from '../../src/api/probe-lease.ts';
import {
  bareMetalHosts,
  clusterPivots,
  clusterRoleBindings,
  clusterRoles,
  configMaps,
  customResourceDefinitions,
  daemonSets,
  deployments,
  hardwareData,
  jobs,
  namespaces,
  providers,
  roleBindings,
  roles,
  secrets,
  serviceAccounts,
} from '../../src/api/resources.ts';
import { ownName } from '../../src/pivot/jobs.ts';
import { endJob, endNamespace } from './absent-controllers.ts';
import { createWorld } from './create-world.ts';
import { providerObject } from './install.ts';
import { crdNameOf, hostFirmwareSettings, minimalKinds, objectOf } from './minimal-crds.ts';
import { expectNothingWritten } from './silence.ts';
import {
  type Cluster,
  conditionOf,
  createPivot,
  eventsOf,
  openStage,
  ownNamespace,
  pivotNow,
  refusals,
  type Stage,
  untilReason,
} from './stage.ts';
import { timeline } from './timeline.ts';
import { change, sharedNamespace } from './world.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await stage.startOperator();
});

afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

const labelledKinds = [bareMetalHosts, hardwareData, hostFirmwareSettings];
const patience = { timeout: 30_000, interval: 25 };

async function labelsOfCrds({ admin }: Cluster): Promise<Record<string, readonly string[]>> {
  const crds = await Promise.all(
    labelledKinds.map((kind) => admin.get(customResourceDefinitions, { name: crdNameOf(kind) })),
  );
  return Object.fromEntries(crds.map((crd) => [crd?.metadata.name, Object.keys(crd?.metadata.labels ?? {})]));
}

/** Everything that moves, and what is scaled, with its version: equal twice, nobody has touched it in between. */
async function versions({ admin }: Cluster, namespace: string): Promise<readonly string[]> {
  const lists = await Promise.all([
    ...[...minimalKinds, secrets, configMaps].map((kind) => admin.list(kind, { namespace })),
    admin.list(deployments, { namespace: sharedNamespace }),
  ]);
  return lists.flatMap(({ items }) =>
    items
      // The garbage collector takes it with its ClusterPivot; these clusters have none.
      .filter(({ metadata }) => metadata.name !== 'pivot-plan')
      .map(({ kind, metadata }) => `${kind} ${metadata.name} ${metadata.resourceVersion}`),
  );
}

/** What serves one pivot, wherever it is. */
async function ownObjects(pivot: ClusterPivot): Promise<readonly string[]> {
  const labelSelector = `${pivotUidLabel}=${pivot.metadata.uid}`;
  const rights = [serviceAccounts, roles, roleBindings, clusterRoles, clusterRoleBindings];
  const kinds = [secrets, configMaps, jobs, daemonSets, ...rights, namespaces];
  const lists = await Promise.all(
    [stage.source, stage.target].flatMap(({ admin }) => kinds.map((kind) => admin.list(kind, { labelSelector }))),
  );
  return lists.flatMap(({ items }) => items.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
}

async function deletePivot(namespace: string): Promise<void> {
  await stage.source.admin.delete(clusterPivots, { namespace, name: 'pivot' });
}

async function untilGone(namespace: string): Promise<void> {
  await expect.poll(() => pivotNow(stage, namespace)?.status.message, patience).toBeUndefined();
}

async function patchPivot(namespace: string, spec: Readonly<Record<string, unknown>>): Promise<void> {
  await stage.source.admin.patch(clusterPivots, { namespace, name: 'pivot' }, { type: 'merge', body: { spec } });
}

function inShort({ type, reason, note }: KubeObject) {
  return { type, reason, note };
}

it('notes each thing before it does it, and takes all of it back when the ClusterPivot is deleted', async () => {
  const world = await createWorld(stage, 'stuck', {
    broken: ({ target }) =>
      change(target, 'Deployment/stuck-bmo', { status: { readyReplicas: 0, availableReplicas: 0 } }),
  });
  const before = await versions(stage.source, 'stuck');
  await createPivot(stage, 'stuck', world.spec);
  const pivot = await untilReason(stage, 'stuck', 'BareMetalOperatorNotReady');
  expect(pivot.status).toMatchObject({
    phase: 'Preparing',
    message: 'Deployment metal3-system/stuck-bmo in the target is not available; waiting for the Bare Metal Operator',
  });
  const labelled = {
    'baremetalhosts.metal3.io': [clusterctlLabel, moveLabel, moveHierarchyLabel],
    'hardwaredata.metal3.io': [clusterctlLabel, moveLabel],
    'hostfirmwaresettings.metal3.io': [clusterctlLabel],
  };
  expect(await labelsOfCrds(stage.source)).toEqual(labelled);
  expect(await labelsOfCrds(stage.target)).toEqual(labelled);
  const noted = Object.entries(labelled).map(([name, labels]) => ({ name, labels }));
  expect(pivot.status.journal?.labelledCrds).toEqual({ source: noted, target: noted });

  const deeds = await timeline(stage, 'stuck');
  const own = ownName(pivot);
  expect(deeds.map(({ words }) => words)).toEqual([
    'source: create configmaps stuck/pivot-plan',
    'source: patch clusterpivots stuck/pivot',
    `source: create secrets ${ownNamespace}/${own}-target`,
    ...['sourceUid', 'startedTime', 'targetServer', 'targetUid'].map((fact) => `journal: ${fact}`),
    `source: create leases ${ownNamespace}/pivot-of-stuck`,
    'target: create leases kube-system/pivot.metal3.io',
    'journal: labelledCrds',
    ...['source', 'target'].flatMap((side) =>
      labelledKinds.map((kind) => `${side}: patch customresourcedefinitions ${crdNameOf(kind)}`),
    ),
    'journal: createdNamespace',
    'target: create namespaces stuck',
  ]);
  const at = (words: string) => deeds.findIndex((deed) => deed.words === words);
  const [noting, doing] = [deeds[at('journal: labelledCrds')], deeds[at('journal: labelledCrds') + 1]];
  expect(noting?.completed).toBeLessThan(doing?.received ?? 0);
  const created = await stage.target.admin.get(namespaces, { name: 'stuck' });
  expect(created?.metadata.labels).toMatchObject({ 'example.com/team': 'metal' });

  await deletePivot('stuck');
  await untilReason(stage, 'stuck', 'ObjectBeingDeleted');
  const waiting = 'Namespace stuck in the target is being deleted; waiting until it is gone';
  expect(pivotNow(stage, 'stuck')?.status).toMatchObject({ phase: 'RollingBack', message: waiting });
  await endNamespace(stage.target, 'stuck');
  await untilGone('stuck');
  const unlabelled = Object.fromEntries(Object.keys(labelled).map((name) => [name, []]));
  expect(await labelsOfCrds(stage.source)).toEqual(unlabelled);
  expect(await labelsOfCrds(stage.target)).toEqual(unlabelled);
  expect(await ownObjects(pivot)).toEqual([]);
  expect(await versions(stage.source, 'stuck')).toEqual(before);
  const cause = 'the ClusterPivot was deleted before the commit';
  const last = stage.history.findLast(({ metadata }) => metadata.namespace === 'stuck');
  const end = `rolled back (${cause}); the source is as before, and nothing of it is in the target`;
  expect(last?.status).toMatchObject({ phase: 'RolledBack', message: end });
  expect(conditionOf(last, 'RolledBack')).toMatchObject({ status: 'True', reason: 'RolledBack' });
  const events = (await eventsOf(stage, 'stuck')).map(inShort);
  expect(events).toContainEqual({ type: 'Warning', reason: 'RollingBack', note: cause });
  expect(events).toContainEqual({ type: 'Normal', reason: 'RolledBack', note: end });
  const undone = (await timeline(stage, 'stuck')).map(({ words }) => words);
  expect(undone.filter((words) => words.startsWith('target: delete namespaces'))).toHaveLength(1);
  expect(undone).toContain('target: delete leases kube-system/pivot.metal3.io');
});

it('goes on with the plan that is approved, and with no other; holds where suspended', async () => {
  const { spec } = await createWorld(stage, 'approved');
  await createPivot(stage, 'approved', { ...spec, approval: 'Manual', suspend: true, gates: { steadySeconds: 3600 } });
  await untilReason(stage, 'approved', 'Suspended');
  await patchPivot('approved', { suspend: false });
  const hash = (await untilReason(stage, 'approved', 'PlanNotApproved')).status.plan?.hash ?? '';
  // Approved in the moment in which it changes: what was approved is not what would be done.
  const host = { namespace: 'approved', name: 'spare' };
  await stage.source.admin.patch(bareMetalHosts, host, { type: 'merge', body: { spec: { online: false } } });
  await stage.source.admin.patch(bareMetalHosts, host, {
    type: 'merge',
    body: { status: { poweredOn: false } },
    subresource: 'status',
  });
  await patchPivot('approved', { approvedPlan: hash });
  const changed = () => pivotNow(stage, 'approved')?.status;
  await expect.poll(() => changed()?.message, patience).toContain(`the approved plan ${hash} is not the current one`);
  expect(changed()).toMatchObject({ phase: 'AwaitingApproval', journal: {} });
  await expectNothingWritten(stage, 'approved');
  await patchPivot('approved', { approvedPlan: changed()?.plan?.hash });
  const pivot = await untilReason(stage, 'approved', 'HostNotSteady');
  expect(pivot.status).toMatchObject({
    phase: 'Quiescing',
    message: expect.stringMatching(/^all 2 BareMetalHosts/) as unknown,
  });
  for (const type of ['PlanApproved', 'TargetPrepared']) {
    expect(conditionOf(pivot, type)).toMatchObject({ status: 'True', reason: 'Met' });
  }
  await patchPivot('approved', { suspend: true });
  const held = await untilReason(stage, 'approved', 'Suspended');
  expect(held.status).toMatchObject({
    phase: 'Quiescing',
    message: 'suspended before the source is fenced; set spec.suspend to false to go on',
  });
  await deletePivot('approved');
  await endNamespace(stage.target, 'approved');
  await untilGone('approved');
  expect(await ownObjects(pivot)).toEqual([]);
});

it('lets one pivot at a time have a target, and another one in when it is over', async () => {
  const [first, second] = [await createWorld(stage, 'first'), await createWorld(stage, 'second')];
  const holding = { approval: 'Automatic', gates: { steadySeconds: 3600 } };
  await createPivot(stage, 'first', { ...first.spec, ...holding });
  await untilReason(stage, 'first', 'HostNotSteady');
  await createPivot(stage, 'second', { ...second.spec, ...holding });
  const waiting = await untilReason(stage, 'second', 'AnotherPivotActive');
  expect(waiting.status.message).toContain('the target is claimed by ClusterPivot first/pivot/');
  expect(waiting.status.journal).toEqual({});
  await expectNothingWritten(stage, 'second');

  // Called off instead of deleted: it stays, and what it had claimed is free.
  await patchPivot('first', { rollback: true });
  await endNamespace(stage.target, 'first');
  await untilReason(stage, 'first', 'RolledBack');
  await untilReason(stage, 'second', 'HostNotSteady');
  // In another attempt it is the one that waits.
  await patchPivot('first', { rollback: false, attempt: 2 });
  await untilReason(stage, 'first', 'AnotherPivotActive');
  expect(pivotNow(stage, 'first')?.status.journal).toEqual({ attempt: 2 });
  await deletePivot('second');
  await endNamespace(stage.target, 'second');
  await untilGone('second');
  await untilReason(stage, 'first', 'HostNotSteady');
  await deletePivot('first');
  await endNamespace(stage.target, 'first');
  await untilGone('first');
});

it('installs the probes that watch an endpoint on both sides, and takes them back', async () => {
  const { spec } = await createWorld(stage, 'probed');
  const endpoint = { address: '172.22.0.2', interface: 'ironicendpoint' };
  await createPivot(stage, 'probed', { ...spec, ironic: { ...(spec['ironic'] as object), endpoint } });
  const pivot = await untilReason(stage, 'probed', 'ProbeReportMissing');
  expect(pivot.status.phase).toBe('Preparing');
  const name = `${ownName(pivot)}-probe`;
  const made = (await ownObjects(pivot)).filter((object) => object.includes(name));
  expect(made.toSorted()).toEqual([
    `DaemonSet ${name}`,
    `DaemonSet ${name}`,
    `Role ${name}`,
    `Role ${name}-ironic`,
    `RoleBinding ${name}`,
    `RoleBinding ${name}-ironic`,
    `RoleBinding ${name}-ironic`,
    `ServiceAccount ${name}`,
  ]);
  await deletePivot('probed');
  await endNamespace(stage.target, 'probed');
  await endNamespace(stage.target, probeNamespace);
  await untilGone('probed');
  expect(await ownObjects(pivot)).toEqual([]);
});

it('has a Job install what the target lacks; deleted meanwhile, ends the Job and takes its rights back', async () => {
  const { admin } = stage.target;
  const { spec } = await createWorld(stage, 'installing');
  const lacking = providerObject('metal3', 'InfrastructureProvider', 'v1.14.0');
  await admin.delete(providers, { namespace: sharedNamespace, name: lacking.metadata.name });
  await createPivot(stage, 'installing', spec);
  const pivot = await untilReason(stage, 'installing', 'InitJobRunning');
  const name = `${ownName(pivot)}-init`;
  expect(pivot.status).toMatchObject({
    phase: 'Preparing',
    message: `Job ${name} installs InfrastructureProvider metal3 v1.14.0 in the target; waiting for its end`,
    journal: { initJob: name },
  });
  expect((await ownObjects(pivot)).toSorted()).toEqual([
    `ClusterRole ${name}`,
    `ClusterRoleBinding ${name}`,
    `Job ${name}`,
    `Namespace ${ownNamespace}`,
    `Secret ${name}`,
    `Secret ${ownName(pivot)}-target`,
    `ServiceAccount ${name}`,
  ]);
  await deletePivot('installing');
  const ending = `Job ${name} is being deleted; waiting until it is gone`;
  await expect.poll(() => pivotNow(stage, 'installing')?.status.message, patience).toBe(ending);
  await endJob(stage.source, name);
  await endNamespace(stage.target, 'installing');
  await endNamespace(stage.target, ownNamespace);
  await untilGone('installing');
  expect(await ownObjects(pivot)).toEqual([]);
  const deeds = (await timeline(stage, 'installing')).map(({ words }) => words);
  expect(deeds.filter((words) => words.startsWith('source: delete jobs'))).toHaveLength(1);
});

it('lets a ClusterPivot go that did not begin, with what it had made by then', async () => {
  const { spec } = await createWorld(stage, 'early', {
    broken: ({ source }) => {
      source.delete('Secret/prod-kubeconfig');
    },
  });
  // As after a crash between the finalizer and the beginning.
  const metadata = { name: 'pivot', namespace: 'early', finalizers: [pivotFinalizer] };
  const { admin } = stage.source;
  await admin.create(clusterPivots, objectOf(clusterPivots, metadata, { spec }));
  const pivot = await untilReason(stage, 'early', 'KubeconfigNotFound');
  const labels = { [pivotUidLabel]: pivot.metadata.uid ?? '' };
  await admin.create(secrets, objectOf(secrets, { name: `${ownName(pivot)}-target`, namespace: ownNamespace, labels }));
  await deletePivot('early');
  await untilGone('early');
  expect(await ownObjects(pivot)).toEqual([]);
});

it('none of them missed a right', () => {
  expect(refusals(stage)).toEqual([]);
});
