/** What is read to tell what moves, of which a server with everything in it does not show whether it could be done without? */
import { describe, expect, it } from 'vitest';
import { moveLabel } from '../../src/api/marks.ts';
import { clusters, machines, providers } from '../../src/api/resources.ts';
import { listMoveObjects } from '../../src/controller/list-move-objects.ts';
import { describeObject } from '../../src/pivot/graph.ts';
import { failure, line } from '../kube/stub-client.ts';
import type { Reply } from '../kube/stub-server.ts';
import { cluster, crd, machine, marked, metal3Machines, object, secret } from '../pivot/given.ts';

const forbidden: Reply = { status: 403, body: { kind: 'Status', reason: 'Forbidden', message: 'no' } };
const list = (...items: readonly object[]): Reply => ({ body: { metadata: { resourceVersion: '1' }, items } });

const provider = (namespace: string, type: string) => ({ ...object(providers, type, { namespace }), type });
const crds = [crd(clusters), crd(machines, [moveLabel]), crd(metal3Machines, [])];

async function read(answers: Readonly<Record<string, Reply>>) {
  const asked: string[] = [];
  const { client } = await line(({ path }) => {
    asked.push(path);
    return answers[path] ?? list();
  });
  return { asked, found: listMoveObjects(client, { crds, namespace: 'metal3' }) };
}

const capi = '/apis/cluster.x-k8s.io/v1beta2/namespaces/metal3';
const provided = '/apis/clusterctl.cluster.x-k8s.io/v1alpha3/providers';

describe('what is read of a namespace', () => {
  it('has kinds that clusterctl does not see, if they may be read', async () => {
    const unseen = '/apis/infrastructure.cluster.x-k8s.io/v1beta2/namespaces/metal3/metal3machines';
    const { found } = await read({
      [`${capi}/clusters`]: list(cluster()),
      [`${capi}/machines`]: list(machine('m-0')),
      [unseen]: forbidden,
    });
    expect((await found).map((entry) => describeObject(entry.object))).toEqual([
      'Cluster metal3/prod',
      'Machine metal3/m-0',
    ]);
  });

  it('cannot do without those that it sees', async () => {
    const { found } = await read({ [`${capi}/clusters`]: forbidden });
    expect((await failure(found)).kind).toBe('forbidden');
  });

  it('has Secrets of infrastructure providers, once, and of no others', async () => {
    const { found, asked } = await read({
      [provided]: list(
        provider('capm3', 'InfrastructureProvider'),
        provider('metal3', 'InfrastructureProvider'),
        provider('capi', 'CoreProvider'),
      ),
      '/api/v1/namespaces/capm3/secrets': list(marked(secret('credentials'), { namespace: 'capm3' })),
      '/api/v1/namespaces/metal3/secrets': list(secret('own')),
    });
    expect((await found).map(({ object, elsewhere }) => [describeObject(object), elsewhere])).toEqual([
      ['Secret metal3/own', undefined],
      ['Secret capm3/credentials', true],
    ]);
    expect(asked.filter((path) => path.endsWith('/secrets')).toSorted()).toEqual([
      '/api/v1/namespaces/capm3/secrets',
      '/api/v1/namespaces/metal3/secrets',
    ]);
  });
});
