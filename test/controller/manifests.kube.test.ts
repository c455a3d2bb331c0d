/** The manifests of the target's Ironic: read and judged, applied, seen to run, and taken away again. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { type ClusterPivot, parseClusterPivot } from '../../src/api/clusterpivot.ts';
import type { AppliedObject } from '../../src/api/journal.ts';
import type { KubeObject } from '../../src/api/kube-object.ts';
import {
  clusterPivots,
  configMaps,
  customResourceDefinitions,
  deployments,
  ironics,
  namespaces,
  nodes,
  pods,
  secrets,
  serviceAccounts,
} from '../../src/api/resources.ts';
import { carryOut } from '../../src/controller/act.ts';
import { observe } from '../../src/controller/observe.ts';
import type { World } from '../../src/controller/world.ts';
import type { Action } from '../../src/pivot/action.ts';
import type { Observation } from '../../src/pivot/observation.ts';
import { call } from '../api/raw-api.ts';
import { endNamespace } from './absent-controllers.ts';
import { minimalCrd, objectOf } from './minimal-crds.ts';
import { openStage, openWorld, type Stage } from './stage.ts';
import { deployment, sharedNamespace } from './world.ts';

let stage: Stage;
let world: World;

beforeAll(async () => {
  stage = await openStage();
  world = await openWorld(stage.source, () => undefined);
});

afterAll(async () => {
  await world.source.close();
  await stage[Symbol.asyncDispose]();
});

const home = 'ironic-home';
const ref = { namespace: home, name: 'ironic' };

function pivotOf(manifestsRef: object, journal: object = {}): ClusterPivot {
  const parsed = parseClusterPivot({
    ...objectOf(clusterPivots, { name: 'pivot', namespace: 'default', uid: '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9' }),
    spec: { clusterName: 'prod', ironic: { target: { type: 'Manifests', manifestsRef } } },
    status: { journal: { startedTime: new Date().toISOString(), ...journal } },
  });
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.pivot;
}

async function look(pivot: ClusterPivot): Promise<Observation> {
  const { admin: client } = stage.target;
  const access = { state: 'connected', server: client.server, uid: 'target' } as const;
  return observe(world, pivot, { access, client, pinned: true });
}

const manifestsOf = async (manifestsRef: object, journal?: object) =>
  (await look(pivotOf(manifestsRef, journal))).ironicManifests;

async function act(action: Action): Promise<void> {
  const pivot = pivotOf({ name: 'nobody-reads-it' });
  await carryOut([action], { ...world, target: stage.target.admin }, await look(pivot), async () => undefined);
}

const ironic = objectOf(ironics, ref, { spec: { networking: { ipAddress: '172.22.0.2' } } });
const operator = { ...deployment('operator', 1), metadata: { namespace: home, name: 'operator' }, status: undefined };
const all: readonly KubeObject[] = [
  ironic,
  operator,
  objectOf(namespaces, { name: home }),
  minimalCrd(ironics),
  objectOf(configMaps, { namespace: 'default', name: 'kept' }, { data: { from: 'manifests' } }),
];
const files = { 'b.yaml': stringify(operator), 'a.yaml': all.map((object) => stringify(object)).join('---\n') };

function namesOf(observed: Observation['ironicManifests']): readonly string[] {
  if (observed.state !== 'found') throw new Error(JSON.stringify(observed));
  return observed.objects.map(
    ({ object, existsInTarget }) => `${object.kind} ${object.metadata.name}${existsInTarget ? ' exists' : ''}`,
  );
}

it('finds what is missing or cannot be applied', async () => {
  expect(await manifestsOf({ name: 'nothing' })).toEqual({ state: 'missing', ref: 'ConfigMap nothing' });
  expect(await manifestsOf({ kind: 'Secret', name: 'nothing' })).toEqual({ state: 'missing', ref: 'Secret nothing' });
  const { admin } = stage.source;
  const metadata = { name: 'broken', namespace: 'default' };
  await admin.create(configMaps, objectOf(configMaps, metadata, { data: { 'a.yaml': 'kind: Ironic' } }));
  expect(await manifestsOf({ name: 'broken' })).toEqual({
    state: 'invalid',
    ref: 'ConfigMap broken',
    problem: 'key a.yaml, document 1 has no apiVersion, or one that cannot be',
  });
  const homeless = objectOf(configMaps, { name: 'homeless' });
  await admin.create(secrets, objectOf(secrets, metadata, { stringData: { 'a.yaml': stringify(homeless) } }));
  expect(await manifestsOf({ kind: 'Secret', name: 'broken' })).toEqual({
    state: 'invalid',
    ref: 'Secret broken',
    problem: 'ConfigMap homeless has no metadata.namespace',
  });
});

it('finds every object, in the order in which it can be applied, and what of it the target has', async () => {
  const metadata = { name: 'whole', namespace: 'default' };
  await stage.source.admin.create(configMaps, objectOf(configMaps, metadata, { data: files }));
  await stage.source.admin.create(secrets, objectOf(secrets, metadata, { stringData: files }));
  await stage.target.admin.create(configMaps, objectOf(configMaps, { namespace: 'default', name: 'kept' }));
  const found = await manifestsOf({ name: 'whole' });
  expect(namesOf(found)).toEqual([
    'CustomResourceDefinition ironics.ironic.metal3.io',
    `Namespace ${home}`,
    'Ironic ironic',
    'Deployment operator',
    'ConfigMap kept exists',
    'Deployment operator',
  ]);
  expect(await manifestsOf({ kind: 'Secret', name: 'whole' })).toEqual(found);
  const hash = found.state === 'found' ? found.hash : '';
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  const journal = { targetManifests: { hash, created: [] } };
  expect(await manifestsOf({ name: 'whole' }, journal)).toEqual(found);
  const appliedTime = new Date().toISOString();
  const applied = { targetManifests: { hash, created: [], appliedTime } };
  expect(await manifestsOf({ name: 'whole' }, applied)).toEqual({ state: 'notReferenced' });
});

it('applies them as they are, again and again, once the types are served', async () => {
  const found = await manifestsOf({ name: 'whole' });
  const objects = found.state === 'found' ? found.objects.map(({ object }) => object) : [];
  const apply = () => act({ kind: 'applyManifests', objects });
  await vi.waitFor(apply, { timeout: 20_000, interval: 100 });
  await apply();
  expect(namesOf(await manifestsOf({ name: 'whole' })).filter((name) => !name.endsWith(' exists'))).toEqual([]);
  const { admin } = stage.target;
  const kept = await admin.get(configMaps, { namespace: 'default', name: 'kept' });
  expect(kept).toMatchObject({ data: { from: 'manifests' } });
  expect(kept?.metadata.labels).toBeUndefined();
  expect(await admin.get(ironics, ref)).toMatchObject({ spec: ironic['spec'] });
});

it.each([
  ['nobody has seen it', {}, false, 'it has no condition Ready yet'],
  ['it is not Ready', { conditions: [{ type: 'Ready', status: 'False', message: 'no IP' }] }, false, 'no IP'],
  ['it is Ready', { conditions: [{ type: 'Ready', status: 'True', message: '' }] }, true, ''],
  [
    'it was Ready as it was before',
    { conditions: [{ type: 'Ready', status: 'True', message: '', observedGeneration: 7 }] },
    false,
    'its operator has not seen it yet',
  ],
] as const)('sees of an Ironic that %s', async (_, status, ready, message) => {
  await stage.target.admin.patch(ironics, ref, { type: 'merge', body: { status }, subresource: 'status' });
  const { target, source } = await look(pivotOf({ name: 'whole' }));
  expect(target?.ironics).toEqual([{ ...ref, ready, message }]);
  expect(source.ironics).toEqual([]);
});

it('sees who scaled a Deployment last, and on which node its Pods are', async () => {
  const { admin, plane } = stage.target;
  const name = 'ironic';
  const containers = ['ironic', 'keepalived'].map((container) => ({ name: container, image: 'i' }));
  await admin.create(deployments, deployment(name, 0, containers));
  await admin.create(serviceAccounts, objectOf(serviceAccounts, { namespace: sharedNamespace, name: 'default' }));
  await admin.create(nodes, objectOf(nodes, { name: 'new-1' }));
  const pod = (of: string, spec: object) => {
    const metadata = { name: of, namespace: sharedNamespace, labels: { app: name } };
    return objectOf(pods, metadata, { spec: { containers, automountServiceAccountToken: false, ...spec } });
  };
  await admin.create(pods, pod('a', { nodeName: 'new-1' }));
  await admin.create(pods, pod('b', {}));
  const found = async () => (await look(pivotOf({ name: 'whole' }))).target?.workloads.find((one) => one.name === name);
  const scale = async (path: string, replicas: number) => {
    const headers = { 'content-type': 'application/merge-patch+json' };
    const root = `/apis/apps/v1/namespaces/${sharedNamespace}/deployments/${name}`;
    await call({ method: 'PATCH', path: `${root}${path}`, headers, body: { spec: { replicas } } }, plane.access);
  };
  await scale('?fieldManager=gitops', 2);
  const scaled = await found();
  expect(scaled).toMatchObject({ replicas: 2, scaledBy: { manager: 'gitops' } });
  expect(Date.now() - Date.parse(scaled?.scaledBy?.time ?? '')).toBeLessThan(60_000);
  expect(scaled?.pods.map(({ name: of, node }) => [of, node])).toEqual([
    ['a', 'new-1'],
    ['b', undefined],
  ]);
  await scale('/scale?fieldManager=autoscaler', 3);
  const rescaled = await found();
  expect(rescaled?.replicas).toBe(3);
  expect(rescaled?.scaledBy).toEqual({ manager: 'autoscaler' });
});

it('deletes what they added, the last one first, and waits for who has to finish before its helpers go', async () => {
  const { admin } = stage.target;
  const created: readonly AppliedObject[] = [
    minimalCrd(ironics),
    objectOf(namespaces, { name: home }),
    operator,
    ironic,
  ].map(({ apiVersion, kind, metadata: { name, namespace } }) => ({
    apiVersion,
    kind,
    name,
    ...(namespace === undefined ? {} : { namespace }),
  }));
  const action: Action = { kind: 'deleteManifests', objects: created };
  await admin.patch(ironics, ref, { type: 'merge', body: { metadata: { finalizers: ['ironic.metal3.io/ironic'] } } });
  const waiting = `Ironic ${home}/ironic in the target is being deleted; waiting for ironic.metal3.io/ironic`;
  await expect(act(action)).rejects.toThrow(waiting);
  await expect(act(action)).rejects.toThrow(waiting);
  expect(await admin.get(deployments, { namespace: home, name: 'operator' })).toBeDefined();
  await admin.patch(ironics, ref, { type: 'merge', body: { metadata: { finalizers: null } } });
  await act(action);
  expect(await admin.get(deployments, { namespace: home, name: 'operator' })).toBeUndefined();
  await endNamespace(stage.target, home);
  const crd = { name: minimalCrd(ironics).metadata.name };
  await vi.waitUntil(async () => (await admin.get(customResourceDefinitions, crd)) === undefined, { timeout: 20_000 });
  await act(action);
  expect(await admin.get(configMaps, { namespace: 'default', name: 'kept' })).toBeDefined();
});
