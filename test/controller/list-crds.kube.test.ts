import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { customResourceDefinitions } from '../../src/api/resources.ts';
import { listCrds } from '../../src/controller/list-crds.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { connect } from '../../src/kube/connect.ts';

const name = 'gauges.list-crds.example.com';
const crd: KubeObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name, labels: { first: '' } },
  spec: {
    group: 'list-crds.example.com',
    names: { kind: 'Gauge', plural: 'gauges' },
    scope: 'Namespaced',
    versions: [
      { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
      { name: 'v2', served: true, storage: false, schema: { openAPIV3Schema: { type: 'object' } } },
    ],
  },
};

let client: ClusterClient;
beforeAll(async () => {
  client = connect(inject('source'));
  await client.create(customResourceDefinitions, crd);
});
afterAll(async () => {
  await client.delete(customResourceDefinitions, { name });
  await client.close();
});

const seen = async () => (await listCrds(client)).find((one) => one.name === name);

describe('CRDs', () => {
  it('are listed with what matters of their schema', async () => {
    expect(await seen()).toEqual({
      name,
      labels: { first: '' },
      resource: { group: 'list-crds.example.com', version: 'v1', plural: 'gauges', kind: 'Gauge', namespaced: true },
      servedVersions: ['v1', 'v2'],
    });
  });

  it('are read again as soon as they have changed', async () => {
    await seen();
    const body = { metadata: { labels: { second: '' } } };
    await client.patch(customResourceDefinitions, { name }, { type: 'merge', body });
    expect((await seen())?.labels).toEqual({ first: '', second: '' });
  });

  it('come without their schemas when only the metadata is asked for', async () => {
    const { items } = await client.list(customResourceDefinitions, { metadataOnly: true });
    const one = items.find(({ metadata }) => metadata.name === name);
    expect(one?.metadata.labels).toMatchObject({ first: '' });
    expect(one?.['spec']).toBeUndefined();
  });
});
