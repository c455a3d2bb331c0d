import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { apply, call } from './raw-api.ts';

const own = 'clusterpivot-system';
const config = join(import.meta.dirname, '../../config');

const plurals: Readonly<Record<string, string>> = {
  Namespace: 'namespaces',
  ServiceAccount: 'serviceaccounts',
  ClusterRole: 'clusterroles',
  ClusterRoleBinding: 'clusterrolebindings',
  Role: 'roles',
  RoleBinding: 'rolebindings',
};

beforeAll(async () => {
  await apply(`/api/v1/namespaces/${own}`, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: own } });
  for (const folder of ['probe-rights', 'rbac']) await eachOf(folder, applyObject);
});

async function eachOf(name: string, action: (object: KubeObject) => Promise<unknown>): Promise<void> {
  const folder = join(config, name);
  for (const file of (await readdir(folder)).filter((entry) => entry !== 'kustomization.yaml')) {
    for (const document of parseAllDocuments(await readFile(join(folder, file), 'utf8'))) {
      await action(document.toJS() as KubeObject);
    }
  }
}

function pathOf({ apiVersion, kind, metadata }: KubeObject): string {
  const root = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
  const scope = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  return `${root}${scope}/${plurals[kind] ?? ''}/${metadata.name}`;
}

async function applyObject(object: KubeObject): Promise<void> {
  await apply(pathOf(object), object);
}

async function removeObject(object: KubeObject): Promise<void> {
  expect(await call({ method: 'DELETE', path: pathOf(object) })).toMatchObject({ status: 200 });
}

interface Wish {
  readonly verb: string;
  readonly group?: string;
  readonly resource: string;
  readonly name?: string;
  readonly namespace: string;
}

async function may(account: string, { verb, group = '', resource: path, name, namespace }: Wish): Promise<boolean> {
  const [resource = '', subresource = ''] = path.split('/');
  const { body } = await call({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: {
        user: `system:serviceaccount:${own}:${account}`,
        groups: ['system:serviceaccounts', `system:serviceaccounts:${own}`, 'system:authenticated'],
        resourceAttributes: { verb, group, resource, subresource, namespace, ...(name === undefined ? {} : { name }) },
      },
    },
  });
  return (body.status as { readonly allowed: boolean }).allowed;
}

interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
}

/** Everything that an account may do to objects in a namespace, as the API server works it out. */
async function rulesOf(account: string, namespace: string): Promise<readonly Rule[]> {
  const { body } = await call({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } },
    headers: { 'impersonate-user': `system:serviceaccount:${own}:${account}` },
  });
  const rules = (body.status as { readonly resourceRules: readonly Rule[] }).resourceRules;
  // Every authenticated user may ask what it may do.
  return rules.filter(
    ({ apiGroups }) => !apiGroups.some((group) => /^auth(entication|orization)\.k8s\.io$/.test(group)),
  );
}

const metal3 = 'metal3.io';
const probes = 'clusterpivot-probe';
const rbac = 'rbac.authorization.k8s.io';
const capi = 'cluster.x-k8s.io';
const infrastructure = 'infrastructure.cluster.x-k8s.io';

describe('the copy account', () => {
  it('reads, pauses Clusters and ClusterClasses, and does nothing else', async () => {
    const rules = await rulesOf('clusterpivot-copy', 'metal3');
    expect(rules.length).toBeGreaterThan(0);
    const writes = rules.filter(({ verbs }) => verbs.some((verb) => !['get', 'list', 'watch'].includes(verb)));
    expect(writes).toEqual([{ verbs: ['patch'], apiGroups: [capi], resources: ['clusters', 'clusterclasses'] }]);
  });

  it.each<[string, Wish]>([
    ['a Cluster', { verb: 'delete', group: capi, resource: 'clusters', namespace: 'metal3' }],
    ['a BareMetalHost', { verb: 'delete', group: metal3, resource: 'baremetalhosts', namespace: 'metal3' }],
    ['Secrets', { verb: 'deletecollection', resource: 'secrets', namespace: 'metal3' }],
  ])('cannot delete %s', async (_name, wish) => {
    expect(await may('clusterpivot-copy', wish)).toBe(false);
    expect(await may('clusterpivot-copy', { ...wish, verb: 'get' })).toBe(true);
  });
});

describe('the account of the Jobs', () => {
  it('may do nothing', async () => {
    for (const namespace of [own, 'metal3', 'kube-system']) {
      expect(await rulesOf('clusterpivot-init', namespace)).toEqual([]);
    }
  });
});

describe('the operator with config/gitops-freeze', () => {
  const frozen: readonly Wish[] = [
    { verb: 'patch', group: 'argoproj.io', resource: 'applications', namespace: 'argocd' },
    { verb: 'patch', group: 'kustomize.toolkit.fluxcd.io', resource: 'kustomizations', namespace: 'flux-system' },
    { verb: 'patch', group: 'helm.toolkit.fluxcd.io', resource: 'helmreleases', namespace: 'metal3' },
  ];

  it('may patch GitOps owners, and do nothing else to them', async () => {
    await eachOf('gitops-freeze', applyObject);
    for (const wish of frozen) {
      await expect.poll(() => may('clusterpivot-operator', wish)).toBe(true);
      for (const verb of ['update', 'create', 'delete']) {
        expect(await may('clusterpivot-operator', { ...wish, verb })).toBe(false);
      }
    }
    await eachOf('gitops-freeze', removeObject);
    for (const wish of frozen) await expect.poll(() => may('clusterpivot-operator', wish)).toBe(false);
  });
});

