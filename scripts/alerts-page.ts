/** docs/alerts.md, from the rules themselves. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const rulesPath = 'config/prometheus/prometheus-rule.yaml';

const head = `<!-- Generated from ${rulesPath} by \`npm run generate\`; do not edit. -->
# Alerts

For a cluster with the Prometheus Operator, and Grafana with its sidecar for dashboards:

\`\`\`sh
kubectl apply --server-side -k config/prometheus
\`\`\`

Prometheus then collects from the operator with an account of its own, which may read these metrics and nothing else. Put the address of
your copy of the [runbook](runbook/alerts.md) into the rules, where they say \`clusterpivot.local\` (with Helm: \`prometheus.runbookUrl\`). They need Prometheus 2.42 or newer, and
have been tried on it: each alert firing, silent in the good case, and resolving (\`test/alerts\`).

\`critical\`: act now. \`warning\`: look at it today. \`info\`: somebody may want to know.

| alert | severity | what is told | after |
| --- | --- | --- | --- |
`;

/** What is in docs/images/dashboard.svg; changed with it. */
const shown = `It shows a pivot of 14 hosts on the testbed, until right
before its end. In Preparing it was held up on purpose: a node of the target had no address of its own on the interface of Ironic's
endpoint (\`NoStaticAddress\`), the alert told of it, and the pivot went on by itself once that was mended.`;

const tail = `
## Dashboard

The dashboard, *ClusterPivot*, has the same facts over time. It is generated (\`scripts/dashboard\`), and each of its queries is tried on a
real Prometheus with the metrics of a whole pivot.

![The dashboard: a pivot's phases and what it waits for over time, objects, hosts, Ironic's address, and the operator](images/dashboard.svg)

Not Grafana drew this, but \`npm run picture:dashboard\`, from the dashboard's JSON with the answers of a real Prometheus: the same panels,
places, queries and units, in a like style. ${shown}
`;

interface AlertRule {
  readonly alert?: string;
  readonly for?: string;
  readonly labels?: { readonly severity: string };
  readonly annotations?: { readonly summary: string };
}

export function alertsPage(): string {
  const { spec } = parse(readFileSync(join(import.meta.dirname, '..', rulesPath), 'utf8')) as {
    readonly spec: { readonly groups: readonly { readonly rules: readonly AlertRule[] }[] };
  };
  const rows = spec.groups.flatMap(({ rules }) => rules).flatMap(row);
  return `${head}${rows.join('\n')}\n${tail}`;
}

function row({ alert, for: patience = '', labels, annotations }: AlertRule): string[] {
  if (alert === undefined) return [];
  const entry = `[${alert}](runbook/alerts.md#${alert.toLowerCase()})`;
  return [`| ${entry} | ${labels?.severity} | ${annotations?.summary} | ${patience === '' ? 'at once' : patience} |`];
}
