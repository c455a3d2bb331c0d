/** What an account did, as an audit log tells it, in RBAC's words. */
import { copyAccount } from '../../src/controller/accounts.ts';
import type { AuditEntry } from '../../testbed/witness/audit-entry.ts';
import type { Account } from './granted.ts';

export interface Use {
  readonly verb: string;
  readonly group: string;
  /** With its subresource: `pods/log`. */
  readonly resource: string;
  /** '' for what has none. */
  readonly namespace: string;
  readonly name: string;
}

/** Everybody may ask what he may do: system:basic-user. */
function isEverybodys({ group, resource }: AuditEntry): boolean {
  return group === 'authorization.k8s.io' && resource.startsWith('selfsubject');
}

/**
 * The mark that clusterctl puts on an object before it deletes it, which may be under way when the mover ends clusterctl. Nothing is
 * missing then: that its account has no right to it is what makes a copy of a move.
 */
function isRefusedDeletion(account: Account, { side, verb, code }: AuditEntry): boolean {
  return account.name === copyAccount && side === 'source' && verb === 'patch' && code === 403;
}

export function usesOf(account: Account, audit: readonly AuditEntry[]): readonly Use[] {
  const user = `system:serviceaccount:${account.namespace}:${account.name}`;
  return audit
    .filter((entry) => entry.user === user && !isEverybodys(entry) && !isRefusedDeletion(account, entry))
    .flatMap(asUses);
}

/** To apply what is not there yet is also to create it, of which the log does not tell. */
function asUses({ verb, code, group, resource, subresource, namespace, name = '' }: AuditEntry): readonly Use[] {
  const use = { verb, group, resource: subresource === '' ? resource : `${resource}/${subresource}`, namespace, name };
  return verb === 'patch' && code === 201 ? [use, { ...use, verb: 'create' }] : [use];
}
