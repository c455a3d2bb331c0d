/** Which manifests can be tried out each for itself, and what is known of the others? */
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import { startAsking } from '../../../src/controller/survey/asker.ts';
import { tryManifests } from '../../../src/controller/survey/try-manifests.ts';
import type { ObservedManifests } from '../../../src/pivot/observation.ts';
import type { Trial } from '../../../src/pivot/survey.ts';
import { failure, hurried, line } from '../../kube/stub-client.ts';
import { type Reply, type StubRequest, status } from '../../kube/stub-server.ts';

const asker = startAsking(4, () => undefined, new AbortController().signal);

const home: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'home' } };
const crd: KubeObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'ironics.ironic.metal3.io' },
  spec: { group: 'ironic.metal3.io', names: { kind: 'Ironic' } },
};
const ironic: KubeObject = {
  apiVersion: 'ironic.metal3.io/v1alpha1',
  kind: 'Ironic',
  metadata: { name: 'ironic', namespace: 'away' },
};
const settings = (namespace: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace },
});

const types: Readonly<Record<string, object>> = {
  '/api/v1': {
    resources: [
      { name: 'namespaces', kind: 'Namespace', namespaced: false },
      { name: 'configmaps', kind: 'ConfigMap', namespaced: true },
    ],
  },
  '/apis/apiextensions.k8s.io/v1': {
    resources: [{ name: 'customresourcedefinitions', kind: 'CustomResourceDefinition', namespaced: false }],
  },
};

/** A target with these types and the Namespace `away`, which answers like this to what is applied. */
async function tried(
  objects: readonly KubeObject[],
  apply: (request: StubRequest) => Reply = ({ body }) => ({ body: JSON.parse(body) as unknown }),
  existing: readonly KubeObject[] = [],
): Promise<{ readonly trials: readonly Trial[]; readonly applied: readonly StubRequest[] }> {
  const notFound = status(404, 'NotFound', 'not found');
  const { client, clock, stub } = await line((request) => {
    if (request.method === 'PATCH') return apply(request);
    if (request.path === '/api/v1/namespaces/away') return { body: {} };
    const known = types[request.path];
    return known === undefined ? notFound : { body: known };
  });
  const manifests: ObservedManifests = {
    state: 'found',
    hash: 'h',
    objects: objects.map((object) => ({ object, existsInTarget: existing.includes(object) })),
  };
  const trials = await hurried(clock, tryManifests(client, manifests, asker));
  return { trials, applied: stub.requests.filter(({ method }) => method === 'PATCH') };
}

describe('a manifest', () => {
  it('is applied as it will be in earnest, in a dry run', async () => {
    const { trials, applied } = await tried([settings('away')]);
    expect(trials).toEqual([{ object: 'ConfigMap away/settings', answer: { state: 'accepted', pruned: [] } }]);
    expect(applied.map(({ path, query, body }) => [path, query, JSON.parse(body) as unknown])).toEqual([
      [
        '/api/v1/namespaces/away/configmaps/settings',
        { dryRun: 'All', fieldManager: 'clusterpivot', force: 'true' },
        settings('away'),
      ],
    ]);
  });

  it('that is refused says why', async () => {
    const { trials } = await tried([settings('away')], () => status(403, 'Forbidden', 'denied by policy'));
    expect(trials).toMatchObject([{ answer: { state: 'refused', problem: 'denied by policy' } }]);
  });

  it('is not tried before the Namespace or the type that is applied together with it', async () => {
    const { trials, applied } = await tried([crd, home, ironic, settings('home')]);
    expect(Object.fromEntries(trials.map(({ object, answer }) => [object, answer]))).toEqual({
      'CustomResourceDefinition ironics.ironic.metal3.io': { state: 'accepted', pruned: [] },
      'Namespace home': { state: 'accepted', pruned: [] },
      'Ironic away/ironic': {
        state: 'notTriable',
        problem: 'CustomResourceDefinition ironics.ironic.metal3.io, which it needs, is applied together with it',
      },
      'ConfigMap home/settings': {
        state: 'notTriable',
        problem: 'Namespace home, which it needs, is applied together with it',
      },
    });
    expect(applied).toHaveLength(2);
  });

  it('is tried when the target has that Namespace already', async () => {
    const { applied } = await tried([home, settings('home')], undefined, [home]);
    expect(applied).toHaveLength(2);
  });

  it('has to wait for a Namespace that nobody has made yet', async () => {
    const { trials } = await tried([settings('nowhere')], () => status(404, 'NotFound', 'namespaces "nowhere"'));
    expect(trials).toMatchObject([{ answer: { state: 'notYet', problem: 'the target has no Namespace nowhere' } }]);
  });

  it('has to wait for a type that nothing among the manifests brings', async () => {
    const { trials, applied } = await tried([ironic]);
    expect(trials).toMatchObject([
      { answer: { state: 'notYet', problem: 'the target does not serve Ironic of ironic.metal3.io/v1alpha1 yet' } },
    ]);
    expect(applied).toEqual([]);
  });

  it('that misses something else cannot be tried for itself', async () => {
    const { trials } = await tried([settings('away')], () => status(404, 'NotFound', 'roles "ironic" not found'));
    expect(trials).toMatchObject([{ answer: { state: 'notTriable', problem: 'roles "ironic" not found' } }]);
  });

  it('without an answer ends the survey', async () => {
    expect(await failure(tried([settings('away')], () => 'reset'))).toMatchObject({ kind: 'network' });
  });
});

it('manifests that cannot be read are tried by nobody', async () => {
  const { client, stub } = await line(() => ({ body: {} }));
  expect(await tryManifests(client, { state: 'missing', ref: 'ConfigMap x' }, asker)).toEqual([]);
  expect(stub.requests).toEqual([]);
});
