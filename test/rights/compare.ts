/** Which rights has nobody used, and which were used that nobody gave? */
import type { GrantedRule } from './granted.ts';
import type { Use } from './used.ts';

export interface Comparison {
  /** `ClusterRole clusterpivot-operator: watch secrets`. */
  readonly surplus: readonly string[];
  /** `patch pods/status.`: what was asked for, and no rule allows. */
  readonly missing: readonly string[];
}

export function compareRights(rules: readonly GrantedRule[], uses: readonly Use[]): Comparison {
  const surplus = rules.flatMap((rule) => unused(rule, uses).map((right) => `${rule.role}: ${right}`));
  const missing = uses.filter((use) => !rules.some((rule) => allows(rule, use))).map(inWords);
  return { surplus: unique(surplus), missing: unique(missing) };
}

function unused(rule: GrantedRule, uses: readonly Use[]): readonly string[] {
  const { apiGroups = [], resources = [], verbs } = rule;
  const here = uses.filter((use) => allows(rule, use));
  if (!resources.includes('*')) {
    return apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        verbs
          .filter((verb) => !isUsed({ verb, group, resource }, verb === 'bind' ? uses : here))
          .map((verb) => `${verb} ${typeOf(group, resource)}`),
      ),
    );
  }
  // All kinds of several groups are one right: which of them move is known when they do. Each group must have been of use, though.
  const verbless = verbs.filter((verb) => verb !== '*' && !here.some((use) => use.verb === verb));
  const groupless = apiGroups.filter((group) => group !== '*' && !here.some((use) => use.group === group));
  return [
    ...verbless.map((verb) => `${verb} anything of its groups`),
    ...groupless.map((group) => `do anything in ${group}`),
    ...(here.length === 0 && verbs.includes('*') ? ['everything'] : []),
  ];
}

function isUsed(right: Pick<Use, 'verb' | 'group' | 'resource'>, uses: readonly Use[]): boolean {
  // Whether a role may be bound is asked while the binding is written, of which alone the log tells.
  if (right.verb === 'bind') {
    return uses.some(({ verb, resource }) => resource.endsWith('rolebindings') && ['create', 'update'].includes(verb));
  }
  return uses.some(
    ({ verb, group, resource }) => verb === right.verb && group === right.group && resource === right.resource,
  );
}

function allows({ apiGroups = [], resources = [], resourceNames, namespace, verbs }: GrantedRule, use: Use): boolean {
  const has = (list: readonly string[], one: string) => list.includes('*') || list.includes(one);
  return (
    has(verbs, use.verb) &&
    has(apiGroups, use.group) &&
    has(resources, use.resource) &&
    (resourceNames?.includes(use.name) ?? true) &&
    (namespace === undefined || namespace === use.namespace)
  );
}

function typeOf(group: string, resource: string): string {
  return group === '' ? resource : `${resource}.${group}`;
}

function inWords({ verb, group, resource, namespace, name }: Use): string {
  const where = [namespace, name].filter((part) => part !== '').join('/');
  return [verb, typeOf(group, resource), ...(where === '' ? [] : [where])].join(' ');
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
