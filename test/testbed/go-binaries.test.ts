/** Are programs built from the releases we say, and stamped with them? */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildArguments, goBinaries } from '../../testbed/go-binaries.ts';
import * as versions from '../../testbed/versions.ts';

function required(module: string, path: string): string | undefined {
  const file = readFileSync(new URL(`../../testbed/modules/${module}/go.mod`, import.meta.url), 'utf8');
  return new RegExp(`^(?:require )?\\s*${path} (v\\S+)`, 'm').exec(file)?.[1];
}

test.each([
  ['kube', 'k8s.io/kubernetes', versions.kubernetesVersion],
  ['etcd', 'go.etcd.io/etcd/server/v3', versions.etcdVersion],
  ['capi', 'sigs.k8s.io/cluster-api', versions.capiVersion],
  ['cert-manager', 'github.com/cert-manager/cert-manager', versions.certManagerVersion],
  ['bmo', 'github.com/metal3-io/baremetal-operator', versions.bareMetalOperatorVersion],
])('module %s requires %s %s', (module, path, version) => {
  expect(required(module, path)).toBe(version);
});

test('every program belongs to a module that requires its package', () => {
  for (const [name, { module, package: path }] of Object.entries(goBinaries)) {
    if (path === '.') continue;
    const file = readFileSync(new URL(`../../testbed/modules/${module}/go.mod`, import.meta.url), 'utf8');
    const requirements = [...file.matchAll(/^(?:require )?\s*(\S+) v\S+/gm)].map(([, required]) => required ?? '');
    expect(
      requirements.filter((required) => path === required || path.startsWith(`${required}/`)),
      name,
    ).not.toEqual([]);
  }
});

test('Kubernetes and Cluster API are stamped with their release, or their version checks go wrong', () => {
  expect(buildArguments(goBinaries.clusterctl).join(' ')).toContain(
    `-X sigs.k8s.io/cluster-api/version.gitVersion=${versions.capiVersion}`,
  );
  const apiserver = buildArguments(goBinaries['kube-apiserver']).join(' ');
  expect(apiserver).toContain('-X k8s.io/component-base/version.gitMajor=1');
  expect(apiserver).toContain(`-X k8s.io/component-base/version.gitVersion=${versions.kubernetesVersion}`);
});
