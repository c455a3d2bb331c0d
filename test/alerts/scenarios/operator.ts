/** The operator itself: gone, not staying, or failing. */
import { phase, pivot, type Scenario } from '../scenario.ts';

function leader(pod: string): string {
  return `leader_election_master_status{name="clusterpivot-operator", pod="${pod}"}`;
}

const unattended = {
  severity: 'critical',
  labels: pivot,
  description: 'ClusterPivot metal3/prod stands still in the middle, since no operator is seen to lead.',
} as const;

const down = {
  severity: 'warning',
  description:
    'No replica of the operator has been seen to lead for 5 minutes: it does not run, has lost its Lease, or cannot be scraped.',
} as const;

const restarting = {
  severity: 'warning',
  labels: { job: 'clusterpivot', pod: 'operator-a' },
  description: 'Pod operator-a of the operator was restarted 3 times in 30 minutes.',
} as const;

const failing = {
  severity: 'warning',
  description: "75% of the operator's looks at ClusterPivots failed in the last 10 minutes. Its log says why.",
} as const;

export const operatorScenarios: readonly Scenario[] = [
  {
    alert: 'ClusterPivotUnattended',
    what: 'fires for as long as a pivot has no operator, hours if need be',
    series: {
      [leader('operator-a')]: [
        [10, 1],
        [200, 'gone'],
        [10, 1],
      ],
      [phase('Copying')]: [
        [10, 1],
        [200, 'gone'],
        [10, 1],
      ],
    },
    fires: { 9: [], 11.5: [], 12: [unattended], 209: [unattended], 212: [] },
  },
  {
    alert: 'ClusterPivotUnattended',
    what: 'says nothing of a restart, nor when another replica leads',
    series: {
      [leader('operator-a')]: [
        [10, 1],
        [1, 'gone'],
        [9, 1],
        [20, 'gone'],
      ],
      [leader('operator-b')]: [
        [20, 0],
        [20, 1],
      ],
      [phase('Copying')]: [
        [10, 1],
        [1, 'gone'],
        [29, 1],
      ],
    },
    fires: { 10.5: [], 13: [], 25: [] },
  },
  {
    alert: 'ClusterPivotUnattended',
    what: 'says nothing of pivots that had not begun, were over, or were deleted',
    series: {
      [leader('operator-a')]: [
        [10, 1],
        [30, 'gone'],
      ],
      [phase('AwaitingApproval')]: [
        [10, 1],
        [30, 'gone'],
      ],
      'clusterpivot_phase{namespace="b", name="over", phase="Completed"}': [
        [10, 1],
        [30, 'gone'],
      ],
      'clusterpivot_phase{namespace="b", name="over", phase="Soaking"}': [
        [5, 1],
        [5, 0],
        [30, 'gone'],
      ],
      'clusterpivot_phase{namespace="c", name="deleted", phase="Preparing"}': [
        [5, 1],
        [35, 'gone'],
      ],
    },
    fires: { 20: [], 35: [] },
  },
  {
    alert: 'ClusterPivotOperatorDown',
    what: 'fires when no replica has led for five minutes',
    series: {
      [leader('operator-a')]: [
        [10, 1],
        [1, 'gone'],
        [9, 1],
        [20, 'gone'],
      ],
      [leader('operator-b')]: [
        [30, 0],
        [10, 1],
      ],
    },
    fires: { 15: [], 24.5: [], 25: [down], 29: [down], 31: [] },
  },
  {
    alert: 'ClusterPivotOperatorRestarting',
    what: 'fires after the third restart within half an hour',
    series: {
      'process_start_time_seconds{job="clusterpivot", pod="operator-a"}': [
        [10, 0],
        [5, 600],
        [5, 900],
        [60, 1200],
      ],
      'process_start_time_seconds{job="clusterpivot", pod="operator-b"}': [[80, 0]],
    },
    fires: { 19.5: [], 20: [restarting], 39: [restarting], 45: [] },
  },
  {
    alert: 'ClusterPivotReconcileErrors',
    what: 'fires when most looks have failed for ten minutes',
    series: {
      'controller_runtime_reconcile_errors_total{controller="clusterpivot", pod="operator-a"}': [
        [20, 0, 1],
        [20, 40, 15],
        [30, 340, 0],
      ],
      'controller_runtime_reconcile_total{controller="clusterpivot", result="error", pod="operator-a"}': [
        [20, 0, 1],
        [20, 40, 15],
        [30, 340, 0],
      ],
      'controller_runtime_reconcile_total{controller="clusterpivot", result="success", pod="operator-a"}': [
        [20, 0, 20],
        [20, 800, 5],
        [30, 900, 20],
      ],
    },
    fires: { 15: [], 30: [], 37: [failing], 60: [] },
  },
];
