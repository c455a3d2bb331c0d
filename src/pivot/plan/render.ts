/** The plan as people read it: in the plan's ConfigMap, and wherever else it is shown. */
import type { ClusterPivot } from '../../api/clusterpivot.ts';

/** A terminal or a review shows no more at once; the rest is counted. */
const mostHosts = 200;

type Status = ClusterPivot['status'];

/** undefined while there is no plan. */
export function renderPlan({
  metadata,
  spec,
  status,
}: Pick<ClusterPivot, 'metadata' | 'spec' | 'status'>): string | undefined {
  const { plan, checks } = status;
  if (plan === undefined) return undefined;
  const sections = [
    headline(`${metadata.namespace}/${metadata.name}`, spec.clusterName, plan),
    section(
      'Steps',
      plan.steps.map((step, index) => `${String(index + 1).padStart(2)}. ${step}`),
    ),
    section('Objects that move', table(plan.kinds.map(({ kind, count }) => [kind, String(count)]))),
    section('BareMetalHosts', hostTable(plan.hosts)),
    section(
      'Left behind',
      (plan.leftBehind ?? []).map(({ object, why }) => `${object}: ${why}`),
    ),
    ...(checks === undefined ? [] : [checkSection(checks)]),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

function headline(pivot: string, cluster: string, plan: NonNullable<Status['plan']>): string {
  const pause =
    plan.estimate === undefined ? '' : ` Clusters will be paused for about ${duration(plan.estimate.pauseSeconds)}.`;
  return [
    `Plan ${plan.hash} of ClusterPivot ${pivot}, for Cluster ${cluster}`,
    `${plan.objects} objects move, ${plan.hosts.length} BareMetalHosts among them.${pause}`,
    `To approve it: kubectl patch clusterpivot ${pivot.split('/')[1]} -n ${pivot.split('/')[0]} --type=merge -p '{"spec":{"approvedPlan":"${plan.hash}"}}'`,
  ].join('\n');
}

function hostTable(hosts: NonNullable<Status['plan']>['hosts']): readonly string[] {
  const rows = hosts
    .slice(0, mostHosts)
    .map(({ name, state, claimed }) => [name, state, claimed ? 'claimed' : 'not claimed']);
  return [...table(rows), ...(hosts.length > mostHosts ? [`and ${hosts.length - mostHosts} more`] : [])];
}

function checkSection({ passed, warnings, failed, pending, results }: NonNullable<Status['checks']>): string {
  const title = `Checks: ${passed} passed, ${failed} failed, ${warnings} warn, ${pending} pending`;
  return section(title, table(results.map(({ check, outcome, message }) => [outcome, check, message])), title);
}

/** Empty without lines, unless there is something to say `otherwise`. */
function section(title: string, lines: readonly string[], otherwise = ''): string {
  return lines.length === 0 ? otherwise : [title, ...lines.map((line) => `  ${line}`)].join('\n');
}

/** Columns as wide as their widest cell. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** `90 s`, `12 min`, `2 h 5 min` */
function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
