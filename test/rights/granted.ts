/** What RBAC objects give to an account, each rule with where it holds. */

import type { Rule } from '../../scripts/rights/roles.ts';
import type { KubeObject } from '../../src/api/kube-object.ts';

export interface Account {
  readonly namespace: string;
  readonly name: string;
}

export interface GrantedRule extends Rule {
  /** Kind and name of its role, for people. */
  readonly role: string;
  /** undefined: in all namespaces, and for what has none. */
  readonly namespace: string | undefined;
}

interface BindingFields {
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[];
}

/** `objects`: Roles, ClusterRoles and their bindings, others are ignored. */
export function grantedTo({ namespace, name }: Account, objects: readonly KubeObject[]): readonly GrantedRule[] {
  return objects.filter(isBinding).flatMap((binding) => {
    const { roleRef, subjects = [] } = binding as unknown as BindingFields;
    const isSubject = subjects.some(
      (one) => one.kind === 'ServiceAccount' && one.name === name && one.namespace === namespace,
    );
    const where = binding.metadata.namespace;
    const role = objects.find(
      ({ kind, metadata }) =>
        kind === roleRef.kind &&
        metadata.name === roleRef.name &&
        (kind === 'ClusterRole' || metadata.namespace === where),
    );
    if (!isSubject || role === undefined) return [];
    const called = [role.kind, role.metadata.name, ...(where === undefined ? [] : ['in', where])].join(' ');
    return ((role['rules'] ?? []) as readonly Rule[]).map((rule) => ({ ...rule, role: called, namespace: where }));
  });
}

/** Whoever is given anything in these namespaces. */
export function accountsIn(namespaces: readonly string[], objects: readonly KubeObject[]): readonly Account[] {
  const subjects = objects.filter(isBinding).flatMap((binding) => (binding as unknown as BindingFields).subjects ?? []);
  const accounts = subjects
    .filter(({ kind, namespace = '' }) => kind === 'ServiceAccount' && namespaces.includes(namespace))
    .map(({ namespace = '', name }) => [`${namespace}/${name}`, { namespace, name }] as const);
  return [...new Map(accounts).values()];
}

function isBinding({ kind }: KubeObject): boolean {
  return kind === 'RoleBinding' || kind === 'ClusterRoleBinding';
}
