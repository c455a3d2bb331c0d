/** config/prometheus as the Prometheus Operator's own definitions, and a real API server, take it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { ensureBinaries } from '../../testbed/binaries.ts';
import { run } from '../../testbed/command.ts';
import { monitoringCrds } from '../../testbed/monitoring-crds.ts';
import { apply, call } from '../api/raw-api.ts';

const folder = join(import.meta.dirname, '../../config/prometheus');
const namespace = 'clusterpivot-system';
const ofMonitoring = `/apis/monitoring.coreos.com/v1/namespaces/${namespace}`;

/** Kind → where its objects are. */
const paths: Readonly<Record<string, string>> = {
  ServiceMonitor: `${ofMonitoring}/servicemonitors`,
  PrometheusRule: `${ofMonitoring}/prometheusrules`,
  ConfigMap: `/api/v1/namespaces/${namespace}/configmaps`,
  Secret: `/api/v1/namespaces/${namespace}/secrets`,
  ServiceAccount: `/api/v1/namespaces/${namespace}/serviceaccounts`,
  ClusterRoleBinding: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
};

/** The endpoint follows the definition by a moment; the one thing to do is to ask again. */
async function untilServed(path: string): Promise<void> {
  for (let left = 100; left > 0; left--) {
    if ((await call({ method: 'GET', path })).status === 200) return;
    await sleep(100);
  }
  throw new Error(`${path} is not served within 10 s`);
}

const objectsIn = (text: string) => parseAllDocuments(text).map((document) => document.toJS() as KubeObject);

describe('config/prometheus', () => {
  let objects: readonly KubeObject[] = [];
  const find = (kind: string) => {
    const found = objects.find((object) => object.kind === kind);
    if (found === undefined) throw new Error(`config/prometheus has no ${kind}`);
    return found;
  };

  beforeAll(async () => {
    for (const crd of objectsIn(await monitoringCrds())) {
      if (!/^(servicemonitors|prometheusrules)\./.test(crd.metadata.name)) continue;
      await apply(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${crd.metadata.name}`, crd);
    }
    await apply(`/api/v1/namespaces/${namespace}`, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace },
    });
    await Promise.all([`${ofMonitoring}/servicemonitors`, `${ofMonitoring}/prometheusrules`].map(untilServed));
    const { kubectl } = await ensureBinaries(['kubectl']);
    objects = objectsIn(await run([kubectl, 'kustomize', folder]));
  });

  it.each(Object.keys(paths))('has a %s that is accepted, field by field', async (kind) => {
    const object = find(kind);
    await expect(apply(`${paths[kind]}/${object.metadata.name}`, object)).resolves.toMatchObject({ kind });
  });

  it('has nothing else', () => {
    expect(objects.map(({ kind }) => kind).toSorted()).toEqual(Object.keys(paths).toSorted());
  });

  it.each(['ServiceMonitor', 'PrometheusRule'])(
    'would be refused with a field that a %s does not have',
    async (kind) => {
      const object = find(kind);
      const odd = { ...object, spec: { ...(object['spec'] as object), unheardOf: true } };
      await expect(apply(`${paths[kind]}/${object.metadata.name}`, odd)).rejects.toThrow('unheardOf');
    },
  );

  it("collects with a token of the account that may read metrics, which is the account's own", () => {
    const { endpoints } = find('ServiceMonitor')['spec'] as {
      endpoints: { authorization: { credentials: { name: string; key: string } } }[];
    };
    const secret = find('Secret');
    expect(endpoints.map(({ authorization }) => authorization.credentials)).toEqual([
      { name: secret.metadata.name, key: 'token' },
    ]);
    const account = find('ServiceAccount').metadata.name;
    expect(secret.metadata.annotations).toEqual({ 'kubernetes.io/service-account.name': account });
    expect(find('ClusterRoleBinding')['subjects']).toEqual([{ kind: 'ServiceAccount', name: account, namespace }]);
  });

  it("gives Grafana's sidecar the dashboard as it is", async () => {
    const { metadata, data } = find('ConfigMap') as KubeObject & { data: Record<string, string> };
    expect(metadata.labels).toMatchObject({ grafana_dashboard: '1' });
    expect(data['clusterpivot.json']).toBe(await readFile(join(folder, 'dashboard.json'), 'utf8'));
  });
});
