/** Are the rights that are installed no more than is meant, with a reason each, and as many as Preflight asks for? */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Binding, type InstalledRights, installedRights, type Role } from '../../scripts/rights/roles.ts';
import { rightsPage } from '../../scripts/rights-page.ts';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { bareMetalHosts, clusters, machines, secrets } from '../../src/api/resources.ts';
import { copyRights, type Right, sourceRights } from '../../src/pivot/rights.ts';
import { allowed, withoutPivot } from './allowed.ts';
import { compareRights } from './compare.ts';
import { type Account, grantedTo } from './granted.ts';
import type { Use } from './used.ts';

const ownNamespace = 'clusterpivot-system';
const operator = { namespace: ownNamespace, name: 'clusterpivot-operator' };
const copy = { namespace: ownNamespace, name: 'clusterpivot-copy' };
const installed = installedRights();

function roleObject({ kind, name, namespace, rules }: Role): KubeObject {
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata, rules };
}

function bindingObject({ role, namespace, accounts }: Binding): KubeObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name: role.name, ...(namespace === undefined ? {} : { namespace }) },
    roleRef: role,
    subjects: accounts.map((account) => ({
      kind: 'ServiceAccount',
      namespace: account.split('/')[0],
      name: account.split('/')[1],
    })),
  };
}

function rulesOf(account: Account, { roles, bindings }: InstalledRights = installed) {
  return grantedTo(account, [...roles.map(roleObject), ...bindings.map(bindingObject)]);
}

function asUses({ verbs, group, resource, namespace = 'metal3', name = 'any' }: Right): readonly Use[] {
  return verbs.map((verb) => ({ verb, group, resource, namespace, name }));
}

const asked = {
  namespace: 'metal3',
  ownNamespace,
  kinds: [clusters, machines, bareMetalHosts, secrets],
  probes: true,
  installs: true,
  lists: true,
  owners: [],
};

describe('what is installed', () => {
  it.each([
    ['operator', operator, sourceRights(asked)],
    ['copy', copy, copyRights(asked)],
  ])('is all that Preflight asks for the account of the %s', (_, account, rights) => {
    expect(compareRights(rulesOf(account), rights.flatMap(asUses)).missing).toEqual([]);
  });

  it('lets the copy delete and create nothing', () => {
    const verbs = new Set(rulesOf(copy).flatMap((rule) => rule.verbs));
    expect([...verbs].toSorted()).toEqual(['get', 'list', 'patch']);
  });

  it('gives nobody all verbs, a shell, or more rights than he has', () => {
    const rules = installed.roles.flatMap((role) => role.rules);
    expect(rules.filter(({ verbs }) => verbs.some((verb) => ['*', 'escalate', 'impersonate'].includes(verb)))).toEqual(
      [],
    );
    expect(rules.filter(({ verbs, resourceNames }) => verbs.includes('bind') && resourceNames === undefined)).toEqual(
      [],
    );
    const everyKind = rules.filter(({ resources = [] }) => resources.includes('*'));
    expect(everyKind.flatMap(({ apiGroups = [] }) => apiGroups)).not.toContain('');
    expect(everyKind.flatMap(({ apiGroups = [] }) => apiGroups)).not.toContain('*');
  });

  it('is on the page, with a reason for each rule', () => {
    const page = rightsPage(installed);
    for (const { name, rules } of installed.roles) {
      expect(page).toContain(name);
      for (const { why } of rules) expect(page).toContain(why.replaceAll('|', '\\|'));
    }
  });
});

describe('what a plain pivot need not use', () => {
  const surplus = [operator, copy].flatMap((account) => compareRights(rulesOf(account), []).surplus);

  it.each(allowed.filter(({ right }) => !right.includes('cpv-…')))('$right is a right of somebody', ({ right }) => {
    expect(surplus).toContain(right);
  });

  it.each(allowed)('$right has a test', ({ test }) => {
    expect(existsSync(join(import.meta.dirname, '../..', test))).toBe(true);
  });
});

it('calls what is named after a pivot the same for every pivot', () => {
  expect(withoutPivot('ClusterRole cpv-dc73e694-32ed-copy: get secrets')).toBe('ClusterRole cpv-…-copy: get secrets');
});
