/** docs/rights.md, from the roles themselves. */
import { type Binding, type InstalledRights, installedRights, type Role, type Rule } from './rights/roles.ts';

const head = `<!-- Generated from config/rbac and config/probe-rights by \`npm run generate\`; do not edit. -->
# Rights

Each right that is installed in the source cluster, and why. The reasons are the comments above the rules in
[config/rbac](../config/rbac) and [config/probe-rights](../config/probe-rights); the chart gives the same rights. A pivot on two
whole clusters compares them with what both API servers logged, and fails on each that nobody used: [test/rights](../test/rights).

In the target the operator has the rights of the target's kubeconfig, since it makes the accounts of the Jobs there, and nobody
can give away what he does not have. What it needs of them is asked in Preflight
([TargetRightsSuffice](runbook/preflight.md#targetrightssuffice)); the accounts that it makes are those of
[src/controller/accounts.ts](../src/controller/accounts.ts), and they are gone with the pivot.

A provider whose API group is not listed below needs two more ClusterRoles: one with get, list, patch and delete on its group,
bound to \`clusterpivot-operator\`, and one with get and list, bound to \`clusterpivot-copy\`. Preflight names each right that is
missing.
`;

export function rightsPage(rights: InstalledRights = installedRights()): string {
  return [head, ...rights.roles.map((role) => section(role, rights.bindings))].join('\n');
}

function section(role: Role, bindings: readonly Binding[]): string {
  const where = role.namespace === undefined ? '' : ` in ${role.namespace}`;
  return [
    `## ${role.kind} ${role.name}${where}`,
    '',
    [role.why, givenTo(role, bindings)].filter((text) => text !== '').join(' '),
    '',
    '| on | may | why |',
    '| --- | --- | --- |',
    ...role.rules.map(
      (rule) => `| ${subjects(rule)} | ${rule.verbs.join(', ')} | ${rule.why.replaceAll('|', '\\|')} |`,
    ),
    '',
  ].join('\n');
}

function givenTo({ kind, name, namespace }: Role, bindings: readonly Binding[]): string {
  const of = bindings.filter(
    (binding) =>
      binding.role.kind === kind &&
      binding.role.name === name &&
      (kind === 'ClusterRole' || binding.namespace === namespace),
  );
  const accounts = of.flatMap((binding) => binding.accounts.map((account) => `\`${account}\``));
  return accounts.length === 0
    ? 'Bound to nobody by the installation.'
    : `Bound to ServiceAccount ${accounts.join(', ')}.`;
}

function subjects({ apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: Rule): string {
  const names = resourceNames.length === 0 ? '' : ` ${resourceNames.map((name) => `\`${name}\``).join(', ')}`;
  const typed = apiGroups.flatMap((group) =>
    resources.map((resource) => `\`${group === '' ? resource : `${resource}.${group}`}\`${names}`),
  );
  return [...typed, ...nonResourceURLs.map((url) => `\`${url}\``)].join('<br>');
}
