/** Ironic's address is where it should not be; hosts and credentials. */
import { type Firing, ofPivot, phase, pivot, type Scenario } from '../scenario.ts';

const start = `clusterpivot_phase_start_time_seconds{${ofPivot}}`;

function held(holder: string): string {
  return `clusterpivot_endpoint_held{${ofPivot}, holder="${holder}"}`;
}

const both = {
  severity: 'critical',
  labels: pivot,
  description:
    "Nodes of both clusters have the address of Ironic's endpoint of ClusterPivot metal3/prod. Hosts may talk to either Ironic.",
} as const;

const unheldInHandover = {
  severity: 'warning',
  labels: pivot,
  description:
    "No node has had the address of Ironic's endpoint of ClusterPivot metal3/prod for 5 minutes. Its condition EndpointHeld says what is missing.",
} as const;

const unheld = {
  severity: 'critical',
  labels: pivot,
  description:
    "No node has the address of Ironic's endpoint of ClusterPivot metal3/prod, and none is to be expected to take it by itself. Its condition EndpointHeld says what is wrong.",
} as const;

function notRestored(hosts: number): Firing {
  return {
    severity: 'critical',
    labels: pivot,
    description: `${hosts} hosts of ClusterPivot metal3/prod are not back as they were, and none came back in the last 10 minutes.`,
  };
}

function expiring(duration: string): Firing {
  return {
    severity: 'warning',
    labels: { ...pivot, credential: 'kubeconfig' },
    description: `kubeconfig of ClusterPivot metal3/prod ends in ${duration}.`,
  };
}

export const endpointScenarios: readonly Scenario[] = [
  {
    alert: 'ClusterPivotEndpointHeldByBoth',
    what: 'fires after half a minute, not at once: reports of one moment may be a moment apart',
    series: {
      [held('both')]: [
        [5, 0],
        [0.5, 1],
        [4.5, 0],
        [5, 1],
        [15, 0],
      ],
    },
    fires: { 5: [], 6: [], 10: [], 10.5: [both], 14: [both], 25: [] },
  },
  {
    alert: 'ClusterPivotEndpointUnheld',
    what: 'lets a handover have the time that it takes',
    series: {
      [phase('HandingOver')]: [
        [30, 1],
        [20, 0],
      ],
      [phase('Copying')]: [
        [30, 0],
        [20, 1],
      ],
      [held('source')]: [
        [10, 1],
        [40, 0],
      ],
      [held('none')]: [
        [10, 0],
        [2, 1],
        [3, 0],
        [10, 1],
        [25, 0],
      ],
    },
    fires: { 11.5: [], 19.5: [], 20: [unheldInHandover], 24: [unheldInHandover], 35: [] },
  },
  {
    alert: 'ClusterPivotEndpointUnheld',
    what: 'is critical outside of the handover, and after a minute',
    series: {
      [phase('Committing')]: [[30, 1]],
      [held('target')]: [
        [5, 1],
        [10, 0],
        [15, 1],
      ],
      [held('none')]: [
        [5, 0],
        [10, 1],
        [15, 0],
      ],
    },
    fires: { 5.5: [], 6: [unheld], 14: [unheld], 25: [] },
  },
  {
    alert: 'ClusterPivotEndpointUnheld',
    what: 'says nothing of pivots that have not begun or are over, nor of what no probe tells',
    series: {
      [phase('Preflight')]: [[30, 1]],
      [held('none')]: [[30, 1]],
      'clusterpivot_phase{namespace="b", name="over", phase="Completed"}': [[30, 1]],
      'clusterpivot_endpoint_held{namespace="b", name="over", holder="none"}': [[30, 1]],
      'clusterpivot_phase{namespace="c", name="blind", phase="Copying"}': [[30, 1]],
      'clusterpivot_endpoint_held{namespace="c", name="blind", holder="unknown"}': [[30, 1]],
      'clusterpivot_endpoint_held{namespace="c", name="blind", holder="none"}': [[30, 0]],
    },
    fires: { 20: [] },
  },
  {
    alert: 'ClusterPivotHostsNotRestored',
    what: 'fires when no host came back for ten minutes, not while they come back one by one',
    series: {
      [phase('Activating')]: [[60, 1]],
      [start]: [[60, 240]],
      [`clusterpivot_hosts_not_restored{${ofPivot}}`]: [
        [5, 0],
        [5, 14],
        [5, 9],
        [5, 5],
        [25, 2],
        [15, 0],
      ],
    },
    fires: { 6: [], 16: [], 29.5: [], 30: [notRestored(2)], 44: [notRestored(2)], 55: [] },
  },
  {
    alert: 'ClusterPivotHostsNotRestored',
    what: 'does not count the time in which the originals are deleted',
    series: {
      [phase('Committing')]: [
        [20, 1],
        [20, 0],
      ],
      [phase('Activating')]: [
        [20, 0],
        [20, 1],
      ],
      [start]: [
        [20, 0],
        [20, 1200],
      ],
      [`clusterpivot_hosts_not_restored{${ofPivot}}`]: [
        [25, 1000],
        [15, 400],
      ],
    },
    fires: { 15: [], 22: [], 32: [] },
  },
  {
    alert: 'ClusterPivotCredentialExpiring',
    what: 'fires three hours before the end, until it is renewed',
    series: {
      [phase('Copying')]: [[60, 1]],
      [`clusterpivot_credential_expiry_time_seconds{${ofPivot}, credential="kubeconfig"}`]: [
        [30, 12_000],
        [30, 90_000],
      ],
    },
    fires: { 20: [], 20.5: [expiring('2h 59m 30s')], 29: [expiring('2h 51m 0s')], 40: [] },
  },
  {
    alert: 'ClusterPivotCredentialExpiring',
    what: 'says nothing once the pivot is over',
    series: {
      [phase('Completed')]: [[30, 1]],
      [`clusterpivot_credential_expiry_time_seconds{${ofPivot}, credential="kubeconfig"}`]: [[30, 600]],
    },
    fires: { 5: [] },
  },
];
