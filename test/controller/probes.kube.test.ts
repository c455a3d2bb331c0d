/** The probes of pivots, installed with the operator's rights, observed through their Leases, and taken away again. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ClusterPivot, parseClusterPivot } from '../../src/api/clusterpivot.ts';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { pivotUidLabel } from '../../src/api/marks.ts';
import { probeLabel, probeNamespace } from '../../src/api/probe-lease.ts';
import {
  clusterPivots,
  daemonSets,
  deployments,
  leases,
  namespaces,
  nodes,
  roleBindings,
  roles,
  secrets,
  serviceAccounts,
} from '../../src/api/resources.ts';
import { carryOut } from '../../src/controller/act.ts';
import { observe } from '../../src/controller/observe.ts';
import type { World } from '../../src/controller/world.ts';
import { systemClock } from '../../src/kube/clock.ts';
import type { Action } from '../../src/pivot/action.ts';
import type { Observation, Side } from '../../src/pivot/observation.ts';
import { probeName } from '../../src/pivot/probe-objects.ts';
import { buildLease } from '../../src/probe/lease.ts';
import { call } from '../api/raw-api.ts';
import { held, report } from '../pivot/endpoint/given.ts';
import { endNamespace } from './absent-controllers.ts';
import { apply } from './install.ts';
import { objectOf } from './minimal-crds.ts';
import { openStage, openWorld, type Stage } from './stage.ts';
import { deployment, sharedNamespace } from './world.ts';

let stage: Stage;
let world: World;
let monotonic = 0;

beforeAll(async () => {
  stage = await openStage();
  const clock = { ...systemClock, monotonic: () => monotonic };
  world = { ...(await openWorld(stage.source, () => undefined)), clock };
  for (const [side, name] of [['source', 'old-1'] as const, ['target', 'new-1'] as const]) {
    const labels = { 'node-role.kubernetes.io/control-plane': '' };
    await stage[side].admin.create(nodes, objectOf(nodes, { name, labels }));
    await stage[side].admin.create(deployments, deployment('ironic', side === 'source' ? 1 : 0));
  }
});

afterAll(async () => {
  await world.source.close();
  await stage[Symbol.asyncDispose]();
});

const ironic = { namespace: sharedNamespace, name: 'ironic' };
const sides = ['source', 'target'] as const;

interface Given {
  readonly endpoint?: object;
  readonly target?: object;
  readonly journal?: object;
}

/** As the API server would send it; nothing here reads it from there. */
function pivotOf(name: string, { endpoint, target, journal }: Given = {}): ClusterPivot {
  const parsed = parseClusterPivot({
    ...objectOf(clusterPivots, { name, namespace: 'default', uid: `${name}-4e5f-6071-8293` }),
    spec: {
      clusterName: 'prod',
      ironic: {
        endpoint: { address: '172.22.0.2', interface: 'ironicendpoint', ...endpoint },
        source: { type: 'Deployment', ...ironic },
        target: { type: 'Deployment', ...ironic, ...target },
      },
    },
    status: { journal: { startedTime: new Date().toISOString(), ...journal } },
  });
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.pivot;
}

async function look(pivot: ClusterPivot, reachable = true): Promise<Observation> {
  const { admin: client } = stage.target;
  const access = { state: 'connected', server: client.server, uid: 'target' } as const;
  return observe(world, pivot, { access, client: reachable ? client : undefined, pinned: true });
}

async function act(pivot: ClusterPivot, ...actions: readonly Action[]): Promise<void> {
  await carryOut(actions, { ...world, target: stage.target.admin }, await look(pivot), async () => undefined);
}

const install = (pivot: ClusterPivot, ...where: readonly Side[]) =>
  act(pivot, ...where.map((side) => ({ kind: 'installProbe', side }) as const));

const probesOf = async (pivot: ClusterPivot) => (await look(pivot)).endpoint?.probes;

const daemonSetOf = (pivot: ClusterPivot, side: Side) =>
  stage[side].admin.get(daemonSets, { namespace: probeNamespace, name: probeName(pivot) });

/** What serves a pivot, the Leases that its probes wrote included. */
async function objectsOf(pivot: ClusterPivot, side: Side): Promise<readonly string[]> {
  const { admin } = stage[side];
  const labelSelector = `${pivotUidLabel}=${pivot.metadata.uid}`;
  const lists = await Promise.all([
    ...[serviceAccounts, roles, roleBindings, secrets, daemonSets].map((kind) => admin.list(kind, { labelSelector })),
    admin.list(leases, { labelSelector: `${probeLabel}=${probeName(pivot)}` }),
  ]);
  const name = ({ kind, metadata }: KubeObject) => `${kind} ${metadata.namespace}/${metadata.name}`;
  return lists.flatMap(({ items }) => items.map(name));
}

async function publish(pivot: ClusterPivot, side: Side, given: ReturnType<typeof report>): Promise<void> {
  const place = { namespace: probeNamespace, probe: probeName(pivot), podName: 'probe-x', podUid: 'pod-x' };
  await apply(stage[side].admin, leases, buildLease(given, { ...place, nowMs: Date.now() }));
}

