/** diagnose on a real API server: what is in the bundle, and that no value of a Secret ever is. */
import { parseTarGzip } from 'nanotar';
import { beforeAll, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { configMaps, deployments, leases, pods, secrets } from '../../src/api/resources.ts';
import { connect } from '../../src/kube/connect.ts';
import { exitCodes } from '../../src/plugin/exit-codes.ts';
import { awaitingApproval } from './given-pivot.ts';
import { type OnServer, pluginOnServer } from './on-server.ts';

const value = 'correct-horse-battery-staple';
const encoded = Buffer.from(value).toString('base64');
let server: OnServer;

beforeAll(async () => {
  server = await pluginOnServer('diagnose');
  const { namespace } = server;
  await server.given('prod', awaitingApproval);
  const client = connect(inject('source'));
  const named = (kind: string, name: string, fields: object, annotations = {}): KubeObject => ({
    apiVersion: 'v1',
    kind,
    metadata: { namespace, name, annotations },
    ...fields,
  });
  const applied = {
    'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ data: { password: encoded } }),
  };
  await client.create(secrets, named('Secret', 'bmc', { data: { password: encoded } }, applied));
  await client.create(
    configMaps,
    named('ConfigMap', 'settings', { data: { 'clusterctl.yaml': `PASSWORD: ${value}` } }, applied),
  );
  const container = {
    name: 'operator',
    image: 'operator',
    env: [
      { name: 'API_TOKEN', value },
      { name: 'LOG_LEVEL', value: 'debug' },
    ],
  };
  const template = { metadata: { labels: { app: 'operator' } }, spec: { containers: [container] } };
  const spec = { selector: { matchLabels: { app: 'operator' } }, template };
  await client.create(deployments, { ...named('Deployment', 'operator', { spec }), apiVersion: 'apps/v1' });
  await client.create(pods, named('Pod', 'operator-0', { spec: { containers: [container] } }));
  await client.create(leases, {
    ...named('Lease', 'clusterpivot-operator', { spec: {} }),
    apiVersion: 'coordination.k8s.io/v1',
  });
  await client.close();
});

async function bundled(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string | Uint8Array>();
  // The operator is in the same namespace as the ClusterPivot, so that there is one of everything.
  const line = `diagnose prod --operator-namespace ${server.namespace} --output-file bundle.tar.gz`;
  expect(await server.type(line, { files })).toMatchObject({ code: exitCodes.done });
  const unpacked = await parseTarGzip(files.get('bundle.tar.gz') as Uint8Array);
  return new Map(unpacked.map(({ name, text }) => [name.replace(/^[^/]+\//, ''), text]));
}

it('has what tells about a pivot, of the source and with what is missing', async () => {
  const files = await bundled();
  const folder = `source/${server.namespace}`;
  expect([...files.keys()]).toEqual(
    expect.arrayContaining([
      'about.yaml',
      'plan.txt',
      'source/version.yaml',
      'source/crds.yaml',
      ...['clusterpivots', 'deployments', 'pods', 'leases', 'secrets', 'configmaps'].map(
        (plural) => `${folder}/${plural}.yaml`,
      ),
    ]),
  );
  expect(parse(files.get(`${folder}/clusterpivots.yaml`) ?? '')).toMatchObject([{ status: awaitingApproval }]);
  expect(parse(files.get('source/crds.yaml') ?? '')).toContainEqual(
    expect.objectContaining({
      name: 'clusterpivots.pivot.metal3.io',
      versions: [{ name: 'v1alpha1', served: true, storage: true }],
    }),
  );
  expect(parse(files.get('about.yaml') ?? '')).toMatchObject({
    clusterPivot: `${server.namespace}/prod`,
    missing: expect.arrayContaining([expect.stringMatching(/^target: Secret \S+\/prod-kubeconfig is not there$/)]),
  });
});

it('has no value of a Secret in it, in whatever shape', async () => {
  const files = await bundled();
  const leaks = [...files].filter(([, text]) => [value, encoded].some((secret) => text.includes(secret)));
  expect(leaks.map(([path]) => path)).toEqual([]);
  // What is looked for was there to be found, and what is harmless is kept.
  const folder = `source/${server.namespace}`;
  expect(files.get(`${folder}/secrets.yaml`)).toContain('name: bmc');
  expect(files.get(`${folder}/pods.yaml`)).toContain('name: API_TOKEN');
  expect(files.get(`${folder}/pods.yaml`)).toContain('value: debug');
});
