/** Does the mover tell real refusals of a real move from trouble that passes, and end clusterctl in time? */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { apiVersionOf, type KubeObject, type Resource } from '../../src/api/kube-object.ts';
import { clusters, namespaces, secrets } from '../../src/api/resources.ts';
import { connect } from '../../src/kube/connect.ts';
import {
  type Refused,
  refuseByPolicy,
  refuseByQuota,
  refuseByWebhook,
  refusingServer,
  type Webhook,
} from './admission.ts';
import type { DrawnObject, DrawnOwner } from './drawn-graph.ts';
import { type KindName, kinds } from './kinds.ts';
import { allow, type Mover, moverBetween } from './mover-run.ts';
import { createKinds, removeGraph, type StoredGraph, storeGraph } from './stored-graph.ts';

const access = { source: inject('source'), target: inject('target') };
const source = connect(access.source);
const target = connect(access.target);
let mover: Mover;
const stored: StoredGraph[] = [];

beforeAll(async () => {
  await Promise.all([createKinds(source), createKinds(target)]);
  const groups = ['', 'cluster.x-k8s.io', 'infrastructure.cluster.x-k8s.io'];
  mover = await moverBetween(
    { client: source, access: access.source },
    { client: target, access: access.target },
    groups,
  );
});

afterAll(async () => {
  await Promise.all(stored.flatMap((graph) => [removeGraph(source, graph), removeGraph(target, graph)]));
  await Promise.all([mover[Symbol.asyncDispose](), source.close(), target.close()]);
});

const ownedByFirst: DrawnOwner = {
  choice: 0,
  anywhere: true,
  gone: false,
  otherVersion: false,
  evenFatal: false,
  controller: true,
};

/** A Cluster `o0` with an object `o1` below it, in the source; in the target there is the namespace. */
async function clusterWith(kind: KindName): Promise<string> {
  const drawn = (own: KindName): DrawnObject => ({
    kind: own,
    place: 'here',
    owners: [],
    label: undefined,
    terminating: false,
    purpose: undefined,
    names: [],
    inFull: false,
    inTarget: false,
  });
  const objects = [drawn('Cluster'), { ...drawn(kind), owners: [ownedByFirst] }];
  const graph = await storeGraph(source, { objects, providerType: undefined });
  stored.push(graph);
  const name = graph.namespaces.here;
  await target.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  return name;
}

/** The creation of another Template in the target, which is not stored. */
function templatesIn(namespace: string): Refused {
  const { resource } = kinds.Template;
  const object = manifest(resource, namespace, 'trial');
  return { resource, operation: 'CREATE', namespace, attempt: () => target.create(resource, object, { dryRun: true }) };
}

function manifest(resource: Resource, namespace: string, name: string): KubeObject {
  return { apiVersion: apiVersionOf(resource), kind: resource.kind, metadata: { namespace, name } };
}

/** In milliseconds; clusterctl by itself tries for more than two minutes. NaN when it never had to try again. */
function lasted(retries: readonly number[]): number {
  return (retries.at(-1) ?? Number.NaN) - (retries[0] ?? Number.NaN);
}

