/** A probe at a real API server, with the account of config/probe and nothing more. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { probeLabel, probeNamespace, usualProbeName } from '../../src/api/probe-lease.ts';
import type { ProbeReport } from '../../src/api/probe-report.ts';
import { leases } from '../../src/api/resources.ts';
import { connect } from '../../src/kube/connect.ts';
import { seeLeases, seenReports } from '../../src/pivot/endpoint/see-leases.ts';
import { ApiServer } from '../../src/probe/api-server.ts';
import { podsPath, readIronicPods } from '../../src/probe/ironic-pods.ts';
import { buildLease, leasePath } from '../../src/probe/lease.ts';
import { apply } from '../api/raw-api.ts';
import { report } from '../pivot/endpoint/given.ts';

const access = inject('source');
const ironic = 'baremetal-operator-system';
const plurals: Readonly<Record<string, string>> = {
  Namespace: 'namespaces',
  ServiceAccount: 'serviceaccounts',
  ClusterRole: 'clusterroles',
  Role: 'roles',
  RoleBinding: 'rolebindings',
  DaemonSet: 'daemonsets',
};
let folder = '';
let probe: ApiServer;

async function applyObject(object: KubeObject): Promise<void> {
  const { apiVersion, kind, metadata } = object;
  const root = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
  const scope = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  await apply(`${root}${scope}/${plurals[kind] ?? ''}/${metadata.name}`, object);
}

beforeAll(async () => {
  await applyObject({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: ironic } });
  for (const file of ['probe-rights/namespace', 'probe-rights/rbac', 'probe/ironic-role-binding', 'probe/daemonset']) {
    const text = await readFile(join(import.meta.dirname, `../../config/${file}.yaml`), 'utf8');
    for (const document of parseAllDocuments(text)) await applyObject(document.toJS() as KubeObject);
  }
  const admin = connect(access);
  const { token } = await admin.requestToken({ namespace: probeNamespace, name: 'clusterpivot-probe' }, 600);
  await admin.close();
  folder = await mkdtemp(join(tmpdir(), 'clusterpivot-account-'));
  await writeFile(join(folder, 'token'), token);
  await writeFile(join(folder, 'ca.crt'), access.caData ?? '');
  probe = new ApiServer({ server: access.server, accountFolder: folder, nowMs: () => performance.now() });
});

afterAll(async () => {
  probe.close();
  await rm(folder, { recursive: true, force: true });
});

const publish = (given: ProbeReport, { namespace = probeNamespace, name = usualProbeName } = {}) => {
  const place = { namespace, probe: name, podName: 'probe-x', podUid: 'pod-x' };
  const lease = buildLease(given, { ...place, nowMs: Date.now() });
  return probe.apply(leasePath(lease), lease, 'apply lease');
};

it('creates its Lease and renews it, and a reader sees what it reported', async () => {
  const admin = connect(access);
  const labelSelector = `${probeLabel}=${usualProbeName}`;
  const list = async () => (await admin.list(leases, { namespace: probeNamespace, labelSelector })).items;
  await publish(report('new-1', { sequence: 1 }));
  await publish(report('new-1', { sequence: 7 }), { name: 'another-pivot' });
  const first = seeLeases({}, await list(), { probe: usualProbeName, now: 1000 });
  const renewed = report('new-1', { sequence: 2 });
  await publish(renewed);
  const second = seeLeases(first, await list(), { probe: usualProbeName, now: 2000 });
  expect(seenReports(first)).toMatchObject([{ node: 'new-1', seenAt: undefined }]);
  expect(seenReports(second)).toEqual([{ node: 'new-1', report: renewed, seenAt: 2000 }]);
  await admin.close();
});

it('sees the Pods of Ironic', async () => {
  expect(readIronicPods(await probe.get(podsPath(ironic, 'new-1'), 'list pods'))).toEqual([]);
});

it('may not write Leases elsewhere, nor see other Pods, Secrets or Leases', async () => {
  const forbidden = { name: 'KubeError', kind: 'forbidden' };
  await expect(publish(report('new-1'), { namespace: 'default' })).rejects.toMatchObject(forbidden);
  await expect(probe.get(podsPath('kube-system', 'new-1'), 'list pods')).rejects.toMatchObject(forbidden);
  await expect(probe.get(`/api/v1/namespaces/${probeNamespace}/secrets`, 'list secrets')).rejects.toMatchObject(
    forbidden,
  );
});
