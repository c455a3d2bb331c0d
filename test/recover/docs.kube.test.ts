/** The commands in docs/recovery.md, run by a shell: recover as a process, and kubectl. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pivotFinalizer } from '../../src/api/marks.ts';
import { clusterPivots, clusterRoles, configMaps, deployments, secrets } from '../../src/api/resources.ts';
import type { Side } from '../../src/pivot/observation.ts';
import { ensureBinaries } from '../../testbed/binaries.ts';
import { run } from '../../testbed/command.ts';
import { objectOf } from '../controller/minimal-crds.ts';
import { type Cluster, createPivot, kubeconfigFor, openStage, ownNamespace, type Stage } from '../controller/stage.ts';
import { deployment } from '../controller/world.ts';
import { type BackedUp, backUp, objectsOf } from './backed-up.ts';
import { blockWith } from './doc-blocks.ts';
import { actOnHosts } from './stand-ins.ts';

/** Some ten programs are started, one after the other. */
const patience = { timeout: 180_000 };

let stage: Stage;
let folder: string;
let backup: BackedUp;

beforeAll(async () => {
  stage = await openStage();
  folder = await mkdtemp(join(tmpdir(), 'clusterpivot-recovery-'));
  backup = await backUp(stage, 'metal3');
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await stage[Symbol.asyncDispose]();
});

type Shell = (commands: string) => Promise<string>;

/** A shell in which `recover` and `kubectl` are of one cluster. */
async function shellOf(side: Side): Promise<Shell> {
  const kubeconfig = join(folder, `${side}.kubeconfig`);
  await writeFile(kubeconfig, await kubeconfigFor(stage[side], 'human'), { mode: 0o600 });
  const { kubectl } = await ensureBinaries(['kubectl']);
  const main = join(import.meta.dirname, '../../src/recover/main.ts');
  const programs = `set -e; cd '${folder}'
    kubectl() { '${kubectl}' --kubeconfig '${kubeconfig}' "$@"; }
    recover() { '${process.execPath}' --disable-warning=DEP0040 '${main}' "$@" --kubeconfig '${kubeconfig}'; }
  `;
  return (commands) => run(['sh', '-c', programs + commands]);
}

/** The hosts come back between two runs. */
async function expectToFinish(shell: Shell, { admin }: Cluster, command: string): Promise<void> {
  await expect(shell(`${command} --timeout-seconds 1`)).rejects.toThrow('not every host is back after 1 s');
  for (const _ of ['unpause', 'restore', 'reach']) await actOnHosts(admin, 'metal3');
  expect(await shell(command)).toMatch(/every host is back\n$/);
}

async function partsOfBackup({ admin }: Cluster): Promise<readonly string[]> {
  const ours = { namespace: ownNamespace, labelSelector: 'pivot.metal3.io/backup=metal3.prod' };
  const lists = await Promise.all([secrets, configMaps].map((resource) => admin.list(resource, ours)));
  return lists.flatMap(({ items }) => items.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
}

it('lead through a recovery in the target, and away with its backup', patience, async () => {
  const { target } = stage;
  const { name, inventory } = backup;
  const shell = await shellOf('target');
  expect(await shell(blockWith('recover list'))).toMatch(
    new RegExp(`^BACKUP .*\\n${name} +metal3/prod +copying +2026-03-02T08:59:30Z +18 +2 +complete\\n$`),
  );
  expect(await shell(blockWith('recover restore --source-is-gone'))).toContain('every object is there');
  expect((await objectsOf(target.admin, inventory)).size).toBe(inventory.entries.length);
  const [look = '', finish = ''] = blockWith('recover finish --source-is-gone').split('\n');
  expect(await shell(look)).toContain('would unpause Cluster metal3/prod');
  await expectToFinish(shell, target, finish);
  expect(await shell(blockWith('get machines,baremetalhosts'))).toContain('worker-0');

  const role = { name: `${name}-copy`, labels: { 'pivot.metal3.io/clusterpivot-uid': name.slice('cpv-'.length) } };
  await target.admin.create(clusterRoles, objectOf(clusterRoles, role, { rules: [] }));
  const myBackup = (block: string) => block.replace(/^BACKUP=.*$/m, `BACKUP=${name}`);
  expect(await shell(myBackup(blockWith('delete clusterrole,clusterrolebinding -l')))).toContain(
    `"${role.name}" deleted`,
  );
  expect(await target.admin.get(clusterRoles, role)).toBeUndefined();

  const [hash] = (await shell(myBackup(blockWith('gunzip')))).split(' ');
  expect(await shell(blockWith('custom-columns'))).toMatch(
    new RegExp(`\\n${name}-journal +metal3/prod +restored +${hash}\\n`),
  );
  expect(JSON.parse(await readFile(join(folder, 'inventory.json'), 'utf8'))).toEqual(inventory);

  const parts = await partsOfBackup(target);
  expect(parts).toEqual([`Secret ${name}-inventory-0`, `ConfigMap ${name}-journal`]);
  await shell(blockWith('backup.yaml'));
  await shell(blockWith('delete secret,configmap'));
  expect(await partsOfBackup(target)).toEqual([]);
  await shell('kubectl create -f backup.yaml');
  expect(await partsOfBackup(target)).toEqual(parts);
  expect(await shell('recover list')).toMatch(/ restored .* complete\n$/);
});

it('lead through a recovery in the source, which has its ClusterPivot and operator', patience, async () => {
  const { source } = stage;
  const shell = await shellOf('source');
  const operator = { name: 'clusterpivot-operator', namespace: ownNamespace };
  const pivot = { name: 'prod', namespace: 'metal3' };
  const manifest = deployment(operator.name, 1);
  await source.admin.create(deployments, { ...manifest, metadata: { ...manifest.metadata, ...operator } });
  await createPivot(stage, pivot.namespace, { clusterName: 'prod' }, pivot.name);
  const finalizers = [pivotFinalizer];
  await source.admin.patch(clusterPivots, pivot, { type: 'merge', body: { metadata: { finalizers } } });

  expect(await shell(blockWith('clusterpivot-operator --replicas=0'))).toContain('"inventory":{"secrets":["cpv-');
  expect(await source.admin.get(deployments, operator)).toMatchObject({ spec: { replicas: 0 } });
  await source.admin.delete(secrets, { name: 'spare-bmc', namespace: 'metal3' });
  expect(await shell(blockWith('recover restore --target-is-gone'))).toContain('created Secret metal3/spare-bmc');
  await expectToFinish(shell, source, blockWith('recover finish --target-is-gone').trim());
  await shell(blockWith('delete clusterpivot prod'));
  expect(await source.admin.get(clusterPivots, pivot)).toBeUndefined();
});
