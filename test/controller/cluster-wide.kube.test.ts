/** Bad input that all pivots of a cluster share, one after the other; and what drifted from a plan that was approved. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  clusterPivots,
  clusters,
  configMaps,
  customResourceDefinitions,
  hardwareData,
  machines,
  providers,
} from '../../src/api/resources.ts';
import { createWorld } from './create-world.ts';
import { apply, providerObject } from './install.ts';
import { crdNameOf, minimalCrd, objectOf } from './minimal-crds.ts';
import { expectNothingWritten } from './silence.ts';
import { createPivot, openStage, pivotNow, type Stage, untilReason } from './stage.ts';
import { sharedNamespace } from './world.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await stage.startOperator();
});

afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

describe('a pivot stops', () => {
  it('before a target that lacks a kind of the Bare Metal Operator', async () => {
    const { admin } = stage.target;
    await admin.delete(customResourceDefinitions, { name: crdNameOf(hardwareData) });
    const { spec } = await createWorld(stage, 'wide');
    await createPivot(stage, 'wide', { ...spec, mode: 'Plan' });
    const pivot = await untilReason(stage, 'wide', 'CrdMissingInTarget');
    expect(pivot.status.message).toContain(
      "the target does not serve hardwaredata.metal3.io v1alpha1; install the Bare Metal Operator's CRDs there in the version of the source",
    );
    await apply(admin, customResourceDefinitions, minimalCrd(hardwareData));
  });

  it('before a source of which nobody knows the providers', async () => {
    const { admin } = stage.source;
    const known = [
      providerObject('cluster-api', 'CoreProvider', 'v1.14.0'),
      providerObject('metal3', 'InfrastructureProvider', 'v1.14.0'),
    ];
    for (const { metadata } of known)
      await admin.delete(providers, { namespace: sharedNamespace, name: metadata.name });
    const pivot = await untilReason(stage, 'wide', 'ProviderInventoryMissing');
    expect(pivot.status.message).toBe(
      'the source has no Provider objects (providers.clusterctl.cluster.x-k8s.io) and no Deployments with the label cluster.x-k8s.io/provider, so nothing tells what the target needs; create the inventory',
    );
    for (const provider of known) await admin.create(providers, provider);
  });

  it('before a target whose Cluster API stores another contract', async () => {
    const { admin } = stage.target;
    const crd = minimalCrd(clusters);
    const { spec } = crd as unknown as { spec: { versions: readonly object[] } };
    const storing = (name: string) => ({
      ...crd,
      spec: {
        ...spec,
        versions: [...spec.versions, ...spec.versions.map((version) => ({ ...version, name: 'v1beta1' }))].map(
          (version) => ({ ...version, storage: (version as { name: string }).name === name }),
        ),
      },
    });
    await apply(admin, customResourceDefinitions, storing('v1beta1'));
    const pivot = await untilReason(stage, 'wide', 'ContractMismatch');
    expect(pivot.status.message).toContain(
      'the target stores Clusters at v1beta1, but this clusterctl works with v1beta2 only; upgrade Cluster API there',
    );
    await apply(admin, customResourceDefinitions, storing('v1beta2'));
    // A version that was ever stored may go only once nothing is stored in it any more, as somebody has to vouch.
    const body = { status: { storedVersions: ['v1beta2'] } };
    const ref = { name: crd.metadata.name };
    await admin.patch(customResourceDefinitions, ref, { type: 'merge', subresource: 'status', body });
    await apply(admin, customResourceDefinitions, crd);
  });

  it('and goes on by itself when all of it is mended, having written nothing', async () => {
    const pivot = await untilReason(stage, 'wide', 'PlanOnly');
    expect(pivot.status.checks).toMatchObject({ failed: 0 });
    await expectNothingWritten(stage, 'wide');
  });
});

it('a plan that drifted after its approval is not carried out, and what drifted is told', async () => {
  const { spec } = await createWorld(stage, 'drifted');
  await createPivot(stage, 'drifted', { ...spec, approval: 'Manual' });
  const hash = (await untilReason(stage, 'drifted', 'PlanNotApproved')).status.plan?.hash;
  const { admin } = stage.source;
  const patch = async (body: object) => {
    await admin.patch(clusterPivots, { namespace: 'drifted', name: 'pivot' }, { type: 'merge', body: { spec: body } });
  };
  // Approved, and held before it begins.
  await patch({ approvedPlan: hash, suspend: true });
  await untilReason(stage, 'drifted', 'Suspended');
  const [machine] = (await admin.list(machines, { namespace: 'drifted' })).items;
  const ref = { namespace: 'drifted', name: machine?.metadata.name ?? '' };
  await admin.patch(machines, ref, { type: 'merge', body: { spec: { version: 'v1.36.1' } } });
  await patch({ gates: { soakSeconds: 1 } });
  await expect.poll(() => pivotNow(stage, 'drifted')?.status.plan?.hash, { timeout: 20_000 }).not.toBe(hash);
  await untilReason(stage, 'drifted', 'Suspended');
  await patch({ suspend: false });
  const pivot = await untilReason(stage, 'drifted', 'PlanNotApproved');
  expect(pivot.status.message).toBe(
    `the approved plan ${hash} is not the current one (since then: the spec of Machine drifted/${ref.name} changed); set spec.approvedPlan of ClusterPivot drifted/pivot to ${pivot.status.plan?.hash}`,
  );
  await expectNothingWritten(stage, 'drifted');
});

it('a ConfigMap that no pivot owns is never taken for its plan, nor overwritten', async () => {
  const { spec } = await createWorld(stage, 'foreign');
  const { admin } = stage.source;
  const notes = objectOf(configMaps, { name: 'pivot-plan', namespace: 'foreign' }, { data: { notes: 'ours' } });
  await admin.create(configMaps, notes);
  await createPivot(stage, 'foreign', { ...spec, mode: 'Plan' });
  const said = () => pivotNow(stage, 'foreign')?.status.message;
  await expect
    .poll(said, { timeout: 20_000 })
    .toContain("ConfigMap foreign/pivot-plan, where the plan is kept, is not this pivot's; delete it");
  expect((await admin.get(configMaps, { namespace: 'foreign', name: 'pivot-plan' }))?.['data']).toEqual({
    notes: 'ours',
  });
  await admin.delete(configMaps, { namespace: 'foreign', name: 'pivot-plan' });
  await untilReason(stage, 'foreign', 'PlanOnly');
  const { data = {} } = ((await admin.get(configMaps, { namespace: 'foreign', name: 'pivot-plan' })) ?? {}) as {
    data?: Readonly<Record<string, string>>;
  };
  expect(data['plan.txt']).toMatch(
    /^Plan [0-9a-f]{16} of ClusterPivot foreign\/pivot, for Cluster prod\n18 objects move/,
  );
});
