/** What the dashboard shows of ClusterPivots. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { type Panel, RowBuilder, type RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { phases } from '../../src/api/phases.ts';
import { bars, lines, number, rows, stacked, timeline } from './panels.ts';

/** A row's heading and its panels. */
export interface DashboardRow {
  readonly row: Builder<RowPanel>;
  readonly panels: readonly Builder<Panel>[];
}

const chosen = 'namespace=~"$namespace", name=~"$name"';
const pivot = '{{namespace}}/{{name}}';

/** As one series each, whichever replica leads, or two for a moment. */
function of(metric: string, selector = '', more = ''): string {
  const labels = ['namespace', 'name', ...(more === '' ? [] : [more])].join(', ');
  return `max by (${labels}) (${metric}{${chosen}${selector === '' ? '' : `, ${selector}`}})`;
}

/** A bootstrap cluster has one pivot, or a few. */
const lowHeight = 6;

const overview: DashboardRow = {
  row: new RowBuilder('Pivots'),
  panels: [
    rows(
      {
        title: 'Pivots',
        description: 'The phase of each, and why it is not Ready.',
        width: 12,
        height: lowHeight,
        queries: [
          { expr: `${of('clusterpivot_phase', '', 'phase')} == 1` },
          { expr: of('clusterpivot_condition', 'condition="Ready"', 'reason') },
        ],
      },
      ['namespace', 'name', 'phase', 'reason'],
    ),
    rows(
      {
        title: 'Alerts',
        description: 'Those of pivots and of the operator that fire now, or are about to.',
        width: 8,
        height: lowHeight,
        queries: [{ expr: 'ALERTS{alertname=~"ClusterPivot.*"}' }],
      },
      ['alertname', 'severity', 'alertstate', 'namespace', 'name'],
    ),
    number(
      {
        title: 'Stalled',
        description: 'Pivots that wait for a human, but for those that were rolled back.',
        width: 2,
        height: lowHeight,
        queries: [
          {
            expr: `count(${of('clusterpivot_condition', 'condition="Stalled", status="True", reason!="RolledBack"')}) or vector(0)`,
          },
        ],
      },
      1,
    ),
    number(
      {
        title: 'Left paused',
        description: 'Pivots that stand still with Clusters or hosts paused.',
        width: 2,
        height: lowHeight,
        queries: [{ expr: `sum(${of('clusterpivot_left_paused')}) or vector(0)` }],
      },
      1,
    ),
  ],
};

const phaseRow: DashboardRow = {
  row: new RowBuilder('Phases'),
  panels: [
    timeline({
      title: 'Phases',
      description: 'Which phase a pivot was in, and when. Choose one pivot above.',
      width: 16,
      queries: [...phases, 'RollingBack', 'RolledBack'].map((phase) => ({
        expr: `${of('clusterpivot_phase', `phase="${phase}"`)} == 1`,
        legend: `{{name}} ${phase}`,
      })),
    }),
    lines({
      title: 'Time left, and time since progress',
      description:
        'Until the budget of the phase is used up, where that is within two hours; and since anything got done.',
      width: 8,
      unit: 's',
      queries: [
        // A day, as Quiescing has it, would flatten all the rest.
        { expr: `${of('clusterpivot_phase_deadline_time_seconds')} - time() > 0 < 7200`, legend: `${pivot} left` },
        { expr: `time() - ${of('clusterpivot_last_progress_time_seconds')}`, legend: `${pivot} since progress` },
      ],
    }),
  ],
};

const gates: DashboardRow = {
  row: new RowBuilder('Gates'),
  panels: [
    timeline({
      title: 'What it waits for',
      description: 'The reason of the condition Ready, over time.',
      width: 16,
      queries: [{ expr: of('clusterpivot_condition', 'condition="Ready"', 'reason'), legend: '{{name}} {{reason}}' }],
    }),
    rows(
      {
        title: 'Conditions',
        description: 'Each condition as it is now; the messages are in the status of the ClusterPivot.',
        width: 8,
        queries: [{ expr: of('clusterpivot_condition', '', 'condition, status, reason') }],
      },
      ['name', 'condition', 'status', 'reason'],
    ),
  ],
};

const progress: DashboardRow = {
  row: new RowBuilder('Objects and hosts'),
  panels: [
    lines({
      title: 'Objects',
      description:
        'How many are to be moved, are in the target, equal their originals, and are deleted from the source.',
      width: 8,
      queries: [{ expr: of('clusterpivot_objects', '', 'state'), legend: '{{name}} {{state}}' }],
    }),
    ...(['source', 'target'] as const).map((cluster) =>
      stacked({
        title: `Hosts in the ${cluster}`,
        description: `BareMetalHosts of the ${cluster} by provisioning state.`,
        width: 6,
        queries: [
          { expr: `${of('clusterpivot_hosts', `cluster="${cluster}"`, 'state')} > 0`, legend: '{{name}} {{state}}' },
        ],
      }),
    ),
    lines({
      title: 'Hosts not restored',
      description: 'Hosts that the target does not manage yet as they were before; from the commit on.',
      width: 4,
      queries: [{ expr: of('clusterpivot_hosts_not_restored'), legend: pivot }],
    }),
  ],
};

const endpoint: DashboardRow = {
  row: new RowBuilder("Ironic's endpoint, copies and faults"),
  panels: [
    timeline({
      title: "Who holds Ironic's address",
      description: 'As the probes on the nodes of both clusters see it.',
      width: 12,
      queries: ['source', 'none', 'both', 'target', 'unknown'].map((holder) => ({
        expr: `${of('clusterpivot_endpoint_held', `holder="${holder}"`)} == 1`,
        legend: `{{name}} ${holder}`,
      })),
    }),
    lines({
      title: 'Copies and retries',
      description: 'Copy Jobs begun (each after the first is a retry), and looks that failed and were taken again.',
      width: 6,
      queries: [
        { expr: of('clusterpivot_copies_total'), legend: `${pivot} copies` },
        { expr: of('clusterpivot_retries_total'), legend: `${pivot} looks taken again` },
      ],
    }),
    lines({
      title: 'Failed requests',
      description: 'Per second, by cluster and class of the failure; notFound and conflict are reckoned with.',
      width: 6,
      unit: 'reqps',
      queries: [
        {
          expr: 'sum by (cluster, class) (rate(clusterpivot_faults_total[$__rate_interval])) > 0',
          legend: '{{cluster}} {{class}}',
        },
      ],
    }),
    bars({
      title: 'Duration of phases',
      description: 'The mean of all that this operator has seen end since it started.',
      width: 12,
      unit: 's',
      queries: [
        {
          expr: 'sum by (phase) (clusterpivot_phase_duration_seconds_sum) / sum by (phase) (clusterpivot_phase_duration_seconds_count)',
          legend: '{{phase}}',
        },
      ],
    }),
    bars(
      {
        title: 'Credentials end in',
        description:
          'Certificates and tokens with which a pivot that is not over talks to a cluster; red where the alert fires.',
        width: 12,
        unit: 's',
        queries: [
          {
            expr: `${of('clusterpivot_credential_expiry_time_seconds', '', 'credential')} - time()`,
            legend: '{{name}} {{credential}}',
          },
        ],
      },
      10_800,
    ),
  ],
};

export const pivotRows: readonly DashboardRow[] = [overview, phaseRow, gates, progress, endpoint];
