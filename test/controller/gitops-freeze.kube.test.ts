/** Argo CD and Flux keep what moves: frozen by name before anything else, kept so, and given back what they were. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { KubeObject, Resource } from '../../src/api/kube-object.ts';
import {
  applications,
  clusterPivots,
  customResourceDefinitions,
  helmReleases,
  kustomizations,
  namespaces,
} from '../../src/api/resources.ts';
import { call } from '../api/raw-api.ts';
import { endNamespace } from './absent-controllers.ts';
import { createWorld } from './create-world.ts';
import { gitOpsCrds } from './gitops-crds.ts';
import { apply, applyFolder, untilServed } from './install.ts';
import { objectOf } from './minimal-crds.ts';
import { expectNothingWritten } from './silence.ts';
import { createPivot, eventsOf, openStage, pivotNow, refusals, type Stage, untilReason } from './stage.ts';
import { timeline } from './timeline.ts';
import { change, type World } from './world.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  const { admin } = stage.source;
  for (const crd of await gitOpsCrds()) await apply(admin, customResourceDefinitions, crd);
  for (const type of [applications, kustomizations, helmReleases]) await untilServed(admin, type);
  await admin.create(namespaces, objectOf(namespaces, { name: 'gitops' }));
  await stage.startOperator();
});

afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

const patience = { timeout: 30_000, interval: 25 };

interface Owner {
  readonly type: Resource;
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const sources = { project: 'default', source: { repoURL: 'https://git.example/clusters', path: '.' }, destination: {} };
const automated = { prune: true, selfHeal: true, allowEmpty: false };

const application = (name: string, rest: object = {}): Owner => ({
  type: applications,
  name,
  fields: { spec: { ...sources, syncPolicy: { automated, syncOptions: ['ServerSideApply=true'] } }, ...rest },
});
const kustomization = (name: string): Owner => ({
  type: kustomizations,
  name,
  fields: {
    spec: { interval: '5m', prune: true, suspend: false, sourceRef: { kind: 'GitRepository', name: 'clusters' } },
  },
});
const helmRelease = (name: string): Owner => ({
  type: helmReleases,
  name,
  fields: { spec: { interval: '5m', chartRef: { kind: 'OCIRepository', name: 'clusters' } } },
});

const busy = {
  operation: { sync: {} },
  status: { operationState: { operation: { sync: {} }, phase: 'Running', startedAt: '2026-03-02T09:00:00Z' } },
};

async function createOwners(...owners: readonly Owner[]): Promise<readonly object[]> {
  for (const { type, name, fields } of owners) {
    await stage.source.admin.create(type, objectOf(type, { name, namespace: 'gitops' }, fields), {
      fieldValidation: 'Strict',
    });
  }
  return owners.map(({ type, name }) => ({ kind: type.kind, namespace: 'gitops', name }));
}

async function patchOwner({ type, name }: Owner, body: object): Promise<void> {
  await stage.source.admin.patch(type, { namespace: 'gitops', name }, { type: 'merge', body });
}

/** Before the test's own pivot, and after it: nothing of it may be left. */
async function specsOf(owners: readonly Owner[]): Promise<readonly unknown[]> {
  const found = await Promise.all(
    owners.map(({ type, name }) => stage.source.admin.get(type, { namespace: 'gitops', name })),
  );
  return found.map((owner) => owner?.['spec']);
}

/** Cluster `prod` is kept by an Application. */
function keptBy(name: string): (world: World) => void {
  return ({ source, namespace }) => {
    const id = `gitops_${name}:cluster.x-k8s.io/Cluster:${namespace}/prod`;
    change(source, 'Cluster/prod', { metadata: { annotations: { 'argocd.argoproj.io/tracking-id': id } } });
  };
}

const message = (namespace: string) => pivotNow(stage, namespace)?.status.message ?? '';

it('is refused without the rights of config/gitops-freeze, which say so', async () => {
  const { spec } = await createWorld(stage, 'no-rights');
  const freeze = await createOwners(helmRelease('no-rights'));
  await createPivot(stage, 'no-rights', { ...spec, gitOps: { freeze } });
  await untilReason(stage, 'no-rights', 'RightsMissing');
  expect(message('no-rights')).toBe(
    'The account of the operator in the source may not patch helmreleases.helm.toolkit.fluxcd.io in namespace gitops, for freezing HelmRelease gitops/no-rights; grant it (config/rbac and config/gitops-freeze have them all)',
  );
  await expectNothingWritten(stage, 'no-rights');
  await stage.source.admin.delete(clusterPivots, { namespace: 'no-rights', name: 'pivot' });
  await applyFolder(stage.source.admin, 'gitops-freeze');
});

