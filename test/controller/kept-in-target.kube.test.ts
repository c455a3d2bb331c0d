/** What the source shares with others, and the target has already: a copy that would be lost, or would overwrite, is not begun. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { KubeObject, Resource } from '../../src/api/kube-object.ts';
import { clusterctlLabel, moveHierarchyLabel } from '../../src/api/marks.ts';
import { customResourceDefinitions, namespaces, secrets } from '../../src/api/resources.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { createWorld } from './create-world.ts';
import { apply, untilServed } from './install.ts';
import { minimalCrd, objectOf } from './minimal-crds.ts';
import { expectNothingWritten } from './silence.ts';
import { conditionOf, createPivot, openStage, type Stage, untilReason } from './stage.ts';
import { change, plant, type World } from './world.ts';

const pools: Resource = {
  group: 'ipam.cluster.x-k8s.io',
  version: 'v1alpha2',
  plural: 'globalinclusterippools',
  kind: 'GlobalInClusterIPPool',
  namespaced: false,
};
const classes: Resource = {
  group: 'cluster.x-k8s.io',
  version: 'v1beta2',
  plural: 'clusterclasses',
  kind: 'ClusterClass',
  namespaced: true,
};

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await Promise.all([stage.source, stage.target].map(async ({ admin }) => prepare(admin)));
  await stage.startOperator();
});

afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

/** Labelled as their providers and clusterctl do it. */
async function prepare(admin: ClusterClient): Promise<void> {
  const labels = { [clusterctlLabel]: '', [moveHierarchyLabel]: '' };
  for (const kind of [pools, classes]) {
    const crd = minimalCrd(kind);
    await apply(admin, customResourceDefinitions, { ...crd, metadata: { ...crd.metadata, labels } });
    await untilServed(admin, kind);
  }
  await admin.create(namespaces, objectOf(namespaces, { name: 'classes' }));
}

async function givenPlan(namespace: string, broken: (world: World) => void): Promise<void> {
  const { spec } = await createWorld(stage, namespace, { broken });
  await createPivot(stage, namespace, { ...spec, mode: 'Plan' });
}

/** What it is stalled over. */
async function stalledOver(namespace: string): Promise<string | undefined> {
  const stalled = conditionOf(await untilReason(stage, namespace, 'TargetNotEmpty'), 'Stalled');
  return stalled?.status === 'True' ? stalled.message : undefined;
}

it('a global owner that the target has keeps a pivot from copying what it owns, until it is gone there', async () => {
  const { source, target } = stage;
  const pool = objectOf(pools, { name: 'corporate' }, { spec: { prefix: 24 } });
  const original = await source.admin.create(pools, pool);
  await target.admin.create(pools, pool);
  await givenPlan('pooled', (world) => plant(world.source, secrets, ownedBy(original, 'pool-access', 'pooled')));
  expect(await stalledOver('pooled')).toBe(
    'Secret pooled/pool-access would be copied with an owner that does not exist in the target, and be garbage-collected there: the target has GlobalInClusterIPPool corporate already; delete that in the target, or remove the owner reference',
  );
  await target.admin.delete(pools, { name: 'corporate' });
  expect((await untilReason(stage, 'pooled', 'PlanOnly')).status.checks).toMatchObject({ failed: 0 });
  await expectNothingWritten(stage, 'pooled');
  await source.admin.delete(pools, { name: 'corporate' });
});

function ownedBy(owner: KubeObject, name: string, namespace: string): KubeObject['metadata'] {
  const { apiVersion, kind, metadata } = owner;
  return { name, namespace, ownerReferences: [{ apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '' }] };
}

it('another ClusterClass of that name in the target is not overwritten, and one that is alike is no matter', async () => {
  const { source, target } = stage;
  const ref = { name: 'metal', namespace: 'classes' };
  await source.admin.create(classes, objectOf(classes, ref, { spec: { variables: [] } }));
  await target.admin.create(classes, objectOf(classes, ref, { spec: { variables: [{ name: 'image' }] } }));
  await givenPlan('classy', (world) =>
    change(world.source, 'Cluster/prod', { spec: { topology: { classRef: ref, version: 'v1.36.0' } } }),
  );
  expect(await stalledOver('classy')).toBe(
    'ClusterClass classes/metal of the target is another one, and clusterctl would overwrite it; make it like that of the source, or delete it',
  );
  await target.admin.patch(classes, ref, { type: 'merge', body: { spec: { variables: [] } } });
  expect((await untilReason(stage, 'classy', 'PlanOnly')).status.checks).toMatchObject({ failed: 0 });
  await expectNothingWritten(stage, 'classy');
});
