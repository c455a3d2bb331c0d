/** A target whose providers were installed without clusterctl's inventory: they get into it, and out of it again in a rollback. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { moveLabel } from '../../src/api/marks.ts';
import { clusterPivots, customResourceDefinitions, deployments, providers, secrets } from '../../src/api/resources.ts';
import { providerCrd } from '../../src/pivot/providers.ts';
import { endNamespace } from './absent-controllers.ts';
import { createWorld } from './create-world.ts';
import { createPivot, openStage, pivotNow, type Stage, untilReason } from './stage.ts';
import { change, deployment, found } from './world.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await stage.target.admin.delete(customResourceDefinitions, { name: providerCrd });
  await stage.startOperator();
});

afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

/** As Helm or the Cluster API Operator leave it: running, labelled, in no inventory. */
function runningProvider(label: string): KubeObject {
  const object = deployment(label, 1, [{ name: 'manager', image: 'registry.example/manager:v1.14.0' }]);
  return { ...object, metadata: { ...object.metadata, labels: { 'cluster.x-k8s.io/provider': label } } };
}

async function listed(): Promise<readonly unknown[]> {
  const { items } = await stage.target.admin.list(providers);
  return items.map(({ metadata, providerName, type, version }) => ({
    name: metadata.name,
    providerName,
    type,
    version,
  }));
}

it('lists them, labels orphans, and takes both back', async () => {
  const world = await createWorld(stage, 'helm', {
    broken: ({ source, target }) => {
      change(target, 'Deployment/helm-bmo', { status: { readyReplicas: 0, availableReplicas: 0 } });
      // A host that the Bare Metal Operator has not read the credentials of does not own them.
      const orphan = found(source, 'Secret/spare-bmc');
      source.set('Secret/spare-bmc', { ...orphan, metadata: { ...orphan.metadata, ownerReferences: [] } });
      for (const label of ['cluster-api', 'infrastructure-metal3'])
        target.set(`Deployment/${label}`, runningProvider(label));
    },
  });
  await createPivot(stage, 'helm', world.spec);
  const pivot = await untilReason(stage, 'helm', 'BareMetalOperatorNotReady');
  expect(pivot.status.plan?.steps).toEqual(
    expect.arrayContaining([
      'label Secret helm/spare-bmc in the source for clusterctl, since no owner takes them along',
      "put cluster-api v1.14.0, infrastructure-metal3 v1.14.0 into clusterctl's inventory of the target",
    ]),
  );
  expect(pivot.status.journal).toMatchObject({
    createdProviderCrd: true,
    listedProviders: [
      { namespace: 'metal3-system', name: 'cluster-api' },
      { namespace: 'metal3-system', name: 'infrastructure-metal3' },
    ],
    labelledObjects: [{ kind: 'Secret', name: 'spare-bmc' }],
  });
  expect(await listed()).toEqual([
    { name: 'cluster-api', providerName: 'cluster-api', type: 'CoreProvider', version: 'v1.14.0' },
    { name: 'infrastructure-metal3', providerName: 'metal3', type: 'InfrastructureProvider', version: 'v1.14.0' },
  ]);
  const labels = async () =>
    (await stage.source.admin.get(secrets, { namespace: 'helm', name: 'spare-bmc' }))?.metadata.labels ?? {};
  expect(await labels()).toHaveProperty([moveLabel], '');

  await stage.source.admin.delete(clusterPivots, { namespace: 'helm', name: 'pivot' });
  await endNamespace(stage.target, 'helm');
  await expect.poll(() => pivotNow(stage, 'helm'), { timeout: 30_000 }).toBeUndefined();
  expect(await stage.target.admin.get(customResourceDefinitions, { name: providerCrd })).toBeUndefined();
  expect(await labels()).not.toHaveProperty([moveLabel]);
  const left = await stage.target.admin.get(deployments, { namespace: 'metal3-system', name: 'cluster-api' });
  expect(left).toBeDefined();
});