it('freezes what is named before anything else, again when it is thawed, and gives it back what it was', async () => {
  const owners = [application('clusters', busy), kustomization('hosts'), helmRelease('addons')];
  const [clusters, hosts] = owners as [Owner, Owner];
  const freeze = await createOwners(...owners);
  const before = await specsOf(owners);
  const { spec } = await createWorld(stage, 'kept', { broken: keptBy('clusters') });
  await createPivot(stage, 'kept', { ...spec, gates: { steadySeconds: 3600 }, gitOps: { freeze } });
  await untilReason(stage, 'kept', 'GitOpsAtWork');
  expect(pivotNow(stage, 'kept')?.status).toMatchObject({
    phase: 'Preparing',
    message: 'Application gitops/clusters in the source has an operation under way; waiting for its end',
    journal: {
      gitOps: {
        owners: [
          { ...freeze[0], was: JSON.stringify({ allowEmpty: false, prune: true, selfHeal: true }) },
          { ...freeze[1], was: 'false' },
          freeze[2],
        ],
      },
    },
  });
  expect(await specsOf(owners)).toMatchObject([
    { syncPolicy: { syncOptions: ['ServerSideApply=true'] } },
    { suspend: true },
    { suspend: true },
  ]);
  expect((await specsOf([clusters]))[0]).not.toHaveProperty('syncPolicy.automated');
  await patchOwner(clusters, { operation: null, status: { operationState: { phase: 'Succeeded' } } });
  const pivot = await untilReason(stage, 'kept', 'HostNotSteady');
  expect(pivot.status).toMatchObject({
    phase: 'Quiescing',
    journal: { gitOps: { frozenTime: expect.any(String) as unknown } },
  });
  const deeds = (await timeline(stage, 'kept')).map(({ words }) => words);
  const frozenAt = deeds.indexOf('source: patch helmreleases gitops/addons');
  expect(deeds.slice(0, frozenAt + 1).slice(-4)).toEqual([
    'journal: gitOps',
    'source: patch applications gitops/clusters',
    'source: patch kustomizations gitops/hosts',
    'source: patch helmreleases gitops/addons',
  ]);
  expect(deeds.findIndex((words) => words.includes('customresourcedefinitions'))).toBeGreaterThan(frozenAt);

  await patchOwner(hosts, { spec: { suspend: false } });
  const isSuspended = async () => (await specsOf([hosts]))[0];
  await expect.poll(isSuspended, patience).toMatchObject({ suspend: true });
  await patchOwner(clusters, { operation: { sync: {} } });
  await untilReason(stage, 'kept', 'GitOpsAtWork');
  await patchOwner(clusters, { operation: null });
  await untilReason(stage, 'kept', 'HostNotSteady');

  await stage.source.admin.delete(clusterPivots, { namespace: 'kept', name: 'pivot' });
  await endNamespace(stage.target, 'kept');
  await expect.poll(() => pivotNow(stage, 'kept'), patience).toBeUndefined();
  expect(await specsOf(owners)).toEqual(before);
  const told = async () => (await eventsOf(stage, 'kept')).map(({ reason }) => reason);
  await expect.poll(told, patience).toEqual(expect.arrayContaining(['GitOpsFrozen', 'ThawedAgain', 'GitOpsThawed']));
});

it('is refused for what is not there, what an ApplicationSet makes, and what a parent would thaw', async () => {
  const parent: Owner = kustomization('parent');
  const set = { apiVersion: 'argoproj.io/v1alpha1', kind: 'ApplicationSet', name: 'all', uid: 'a-uid' };
  const made = objectOf(
    applications,
    { name: 'made', namespace: 'gitops', ownerReferences: [set] },
    application('made').fields,
  );
  await stage.source.admin.create(applications, made);
  await createOwners(parent);
  // As kustomize-controller writes it, so that the field is its own.
  const labels = { 'kustomize.toolkit.fluxcd.io/name': 'parent', 'kustomize.toolkit.fluxcd.io/namespace': 'gitops' };
  const child = objectOf(kustomizations, { name: 'child', namespace: 'gitops', labels }, kustomization('child').fields);
  await applyAs('kustomize-controller', child);
  const named = (kind: string, name: string) => ({ kind, namespace: 'gitops', name });
  const { spec } = await createWorld(stage, 'refused');
  const freeze = [named('Application', 'gone'), named('Application', 'made'), named('Kustomization', 'child')];
  await createPivot(stage, 'refused', { ...spec, suspend: true, gitOps: { freeze } });
  await untilReason(stage, 'refused', 'GitOpsOwnerNotFound');
  await expect
    .poll(() => message('refused').split('\n'), patience)
    .toEqual([
      'Application gitops/gone is not in the source; name in spec.gitOps.freeze what is there',
      'Application gitops/made is made by ApplicationSet gitops/all, which would set spec.syncPolicy.automated again (and 1 more); switch that off where it comes from (in the template of the ApplicationSet, or in the repository), or freeze what keeps it as well',
    ]);
  await patchPivotFreeze('refused', [named('Kustomization', 'child')]);
  await expect
    .poll(() => message('refused'), patience)
    .toMatch(
      /^Kustomization gitops\/child is kept by Kustomization gitops\/parent, which would set spec.suspend again; /,
    );
  await patchPivotFreeze('refused', [named('Kustomization', 'child'), named('Kustomization', 'parent')]);
  await untilReason(stage, 'refused', 'Suspended');
  await expectNothingWritten(stage, 'refused');
  await stage.source.admin.delete(clusterPivots, { namespace: 'refused', name: 'pivot' });
});

async function applyAs(manager: string, object: KubeObject): Promise<void> {
  const path = `/apis/${object.apiVersion}/namespaces/gitops/${kustomizations.plural}/${object.metadata.name}?fieldManager=${manager}`;
  const headers = { 'content-type': 'application/apply-patch+yaml' };
  const { status } = await call({ method: 'PATCH', path, body: object, headers }, stage.source.plane.access);
  expect(status).toBe(201);
}

async function patchPivotFreeze(namespace: string, freeze: readonly object[]): Promise<void> {
  const body = { spec: { gitOps: { freeze } } };
  await stage.source.admin.patch(clusterPivots, { namespace, name: 'pivot' }, { type: 'merge', body });
}

it('none of them missed a right', () => {
  expect(refusals(stage)).toEqual([]);
});