describe('the operator', () => {
  it.each<[string, Wish]>([
    [
      'watch ClusterPivots',
      { verb: 'watch', group: 'pivot.metal3.io', resource: 'clusterpivots', namespace: 'metal3' },
    ],
    [
      'write their status',
      { verb: 'update', group: 'pivot.metal3.io', resource: 'clusterpivots/status', namespace: 'metal3' },
    ],
    ['delete moved Machines', { verb: 'delete', group: capi, resource: 'machines', namespace: 'metal3' }],
    ['pause hosts', { verb: 'patch', group: metal3, resource: 'baremetalhosts', namespace: 'metal3' }],
    [
      'list what a provider adds',
      { verb: 'list', group: infrastructure, resource: 'metal3machines', namespace: 'metal3' },
    ],
    ['list Secrets of providers', { verb: 'list', resource: 'secrets', namespace: 'capm3-system' }],
    ['list Clusters that share a ClusterClass', { verb: 'list', group: capi, resource: 'clusters', namespace: '' }],
    ['unpause a shared ClusterClass', { verb: 'patch', group: capi, resource: 'clusterclasses', namespace: 'classes' }],
    ['delete moved Secrets', { verb: 'delete', resource: 'secrets', namespace: 'metal3' }],
    ['scale Deployments', { verb: 'patch', group: 'apps', resource: 'deployments', namespace: 'ironic' }],
    ['publish Events', { verb: 'create', group: 'events.k8s.io', resource: 'events', namespace: 'metal3' }],
    ['start Jobs in its namespace', { verb: 'create', group: 'batch', resource: 'jobs', namespace: own }],
    [
      'ask for a token of the copy account',
      { verb: 'create', resource: 'serviceaccounts/token', name: 'clusterpivot-copy', namespace: own },
    ],
    ['install probes', { verb: 'create', group: 'apps', resource: 'daemonsets', namespace: probes }],
    ['give them credentials', { verb: 'create', resource: 'secrets', namespace: probes }],
    ['remove their reports', { verb: 'delete', group: 'coordination.k8s.io', resource: 'leases', namespace: probes }],
    ['let them see Ironic', { verb: 'create', group: rbac, resource: 'rolebindings', namespace: 'ironic' }],
    [
      'see which webhooks answer',
      { verb: 'list', group: 'discovery.k8s.io', resource: 'endpointslices', namespace: own },
    ],
    ['find GitOps owners', { verb: 'list', group: 'argoproj.io', resource: 'applications', namespace: 'argocd' }],
    [
      'ask what the copy account may do',
      { verb: 'create', group: 'authorization.k8s.io', resource: 'subjectaccessreviews', namespace: '' },
    ],
    ['hold a lease', { verb: 'update', group: 'coordination.k8s.io', resource: 'leases', namespace: own }],
  ])('may %s', async (_name, wish) => {
    expect(await may('clusterpivot-operator', wish)).toBe(true);
  });

  it.each<[string, Wish]>([
    ['start Jobs elsewhere', { verb: 'create', group: 'batch', resource: 'jobs', namespace: 'metal3' }],
    ['create Secrets elsewhere', { verb: 'create', resource: 'secrets', namespace: 'metal3' }],
    [
      'ask for tokens of other accounts',
      { verb: 'create', resource: 'serviceaccounts/token', name: 'clusterpivot-operator', namespace: own },
    ],
    ['start a DaemonSet elsewhere', { verb: 'create', group: 'apps', resource: 'daemonsets', namespace: own }],
    ['forge reports', { verb: 'create', group: 'coordination.k8s.io', resource: 'leases', namespace: probes }],
    ['make roles', { verb: 'create', group: rbac, resource: 'roles', namespace: probes }],
    [
      'give the role of an administrator',
      { verb: 'bind', group: rbac, resource: 'clusterroles', name: 'admin', namespace: '' },
    ],
    ['read logs of Pods', { verb: 'get', resource: 'pods/log', namespace: own }],
    ['exec into Pods', { verb: 'get', resource: 'pods/exec', namespace: own }],
    ['reach the kubelet', { verb: 'get', resource: 'nodes/proxy', namespace: '' }],
    ['delete Deployments', { verb: 'delete', group: 'apps', resource: 'deployments', namespace: 'ironic' }],
    ['stop GitOps tools', { verb: 'patch', group: 'argoproj.io', resource: 'applications', namespace: 'argocd' }],
    ['delete Namespaces', { verb: 'delete', resource: 'namespaces', namespace: '' }],
    [
      'give itself rights',
      { verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'clusterrolebindings', namespace: '' },
    ],
  ])('may not %s', async (_name, wish) => {
    expect(await may('clusterpivot-operator', wish)).toBe(false);
  });
});