describe('refused for good, at the first time', { timeout: 180_000 }, () => {
  it('a creation, by a policy', async () => {
    const namespace = await clusterWith('Template');
    await refuseByPolicy(target, templatesIn(namespace));
    const { result, retries } = await mover.copy(namespace);
    expect(result?.refused).toEqual({
      object: `Template ${namespace}/o1`,
      reason: `templates.infrastructure.cluster.x-k8s.io "o1" is forbidden: ValidatingAdmissionPolicy 'frozen-${namespace}' with binding 'frozen-${namespace}' denied request: frozen`,
    });
    expect(lasted(retries)).toBeLessThan(5000);
  });

  it('a creation, by a webhook', async () => {
    await using server = await refusingServer();
    const namespace = await clusterWith('Template');
    await refuseByWebhook(target, templatesIn(namespace), server);
    const { result, retries } = await mover.copy(namespace);
    expect(result?.refused).toEqual({
      object: `Template ${namespace}/o1`,
      reason: 'admission webhook "frozen.example.org" denied the request: frozen',
    });
    expect(lasted(retries)).toBeLessThan(5000);
  });

  it('an update, since a field is immutable', async () => {
    const namespace = await clusterWith('Secret');
    await target.create(secrets, { ...manifest(secrets, namespace, 'o1'), type: 'example.org/other' });
    const { result, retries } = await mover.copy(namespace);
    expect(result?.refused).toEqual({
      object: `Secret ${namespace}/o1`,
      reason: 'Secret "o1" is invalid: type: Invalid value: "Opaque": field is immutable',
    });
    expect(lasted(retries)).toBeLessThan(5000);
  });

  it('anything, in a namespace that goes', async () => {
    const namespace = await clusterWith('Template');
    await target.delete(namespaces, { name: namespace });
    const { result, retries } = await mover.copy(namespace);
    expect(result?.refused).toEqual({
      object: `Cluster ${namespace}/o0`,
      reason: `clusters.cluster.x-k8s.io "o0" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`,
    });
    expect(lasted(retries)).toBeLessThan(5000);
  });

  it('the pause of a Cluster in the source', async () => {
    const namespace = await clusterWith('Template');
    const ref = { namespace, name: 'o0' };
    const body = { metadata: { labels: { trial: 'x' } } };
    await refuseByPolicy(source, {
      resource: clusters,
      operation: 'UPDATE',
      namespace,
      attempt: () => source.patch(clusters, ref, { type: 'merge', body, dryRun: true }),
    });
    const { result, retries } = await mover.copy(namespace);
    expect(result?.refused?.object).toBe(`Cluster ${namespace}/o0`);
    expect(result?.message).toMatch(
      /^clusterctl move is refused for good while pausing Cluster .*\/o0 in the source: /,
    );
    expect(lasted(retries)).toBeLessThan(5000);
  });
});

it('a right that stays missing is refused for good, after ten seconds', { timeout: 180_000 }, async () => {
  const namespace = await clusterWith('Foreigner');
  const { result, retries } = await mover.copy(namespace);
  expect(result?.refused).toEqual({
    object: `Foreigner ${namespace}/o1`,
    reason: `foreigners.example.org is forbidden: User "system:serviceaccount:default:mover" cannot create resource "foreigners" in API group "example.org" in the namespace "${namespace}"`,
  });
  expect(lasted(retries)).toBeGreaterThanOrEqual(10_000);
});

describe('not refused, since it passes', { timeout: 180_000 }, () => {
  it('a webhook that cannot be called', async () => {
    const namespace = await clusterWith('Template');
    const remove = await refuseByWebhook(target, templatesIn(namespace), await serverThatIsGone());
    const { result, retries } = await mover.copy(namespace, remove);
    expect(result).toMatchObject({ outcome: 'copied' });
    expect(retries.length).toBeGreaterThan(0);
  });

  it('a quota that is full', async () => {
    const namespace = await clusterWith('Template');
    const { result, retries } = await mover.copy(namespace, await refuseByQuota(target, templatesIn(namespace)));
    expect(result).toMatchObject({ outcome: 'copied' });
    expect(retries.length).toBeGreaterThan(0);
  });

  it('a right that is granted late', async () => {
    const namespace = await clusterWith('Foreigner');
    const rule = { apiGroups: ['example.org'], resources: ['*'], verbs: ['*'] };
    const { result, retries } = await mover.copy(namespace, () => allow(target, 'mover-late', [rule]));
    expect(result).toMatchObject({ outcome: 'copied' });
    expect(retries.length).toBeGreaterThan(0);
  });
});

/** Nobody listens at its port any more. */
async function serverThatIsGone(): Promise<Webhook> {
  await using server = await refusingServer();
  return { url: server.url, caBundle: server.caBundle };
}
