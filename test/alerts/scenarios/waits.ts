/** A pivot that waits where waiting disturbs nothing, or where somebody wants it to. */
import { condition, type Firing, ofPivot, phase, pivot, type Scenario } from '../scenario.ts';

const start = `clusterpivot_phase_start_time_seconds{${ofPivot}}`;

function awaiting(duration: string): Firing {
  return {
    severity: 'info',
    labels: pivot,
    description: `The plan of ClusterPivot metal3/prod has waited for ${duration} for somebody to approve it.`,
  };
}

const suspended = {
  severity: 'info',
  labels: pivot,
  description: 'ClusterPivot metal3/prod has begun, and is held by .spec.suspend.',
} as const;

function blocked(duration: string): Firing {
  return {
    severity: 'info',
    labels: { ...pivot, reason: 'HostNotSteady' },
    description: `ClusterPivot metal3/prod has waited for ${duration}, now because of HostNotSteady. Its condition Ready names the object.`,
  };
}

export const waits: readonly Scenario[] = [
  {
    alert: 'ClusterPivotAwaitingApproval',
    what: 'fires half an hour after the plan was there, until it is approved',
    series: {
      [start]: [
        [40, 60],
        [20, 2400],
      ],
      [condition('Ready', 'False', 'PlanNotApproved')]: [
        [1, 'gone'],
        [39, 1],
        [20, 'gone'],
      ],
    },
    fires: { 30: [], 31.5: [awaiting('30m 30s')], 39: [awaiting('38m 0s')], 50: [] },
  },
  {
    alert: 'ClusterPivotSuspended',
    what: 'fires when a pivot in the middle was held for half an hour',
    series: {
      [phase('Quiescing')]: [[60, 1]],
      [condition('Ready', 'False', 'Suspended')]: [
        [40, 1],
        [20, 'gone'],
      ],
    },
    fires: { 29.5: [], 30: [suspended], 39: [suspended], 50: [] },
  },
  {
    alert: 'ClusterPivotSuspended',
    what: 'says nothing of one that has not begun',
    series: { [phase('Preflight')]: [[60, 1]], [condition('Ready', 'False', 'Suspended')]: [[60, 1]] },
    fires: { 50: [] },
  },
  {
    alert: 'ClusterPivotGateBlocked',
    what: 'fires half an hour after the phase began, with the reason of now',
    series: {
      [phase('Quiescing')]: [
        [60, 1],
        [15, 0],
      ],
      [start]: [
        [60, 0],
        [15, 3600],
      ],
      [condition('Ready', 'False', 'MachinesNotSettled')]: [
        [20, 1],
        [55, 'gone'],
      ],
      [condition('Ready', 'False', 'HostNotSteady')]: [
        [20, 'gone'],
        [40, 1],
        [15, 'gone'],
      ],
    },
    fires: { 30: [], 30.5: [blocked('30m 30s')], 59: [blocked('59m 0s')], 70: [] },
  },
  {
    alert: 'ClusterPivotGateBlocked',
    what: 'says nothing of a pivot that only plans, or that has stalled',
    series: {
      [phase('Preflight')]: [[60, 1]],
      [start]: [[60, 0]],
      [condition('Ready', 'False', 'PlanOnly')]: [[60, 1]],
      'clusterpivot_phase{namespace="b", name="stalled", phase="Preflight"}': [[60, 1]],
      'clusterpivot_phase_start_time_seconds{namespace="b", name="stalled"}': [[60, 0]],
      'clusterpivot_condition{namespace="b", name="stalled", condition="Ready", status="False", reason="TargetNotEmpty"}':
        [[60, 1]],
      'clusterpivot_condition{namespace="b", name="stalled", condition="Stalled", status="True", reason="TargetNotEmpty"}':
        [[60, 1]],
    },
    fires: { 50: [] },
  },
];