it('installs them on both sides with the rights of its account, and twice is once', async () => {
  const pivot = pivotOf('installed');
  expect(await probesOf(pivot)).toEqual({ source: false, target: false });
  await install(pivot, ...sides);
  expect(await probesOf(pivot)).toEqual({ source: true, target: true });
  const name = probeName(pivot);
  expect(await objectsOf(pivot, 'source')).toEqual([
    `RoleBinding ${sharedNamespace}/${name}-ironic`,
    `DaemonSet ${probeNamespace}/${name}`,
  ]);
  expect(await objectsOf(pivot, 'target')).toEqual([
    `ServiceAccount ${probeNamespace}/${name}`,
    `Role ${probeNamespace}/${name}`,
    `Role ${sharedNamespace}/${name}-ironic`,
    `RoleBinding ${probeNamespace}/${name}`,
    `RoleBinding ${sharedNamespace}/${name}-ironic`,
    `DaemonSet ${probeNamespace}/${name}`,
  ]);
  await install(pivot, ...sides);
  for (const side of sides) expect((await daemonSetOf(pivot, side))?.metadata.generation).toBe(1);
});

it.each([
  ['source', 'clusterpivot-probe'],
  ['target', probeName(pivotOf('installed'))],
] as const)('gives the probes of the %s what they need, and no more', async (side, account) => {
  const may = async (verb: string, group: string, resource: string, namespace: string) => {
    const user = `system:serviceaccount:${probeNamespace}:${account}`;
    const spec = { user, resourceAttributes: { verb, group, resource, namespace } };
    const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
    const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec };
    const answer = await call({ method: 'POST', path, body }, stage[side].plane.access);
    return (answer.body.status as { readonly allowed: boolean }).allowed;
  };
  const lease = 'coordination.k8s.io';
  expect(await may('list', '', 'pods', sharedNamespace)).toBe(true);
  expect(await may('patch', lease, 'leases', probeNamespace)).toBe(true);
  expect(await may('list', '', 'pods', 'kube-system')).toBe(false);
  expect(await may('patch', lease, 'leases', 'kube-system')).toBe(false);
  expect(await may('get', '', 'secrets', probeNamespace)).toBe(false);
});

it('installs them anew when something else is wanted, or somebody removed them', async () => {
  const pivot = pivotOf('anew');
  await install(pivot, ...sides);
  const changed = pivotOf('anew', { endpoint: { probeIntervalSeconds: 1 } });
  expect(await probesOf(changed)).toEqual({ source: false, target: false });
  await install(changed, 'target');
  expect(await probesOf(changed)).toEqual({ source: false, target: true });
  expect((await daemonSetOf(changed, 'target'))?.metadata.generation).toBe(2);
  const ref = { namespace: probeNamespace, name: probeName(pivot) };
  await stage.target.admin.delete(daemonSets, ref);
  expect((await probesOf(changed))?.target).toBe(false);
});

it('gives them copies of the CA and the credentials, once they are there and whenever they change', async () => {
  const { admin } = stage.source;
  const endpoint = { caSecretRef: { name: 'ca' }, credentialsSecretRef: { name: 'login' } };
  const pivot = pivotOf('secrets', { endpoint });
  await expect(install(pivot, 'source')).rejects.toThrow('Secret default/ca with key ca.crt does not exist');
  const secret = (name: string, stringData: object) =>
    objectOf(secrets, { name, namespace: 'default' }, { stringData });
  await admin.create(secrets, secret('ca', { 'ca.crt': 'PEM' }));
  await admin.create(secrets, secret('login', { username: 'u' }));
  expect(await probesOf(pivot)).toEqual({ source: false, target: false });
  await expect(install(pivot, 'source')).rejects.toThrow('Secret default/login with key password does not exist');
  await apply(admin, secrets, secret('login', { username: 'u', password: 'p' }));
  await install(pivot, ...sides);
  expect(await probesOf(pivot)).toEqual({ source: true, target: true });
  const copyIn = async (side: Side) =>
    (await stage[side].admin.get(secrets, { namespace: probeNamespace, name: probeName(pivot) }))?.['data'];
  const copy = { 'ca.crt': btoa('PEM'), username: btoa('u'), password: btoa('p') };
  expect([await copyIn('source'), await copyIn('target')]).toEqual([copy, copy]);
  await apply(admin, secrets, secret('login', { username: 'u', password: 'new' }));
  expect(await probesOf(pivot)).toEqual({ source: false, target: false });
  await install(pivot, ...sides);
  expect(await copyIn('target')).toEqual({ ...copy, password: btoa('new') });
});

