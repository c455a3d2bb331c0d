/** What the accounts of a pivot may do in a cluster at a moment, and which of that its audit log has nobody use. */
import type { KubeObject } from '../../src/api/kube-object.ts';
import type { TestbedCluster } from '../../testbed/cluster.ts';
import type { AuditEntry } from '../../testbed/witness/audit-entry.ts';
import { allowed, withoutPivot } from '../rights/allowed.ts';
import { type Comparison, compareRights } from '../rights/compare.ts';
import { accountsIn, grantedTo } from '../rights/granted.ts';
import { usesOf } from '../rights/used.ts';

const namespaces = ['clusterpivot-system', 'clusterpivot-probe'];
const kinds = 'roles,clusterroles,rolebindings,clusterrolebindings';

/** Of all namespaces, as RBAC objects. */
export async function readRights(cluster: TestbedCluster): Promise<readonly KubeObject[]> {
  const text = await cluster.kubectl(['get', kinds, '--all-namespaces', '--output=json']);
  return (JSON.parse(text) as { readonly items: readonly KubeObject[] }).items;
}

/** `clusterctl init` installs CRDs, webhooks, roles and bindings: nothing less than everything is enough. */
function isInit({ name }: { readonly name: string }): boolean {
  return name.endsWith('-init');
}

/** Of our accounts together; what is allowed to be surplus is left out. */
export function unusedRights(rights: readonly KubeObject[], audit: readonly AuditEntry[]): Comparison {
  const accounts = accountsIn(namespaces, rights).filter((account) => !isInit(account));
  const compared = accounts.map((account) => compareRights(grantedTo(account, rights), usesOf(account, audit)));
  const known = new Set(allowed.map(({ right }) => right));
  return {
    surplus: compared.flatMap(({ surplus }) => surplus.map(withoutPivot)).filter((right) => !known.has(right)),
    missing: compared.flatMap(({ missing }) => missing),
  };
}
