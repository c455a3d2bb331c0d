/** A pivot that gets nothing done, or too little in its time. */
import { condition, type Firing, ofPivot, phase, pivot, type Scenario } from '../scenario.ts';

const progress = `clusterpivot_last_progress_time_seconds{${ofPivot}}`;
const deadline = `clusterpivot_phase_deadline_time_seconds{${ofPivot}}`;
const notStalled = condition('Stalled', 'False', 'Met');

function stuck(duration: string): Firing {
  return {
    severity: 'warning',
    labels: { ...pivot, reason: 'CopyJobRunning' },
    description: `ClusterPivot metal3/prod has got nothing done for ${duration}. It waits because of CopyJobRunning, and is rolled back when its phase has used up its budget.`,
  };
}

function stuckPastReturn(duration: string): Firing {
  return {
    severity: 'critical',
    labels: { ...pivot, reason: 'HostNotRestored' },
    description: `ClusterPivot metal3/prod has got nothing done for ${duration}. It waits because of HostNotRestored. There is no budget here and no way back: it goes on only when that is mended.`,
  };
}

function near(percent: string): Firing {
  return {
    severity: 'warning',
    labels: { ...pivot, phase: 'Copying' },
    description: `ClusterPivot metal3/prod has used ${percent} of the budget of Copying. At its end the pivot is rolled back, or held with onFailure Hold.`,
  };
}

function over(duration: string): Firing {
  return {
    severity: 'warning',
    labels: { ...pivot, phase: 'Copying' },
    description: `ClusterPivot metal3/prod is ${duration} over the budget of Copying, and is neither stalled nor rolled back.`,
  };
}

export const progressScenarios: readonly Scenario[] = [
  {
    alert: 'ClusterPivotNoProgress',
    what: 'fires 15 minutes after the last object, whether or not the operator was restarted since',
    series: {
      [phase('Copying')]: [
        [10, 1],
        [1, 'gone'],
        [29, 1],
      ],
      [progress]: [
        [10, 300],
        [1, 'gone'],
        [15, 300],
        [14, 1500],
      ],
      [condition('Ready', 'False', 'CopyJobRunning')]: [
        [10, 1],
        [1, 'gone'],
        [29, 1],
      ],
      [notStalled]: [[40, 1]],
    },
    fires: { 16: [], 20: [], 20.5: [stuck('15m 30s')], 25: [stuck('20m 0s')], 35: [] },
  },
  {
    alert: 'ClusterPivotNoProgress',
    what: 'leaves alone who waits for steady hosts, soaks, is suspended or stalled, or has just begun a phase',
    series: {
      [phase('Quiescing')]: [[60, 1]],
      [progress]: [[60, 0]],
      [condition('Ready', 'False', 'HostNotSteady')]: [[60, 1]],
      'clusterpivot_phase{namespace="b", name="suspended", phase="Committing"}': [[60, 1]],
      'clusterpivot_last_progress_time_seconds{namespace="b", name="suspended"}': [[60, 0]],
      'clusterpivot_condition{namespace="b", name="suspended", condition="Ready", status="False", reason="Suspended"}':
        [[60, 1]],
      'clusterpivot_phase{namespace="c", name="stalled", phase="Copying"}': [[60, 1]],
      'clusterpivot_last_progress_time_seconds{namespace="c", name="stalled"}': [[60, 0]],
      'clusterpivot_condition{namespace="c", name="stalled", condition="Ready", status="False", reason="CopyRefused"}':
        [[60, 1]],
      'clusterpivot_condition{namespace="c", name="stalled", condition="Stalled", status="True", reason="CopyRefused"}':
        [[60, 1]],
      'clusterpivot_phase{namespace="d", name="begun", phase="Verifying"}': [[60, 1]],
      'clusterpivot_last_progress_time_seconds{namespace="d", name="begun"}': [[60, 3000]],
      'clusterpivot_condition{namespace="d", name="begun", condition="Ready", status="False", reason="InProgress"}': [
        [60, 1],
      ],
    },
    fires: { 55: [] },
  },
  {
    alert: 'ClusterPivotNoProgress',
    what: 'is critical past the point of no return',
    series: {
      [phase('Activating')]: [
        [40, 1],
        [20, 0],
      ],
      [progress]: [
        [40, 600],
        [20, 2400],
      ],
      [condition('Ready', 'False', 'HostNotRestored')]: [
        [40, 1],
        [20, 'gone'],
      ],
    },
    fires: { 25: [], 25.5: [stuckPastReturn('15m 30s')], 50: [] },
  },
  {
    alert: 'ClusterPivotPhaseNearBudget',
    what: 'fires when four fifths of the budget are used, until the phase is over',
    series: {
      [phase('Copying')]: [
        [55, 1],
        [15, 0],
      ],
      [phase('Verifying')]: [
        [55, 0],
        [15, 1],
      ],
      [progress]: [
        [55, 0],
        [15, 3300],
      ],
      [deadline]: [
        [55, 3600],
        [15, 6900],
      ],
    },
    fires: { 48: [], 48.5: [near('80.83%')], 54: [near('90%')], 60: [] },
  },
  {
    alert: 'ClusterPivotPhaseNearBudget',
    what: 'counts from the last progress, which moves the end of the budget on',
    series: {
      [phase('Copying')]: [[120, 1]],
      [progress]: [
        [40, 300],
        [80, 2400],
      ],
      [deadline]: [
        [40, 3900],
        [80, 6000],
      ],
    },
    fires: { 53.5: [], 60: [], 88: [], 88.5: [near('80.83%')] },
  },
  {
    alert: 'ClusterPivotPhaseNearBudget',
    what: 'says nothing of a phase without a budget, nor of a pivot that has stalled',
    series: {
      [phase('Activating')]: [[60, 1]],
      [progress]: [[60, 0]],
      'clusterpivot_phase{namespace="b", name="held", phase="Copying"}': [[60, 1]],
      'clusterpivot_last_progress_time_seconds{namespace="b", name="held"}': [[60, 0]],
      'clusterpivot_phase_deadline_time_seconds{namespace="b", name="held"}': [[60, 3600]],
      'clusterpivot_condition{namespace="b", name="held", condition="Stalled", status="True", reason="CopyRefused"}': [
        [60, 1],
      ],
    },
    fires: { 55: [] },
  },
  {
    alert: 'ClusterPivotPhaseOverBudget',
    what: 'fires when nobody ends a phase that is over its budget',
    series: {
      [phase('Copying')]: [
        [70, 1],
        [20, 0],
      ],
      [deadline]: [
        [70, 3600],
        [20, 'gone'],
      ],
    },
    fires: { 61: [], 62: [], 62.5: [over('2m 30s')], 69: [over('9m 0s')], 80: [] },
  },
  {
    alert: 'ClusterPivotPhaseOverBudget',
    what: 'says nothing when the pivot has stalled over it',
    series: {
      [phase('Copying')]: [[90, 1]],
      [deadline]: [[90, 3600]],
      [condition('Stalled', 'True', 'PhaseTimedOut')]: [
        [60, 'gone'],
        [30, 1],
      ],
    },
    fires: { 59: [], 80: [] },
  },
];