it('takes nothing over that somebody else made, and says what image it lacks', async () => {
  const pivot = pivotOf('foreign');
  const theirs = pivotOf('theirs');
  await install(theirs, 'source');
  const mine = await daemonSetOf(theirs, 'source');
  const name = probeName(pivot);
  await stage.source.admin.create(daemonSets, {
    ...mine,
    ...objectOf(daemonSets, { name, namespace: probeNamespace }),
  });
  await expect(install(pivot, 'source')).rejects.toThrow(`DaemonSet ${probeNamespace}/${name} exists and is not ours`);
  await stage.source.admin.delete(daemonSets, { namespace: probeNamespace, name });
  const whole = world;
  world = { ...whole, probeImage: undefined };
  await expect(install(pivot, 'source')).rejects.toThrow('set PROBE_IMAGE in the environment of the operator');
  world = whole;
});

it('lets them see Ironic once its namespace is there, without another start', async () => {
  const pivot = pivotOf('late', { target: { type: 'Preinstalled', namespace: 'late-ironic' } });
  await install(pivot, 'target');
  expect((await probesOf(pivot))?.target).toBe(true);
  await stage.target.admin.create(namespaces, objectOf(namespaces, { name: 'late-ironic' }));
  expect((await probesOf(pivot))?.target).toBe(false);
  await install(pivot, 'target');
  expect((await probesOf(pivot))?.target).toBe(true);
  expect(await objectsOf(pivot, 'target')).toContain(`RoleBinding late-ironic/${probeName(pivot)}-ironic`);
  expect((await daemonSetOf(pivot, 'target'))?.metadata.generation).toBe(1);
});

it('believes a report once it saw it renewed, for a while, and none of the probes of another pivot', async () => {
  const [pivot, other] = [pivotOf('watched'), pivotOf('watches')];
  const holds = { held: [held()] };
  const seen = async () => {
    const found = (await look(pivot)).endpoint;
    return { heldBy: found?.heldBy, reason: found?.notHeld?.reason };
  };
  expect(await seen()).toEqual({ heldBy: undefined, reason: 'ProbeReportMissing' });
  await publish(pivot, 'source', report('old-1', { sequence: 1, ...holds }));
  await publish(pivot, 'target', report('new-1', { sequence: 1 }));
  await publish(other, 'target', report('new-1', { sequence: 1, ...holds }));
  expect(await seen()).toEqual({ heldBy: undefined, reason: 'ProbeReportStale' });
  monotonic += 5_000;
  await publish(pivot, 'source', report('old-1', { sequence: 2, ...holds }));
  await publish(pivot, 'target', report('new-1', { sequence: 2 }));
  await publish(other, 'target', report('new-1', { sequence: 2, ...holds }));
  expect(await seen()).toEqual({ heldBy: 'source node old-1', reason: 'AddressHeldBySource' });
  expect((await look(pivot)).endpoint?.view).toMatchObject({
    source: { nodes: ['old-1'], reports: [{ node: 'old-1' }] },
    target: { nodes: ['new-1'], reports: [{ node: 'new-1' }] },
    expectation: { staleAfterSeconds: 15 },
  });
  monotonic += 16_000;
  expect(await seen()).toEqual({ heldBy: undefined, reason: 'ProbeReportStale' });
  // Another process has to see everything again.
  await publish(pivot, 'source', report('old-1', { sequence: 3, ...holds }));
  expect(await seen()).toMatchObject({ heldBy: 'source node old-1' });
  world.endpoints.forget(pivot.metadata);
  expect(await seen()).toMatchObject({ heldBy: undefined });
});

it('looks at no endpoint before a pivot begins, when it is over, or while the target is not to be read', async () => {
  const endpointOf = async (given: Given, reachable?: boolean) =>
    (await look(pivotOf('unwatched', given), reachable)).endpoint;
  expect(await endpointOf({})).toBeDefined();
  expect(await endpointOf({}, false)).toBeUndefined();
  expect(await endpointOf({ journal: { startedTime: undefined } })).toBeUndefined();
  expect(await endpointOf({ journal: { completedTime: new Date().toISOString() } })).toBeUndefined();
});

it('takes them away, and leaves those of another pivot and what they need', async () => {
  const [pivot, other] = [pivotOf('leaving'), pivotOf('installed')];
  await install(pivot, ...sides);
  await publish(pivot, 'source', report('old-1'));
  await publish(other, 'target', report('new-1'));
  const theirs = { source: await objectsOf(other, 'source'), target: await objectsOf(other, 'target') };
  expect(theirs.target).toHaveLength(7);
  await act(pivot, { kind: 'cleanUp' });
  for (const side of sides) {
    expect(await objectsOf(pivot, side)).toEqual([]);
    expect(await objectsOf(other, side)).toEqual(theirs[side]);
  }
  expect(
    (await stage.target.admin.get(namespaces, { name: probeNamespace }))?.metadata.deletionTimestamp,
  ).toBeUndefined();
  await act(pivot, { kind: 'cleanUp' });
});

it('takes the namespace away with the last of them, where it had made it', async () => {
  for (const name of ['anew', 'secrets', 'theirs', 'late', 'installed']) await act(pivotOf(name), { kind: 'cleanUp' });
  await endNamespace(stage.target, probeNamespace);
  expect(await stage.target.admin.get(namespaces, { name: probeNamespace })).toBeUndefined();
  expect(await stage.source.admin.get(namespaces, { name: probeNamespace })).toBeDefined();
});
