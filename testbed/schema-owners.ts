/**
 * Keeps the Bare Metal Operator from noting each host as an owner of the one FirmwareSchema that they all share. The more owners
 * there are, the more another one costs the API server: with a thousand hosts it does little else for an hour.
 */
import type { TestbedCluster } from './cluster.ts';

const role = 'clusterrole/baremetal-operator-manager-role';
const schemas = 'firmwareschemas';

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs: readonly string[];
}

/** Schemas are still made and read, but not changed. */
export function withoutSchemaUpdates(rules: readonly Rule[]): readonly Rule[] {
  return rules.flatMap((rule) => {
    const { resources = [], verbs } = rule;
    if (!resources.includes(schemas)) return [rule];
    const others = resources.filter((resource) => resource !== schemas);
    const kept = { ...rule, resources: [schemas], verbs: verbs.filter((verb) => !['update', 'patch'].includes(verb)) };
    return others.length === 0 ? [kept] : [{ ...rule, resources: others }, kept];
  });
}

/** For good: they would all be noted at once. */
export async function spareSchemas(cluster: TestbedCluster): Promise<void> {
  const { rules } = JSON.parse(await cluster.kubectl(['get', role, '--output=json'])) as {
    readonly rules: readonly Rule[];
  };
  const wanted = { rules: withoutSchemaUpdates(rules) };
  await cluster.kubectl(['patch', role, '--type=merge', `--patch=${JSON.stringify(wanted)}`]);
}
