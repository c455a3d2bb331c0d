/** docs/metrics.md, from the metrics themselves. */
import type { Family } from '../src/metrics/family.ts';
import { phaseDuration, pivotFamilies } from '../src/metrics/pivot-families.ts';
import { faults, standardFamilies } from '../src/metrics/standard-families.ts';

const head = `<!-- Generated from src/metrics by \`npm run generate\`; do not edit. -->
# Metrics

How to reach them, and what else the operator tells of itself, is in [observability.md](observability.md).

## Pivots

Series of a ClusterPivot come from its spec and status, so that they are right again as soon as another process leads. Who does
not lead has none, and neither has a ClusterPivot that is gone. Times are in seconds since 1970. What nobody knows has no series:
\`clusterpivot_hosts\`, \`clusterpivot_endpoint_held\` and \`clusterpivot_credential_expiry_time_seconds\` only tell what this process
saw of the clusters, and end with the pivot.

`;

const middle = `
## The operator

Names, labels and buckets are those of [controller-runtime](https://pkg.go.dev/sigs.k8s.io/controller-runtime), so that dashboards
made for it fit. The controller and its queue are both called \`clusterpivot\`.

`;

const foot = `
Of the process itself there are the usual \`process_*\` and \`nodejs_*\` of
[prom-client](https://github.com/siimon/prom-client#default-metrics).
`;

type Families = Readonly<Record<string, Family>>;

export function metricsPage(): string {
  const pivots = { ...pivotFamilies, [phaseDuration.name]: phaseDuration };
  return head + table(pivots) + middle + table({ ...standardFamilies, [faults.name]: faults }) + foot;
}

function table(families: Families): string {
  const rows = Object.entries(families).map(
    ([name, { type, labels, help }]) =>
      `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help.replaceAll('<', '\\<')} |`,
  );
  return `| metric | type | labels | what it tells |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}
