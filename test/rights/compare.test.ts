/** Does the comparison find each right that nobody used, and each use that nobody allowed? */
import { describe, expect, it } from 'vitest';
import type { Rule } from '../../scripts/rights/roles.ts';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { copyAccount } from '../../src/controller/accounts.ts';
import { parseAuditLog } from '../../testbed/witness/audit-entry.ts';
import { compareRights } from './compare.ts';
import { accountsIn, grantedTo } from './granted.ts';
import { usesOf } from './used.ts';

const account = { namespace: 'clusterpivot-system', name: 'clusterpivot-operator' };
const rbac = 'rbac.authorization.k8s.io';

function role(kind: 'Role' | 'ClusterRole', rules: readonly Rule[], namespace?: string): readonly KubeObject[] {
  const metadata = { name: 'operator', ...(namespace === undefined ? {} : { namespace }) };
  return [
    { apiVersion: `${rbac}/v1`, kind, metadata, rules },
    {
      apiVersion: `${rbac}/v1`,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { kind, name: 'operator' },
      subjects: [{ kind: 'ServiceAccount', ...account }],
    },
  ];
}

interface Request {
  readonly verb: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly apiGroup?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly code?: number;
  readonly user?: string;
}

function audited(requests: readonly Request[]) {
  const lines = requests.map(({ verb, code = 200, user, ...objectRef }) =>
    JSON.stringify({
      stage: 'ResponseComplete',
      verb,
      user: { username: user ?? `system:serviceaccount:${account.namespace}:${account.name}` },
      objectRef,
      responseStatus: { code },
    }),
  );
  return parseAuditLog(lines, 'source');
}

function compare(objects: readonly KubeObject[], requests: readonly Request[]) {
  return compareRights(grantedTo(account, objects), usesOf(account, audited(requests)));
}

const pods: Rule = { apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list'] };

describe('a right that nobody used', () => {
  it('is told by its verb and type', () => {
    const requests = [
      { verb: 'list', resource: 'pods' },
      { verb: 'get', resource: 'pods', subresource: 'log', name: 'a' },
      { verb: 'get', resource: 'pods', name: 'a', user: 'somebody-else' },
    ];
    expect(compare(role('ClusterRole', [pods]), requests)).toEqual({
      surplus: ['ClusterRole operator: get pods', 'ClusterRole operator: list pods/log'],
      missing: [],
    });
  });

  it('is one in a namespace where it was not used', () => {
    const objects = role('Role', [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }], 'a');
    expect(compare(objects, [{ verb: 'list', resource: 'pods', namespace: 'a' }]).surplus).toEqual([]);
    expect(compare(objects, [{ verb: 'list', resource: 'pods', namespace: 'b' }])).toEqual({
      surplus: ['Role operator in a: list pods'],
      missing: ['list pods b'],
    });
  });

  it('is one on an object that was not asked for', () => {
    const lease = { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: ['a'], verbs: ['get'] };
    const get = (name: string) => ({ verb: 'get', resource: 'leases', apiGroup: 'coordination.k8s.io', name });
    expect(compare(role('ClusterRole', [lease]), [get('a')])).toEqual({ surplus: [], missing: [] });
    expect(compare(role('ClusterRole', [lease]), [get('b')])).toEqual({
      surplus: ['ClusterRole operator: get leases.coordination.k8s.io'],
      missing: ['get leases.coordination.k8s.io b'],
    });
  });

  it('of all kinds of several groups is told by verb, and by group', () => {
    const all = {
      apiGroups: ['metal3.io', 'cluster.x-k8s.io', 'acme.io'],
      resources: ['*'],
      verbs: ['list', 'patch', 'delete'],
    };
    const requests = [
      { verb: 'list', resource: 'baremetalhosts', apiGroup: 'metal3.io' },
      { verb: 'patch', resource: 'clusters', apiGroup: 'cluster.x-k8s.io', namespace: 'metal3', name: 'prod' },
    ];
    expect(compare(role('ClusterRole', [all]), requests).surplus).toEqual([
      'ClusterRole operator: delete anything of its groups',
      'ClusterRole operator: do anything in acme.io',
    ]);
  });
});

describe('what the log does not tell', () => {
  it('is that who applies what is not there creates it', () => {
    const leases = { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create', 'patch'] };
    const apply = { verb: 'patch', resource: 'leases', apiGroup: 'coordination.k8s.io', name: 'a' };
    expect(compare(role('ClusterRole', [leases]), [{ ...apply, code: 201 }]).surplus).toEqual([]);
    expect(compare(role('ClusterRole', [leases]), [apply]).surplus).toEqual([
      'ClusterRole operator: create leases.coordination.k8s.io',
    ]);
  });

  it('is that who binds a role is asked whether he may', () => {
    const bind = { apiGroups: [rbac], resources: ['clusterroles'], resourceNames: ['probe'], verbs: ['bind'] };
    const write = { apiGroups: [rbac], resources: ['rolebindings'], verbs: ['create'] };
    const create = { verb: 'create', resource: 'rolebindings', apiGroup: rbac, namespace: 'a', name: 'b' };
    expect(compare(role('ClusterRole', [bind, write]), [create])).toEqual({ surplus: [], missing: [] });
    expect(compare(role('ClusterRole', [bind]), []).surplus).toEqual([
      `ClusterRole operator: bind clusterroles.${rbac}`,
    ]);
  });
});

describe('a use that nobody allowed', () => {
  it('is told, refused or not', () => {
    const requests = [{ verb: 'delete', resource: 'pods', namespace: 'a', name: 'b', code: 403 }];
    expect(compare(role('ClusterRole', [pods]), requests).missing).toEqual(['delete pods a/b']);
  });

  it('is none where clusterctl is refused the mark that it begins a deletion with', () => {
    const copier = { ...account, name: copyAccount };
    const user = `system:serviceaccount:${copier.namespace}:${copier.name}`;
    const mark = {
      verb: 'patch',
      resource: 'machines',
      apiGroup: 'cluster.x-k8s.io',
      name: 'refused',
      code: 403,
      user,
    };
    const requests = [mark, { ...mark, name: 'allowed', code: 200 }, { ...mark, verb: 'delete' }];
    const uses = usesOf(copier, audited(requests));
    expect(uses.map(({ verb, name }) => `${verb} ${name}`)).toEqual(['patch allowed', 'delete refused']);
  });

  it('is none of what everybody may', () => {
    const review = { verb: 'create', resource: 'selfsubjectaccessreviews', apiGroup: 'authorization.k8s.io' };
    expect(compare([], [review]).missing).toEqual([]);
  });
});

it('finds whoever was given anything in a namespace', () => {
  expect(accountsIn(['clusterpivot-system'], role('Role', [pods], 'a'))).toEqual([account]);
  expect(accountsIn(['elsewhere'], role('Role', [pods], 'a'))).toEqual([]);
});
