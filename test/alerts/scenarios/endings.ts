/** A pivot that ends otherwise than complete. */
import { condition, ofPivot, phase, pivot, type Scenario } from '../scenario.ts';

const stalled = {
  severity: 'critical',
  labels: { ...pivot, reason: 'HostTouched' },
  description:
    'ClusterPivot metal3/prod is stalled because of HostTouched, and goes on only when somebody has mended that. Its condition Stalled says what to do.',
} as const;

const rolledBack = {
  severity: 'warning',
  labels: pivot,
  description:
    'ClusterPivot metal3/prod was rolled back: the source works as before, and nothing of it is in the target. It is not tried again by itself.',
} as const;

const leftPaused = {
  severity: 'critical',
  labels: pivot,
  description:
    'ClusterPivot metal3/prod does not go on, and the Clusters and hosts that it has paused are managed by nobody.',
} as const;

export const endings: readonly Scenario[] = [
  {
    alert: 'ClusterPivotStalled',
    what: 'fires a minute after a pivot has stalled, through a restart of the operator, until it is mended',
    series: {
      [condition('Stalled', 'False', 'Met')]: [
        [5, 1],
        [15, 'gone'],
        [20, 1],
      ],
      [condition('Stalled', 'True', 'HostTouched')]: [
        [5, 'gone'],
        [10, 1],
        [1, 'gone'],
        [4, 1],
        [20, 'gone'],
      ],
    },
    fires: { 4: [], 5.5: [], 6: [stalled], 14: [stalled], 15.5: [stalled], 19: [stalled], 30: [] },
  },
  {
    alert: 'ClusterPivotStalled',
    what: 'fires once when the leadership changes hands and two replicas tell of the pivot',
    series: {
      [condition('Stalled', 'True', 'HostTouched').replace('}', ', pod="operator-a"}')]: [
        [10, 1],
        [10, 'gone'],
      ],
      [condition('Stalled', 'True', 'HostTouched').replace('}', ', pod="operator-b"}')]: [
        [9, 'gone'],
        [11, 1],
      ],
    },
    fires: { 9.5: [stalled], 15: [stalled] },
  },
  {
    alert: 'ClusterPivotStalled',
    what: 'says nothing of a pivot that was rolled back, of which there is another alert',
    series: { [condition('Stalled', 'True', 'RolledBack')]: [[60, 1]] },
    fires: { 5: [], 50: [] },
  },
  {
    alert: 'ClusterPivotRolledBack',
    what: 'fires for an hour, however long the ClusterPivot stays',
    series: {
      [phase('RollingBack')]: [
        [10, 1],
        [120, 0],
      ],
      [phase('RolledBack')]: [
        [10, 0],
        [120, 1],
      ],
      [`clusterpivot_phase_start_time_seconds{${ofPivot}}`]: [
        [10, 300],
        [120, 600],
      ],
    },
    fires: { 9: [], 10: [rolledBack], 69: [rolledBack], 70: [] },
  },
  {
    alert: 'ClusterPivotLeftPaused',
    what: 'fires when nobody has gone on with what is paused for five minutes',
    series: {
      [`clusterpivot_left_paused{${ofPivot}}`]: [
        [5, 0],
        [3, 1],
        [2, 0],
        [10, 1],
        [20, 0],
      ],
    },
    fires: { 9: [], 14.5: [], 15: [leftPaused], 19: [leftPaused], 30: [] },
  },
];
