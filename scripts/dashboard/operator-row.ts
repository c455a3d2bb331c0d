/** What the dashboard shows of the operator itself. */
import { RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { lines, number } from './panels.ts';
import type { DashboardRow } from './pivot-rows.ts';

const ours = 'controller="clusterpivot"';
const rate = '[$__rate_interval]';

/** The 99th percentile of a histogram of all replicas. */
function slowest(histogram: string, selector: string): string {
  return `histogram_quantile(0.99, sum by (le) (rate(${histogram}_bucket{${selector}}${rate})))`;
}

export const operatorRow: DashboardRow = {
  row: new RowBuilder('Operator'),
  panels: [
    number({
      title: 'Leaders',
      description: 'Replicas that lead: 1, or 0 for a moment.',
      width: 2,
      queries: [{ expr: 'sum(leader_election_master_status{name="clusterpivot-operator"})' }],
    }),
    lines({
      title: 'Looks',
      description: 'Reconciles per second, by how they ended.',
      width: 6,
      unit: 'ops',
      queries: [
        {
          expr: `sum by (result) (rate(controller_runtime_reconcile_total{${ours}}${rate}))`,
          legend: '{{result}}',
        },
        { expr: `sum(rate(controller_runtime_reconcile_errors_total{${ours}}${rate}))`, legend: 'errors' },
      ],
    }),
    lines({
      title: 'Duration of looks',
      description:
        '99 of 100 take no longer; how long they wait for a worker before, and the longest that has not ended.',
      width: 8,
      unit: 's',
      queries: [
        { expr: slowest('controller_runtime_reconcile_time_seconds', ours), legend: 'look' },
        { expr: slowest('workqueue_queue_duration_seconds', ours), legend: 'wait' },
        { expr: slowest('workqueue_work_duration_seconds', ours), legend: 'work' },
        { expr: `max(workqueue_longest_running_processor_seconds{${ours}})`, legend: 'longest that runs' },
      ],
    }),
    lines({
      title: 'Queue and workers',
      description: 'ClusterPivots that wait for a worker, and workers that are busy.',
      width: 8,
      queries: [
        { expr: `sum(workqueue_depth{${ours}})`, legend: 'waiting' },
        { expr: `sum(controller_runtime_active_workers{${ours}})`, legend: 'busy' },
        { expr: `max(controller_runtime_max_concurrent_reconciles{${ours}})`, legend: 'workers' },
      ],
    }),
    lines({
      title: 'Requests to API servers',
      description: 'Per second, by status code.',
      width: 8,
      unit: 'reqps',
      queries: [{ expr: `sum by (code) (rate(rest_client_requests_total${rate}))`, legend: '{{code}}' }],
    }),
    lines({
      title: 'Memory',
      description: 'Resident, of each replica.',
      width: 8,
      unit: 'bytes',
      queries: [{ expr: 'process_resident_memory_bytes{job="clusterpivot"}', legend: '{{pod}}' }],
    }),
    lines({
      title: 'Event loop',
      description: 'By how much it lags: 99 of 100 times by less.',
      width: 8,
      unit: 's',
      queries: [{ expr: 'nodejs_eventloop_lag_p99_seconds{job="clusterpivot"}', legend: '{{pod}}' }],
    }),
  ],
};
