/** The chart on a real API server, by the real helm: installed, upgraded, not uninstalled too early, and what stays of it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { pivotFinalizer } from '../../src/api/marks.ts';
import {
  clusterPivots,
  customResourceDefinitions,
  deployments,
  jobs,
  leases,
  namespaces,
} from '../../src/api/resources.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { connect } from '../../src/kube/connect.ts';
import { buildKubeconfig } from '../../src/kube/kubeconfig-parts.ts';
import { microTime } from '../../src/kube/micro-time.ts';
import { run } from '../../testbed/command.ts';
import { call } from '../api/raw-api.ts';
import { objectOf } from '../controller/minimal-crds.ts';
import { type ControlPlane, startControlPlane } from '../env/control-plane.ts';
import { type HelmRelease, helmRelease } from './helm-release.ts';
import { releaseNamespace } from './rendered.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const patience = { timeout: 120_000, interval: 100 };
const operator = { namespace: releaseNamespace, name: 'clusterpivot-operator' };
const hook = { namespace: releaseNamespace, name: 'clusterpivot-uninstall-check' };
const pivot = { namespace: 'metal3', name: 'prod' };
const at = '2026-03-02T09:00:00Z';

let plane: ControlPlane;
let admin: ClusterClient;
let folder: string;
let helm: HelmRelease;

beforeAll(async () => {
  plane = await startControlPlane();
  admin = connect(plane.access);
  folder = await mkdtemp(join(tmpdir(), 'clusterpivot-release-'));
  const { server, caData, token } = plane.access;
  const kubeconfigPath = join(folder, 'kubeconfig');
  await writeFile(kubeconfigPath, buildKubeconfig({ server, caData, token }));
  helm = await helmRelease(kubeconfigPath, []);
  for (const name of [releaseNamespace, pivot.namespace])
    await admin.create(namespaces, objectOf(namespaces, { name }));
  await helm.install();
});

afterAll(async () => {
  await admin.close();
  await plane.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a program of the hooks as its Pod would: with the operator's account. */
async function ask(question: string): Promise<string> {
  const { server, caData } = plane.access;
  const { token } = await admin.requestToken(operator, 3600);
  const kubeconfigPath = join(folder, 'operator');
  await writeFile(kubeconfigPath, buildKubeconfig({ server, caData, token }));
  const program = join(import.meta.dirname, '../../src/hooks/main.ts');
  const env = { KUBECONFIG: kubeconfigPath, POD_NAMESPACE: releaseNamespace };
  return run([process.execPath, program, question], { env }).then(
    () => 'yes',
    (error: unknown) => String(error),
  );
}

/** The Job controller and the kubelet, which are not here. */
async function carryOutHook(): Promise<string> {
  await vi.waitUntil(async () => (await admin.get(jobs, hook)) !== undefined, patience);
  const said = await ask('may-uninstall');
  const conditions = (types: readonly string[]) =>
    types.map((type) => ({ type, status: 'True', reason: 'Ended', lastTransitionTime: at }));
  const status =
    said === 'yes'
      ? { succeeded: 1, completionTime: at, conditions: conditions(['SuccessCriteriaMet', 'Complete']) }
      : { failed: 1, conditions: conditions(['FailureTarget', 'Failed']) };
  const body = { status: { startTime: at, ...status } };
  await admin.patch(jobs, hook, { type: 'merge', body, subresource: 'status' });
  return said;
}

/** The endpoint follows its CRD by a moment. */
async function isServed(): Promise<boolean> {
  return admin.list(clusterPivots).then(
    () => true,
    () => false,
  );
}

async function setStatus(status: object): Promise<void> {
  await admin.patch(clusterPivots, pivot, { type: 'merge', body: { status }, subresource: 'status' });
}

it('says whether an operator leads', async () => {
  const lease = (holderIdentity: string) => ({
    ...objectOf(leases, operator),
    spec: { holderIdentity, leaseDurationSeconds: 15, renewTime: microTime(Date.now()) },
  });
  await admin.create(leases, lease('operator-1_x'));
  expect(await ask('leads')).toBe('yes');
  await admin.delete(leases, operator);
});

it('is not uninstalled while a pivot is under way, and can be upgraded then', async () => {
  await vi.waitUntil(isServed, patience);
  const metadata = { ...pivot, finalizers: [pivotFinalizer] };
  await admin.create(clusterPivots, { ...objectOf(clusterPivots, metadata), spec: { clusterName: 'prod' } });
  await setStatus({ phase: 'Copying', journal: { startedTime: at } });

  const [uninstalled, said] = await Promise.allSettled([helm.uninstall(), carryOutHook()]);
  expect(said).toMatchObject({
    value: expect.stringContaining(
      'ClusterPivot metal3/prod is under way, in phase Copying: wait until it is complete, or delete it, which takes everything back',
    ),
  });
  expect(uninstalled).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining(hook.name) } });
  expect(await admin.get(deployments, operator)).toBeDefined();
  expect((await admin.get(clusterPivots, pivot))?.metadata.finalizers).toEqual([pivotFinalizer]);

  expect(await helm.status()).toMatch(/STATUS: uninstalling/);
  await helm.rollBackToItself();
  expect(await helm.status()).toMatch(/STATUS: deployed/);
  await helm.upgrade('logLevel=debug');
  expect(JSON.stringify(await admin.get(deployments, operator))).toContain('"debug"');
});

it('is uninstalled when the pivot is over: the CRD and the ClusterPivot stay, which then can be deleted', async () => {
  await setStatus({ phase: 'Completed', journal: { startedTime: at, completedTime: at } });
  const [uninstalled, said] = await Promise.all([helm.uninstall(), carryOutHook()]);
  expect(said).toBe('yes');
  expect(uninstalled).toMatch(/uninstalled/);
  expect(await admin.get(deployments, operator)).toBeUndefined();
  expect(await admin.get(jobs, hook)).toBeUndefined();
  const crd = { name: 'clusterpivots.pivot.metal3.io' };
  expect((await admin.get(customResourceDefinitions, crd))?.metadata.deletionTimestamp).toBeUndefined();
  expect((await admin.get(clusterPivots, pivot))?.metadata.finalizers ?? []).toEqual([]);
  await admin.delete(clusterPivots, pivot);
  expect(await admin.get(clusterPivots, pivot)).toBeUndefined();
});

it('is installed again over the CRD that stayed', async () => {
  // The namespace controller, which is not here.
  const name = 'clusterpivot-probe';
  const namespace = await admin.get(namespaces, { name });
  const path = `/api/v1/namespaces/${name}/finalize`;
  await call({ method: 'PUT', path, body: { ...namespace, spec: { finalizers: [] } } }, plane.access);
  await helm.install();
  expect(await admin.get(deployments, operator)).toBeDefined();
});
