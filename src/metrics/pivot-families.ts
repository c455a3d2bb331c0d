/** The metrics that tell of ClusterPivots. All but the histogram have series for each, and none once it is gone. */
import type { Family, NamedFamily } from './family.ts';

const pivot = ['namespace', 'name'] as const;

/** Computed from each ClusterPivot whenever somebody asks; see pivot-samples.ts. */
export const pivotFamilies = {
  clusterpivot_phase: {
    type: 'gauge',
    help: '1 for the phase that a ClusterPivot is in, 0 for the others.',
    labels: [...pivot, 'phase'],
  },
  clusterpivot_condition: {
    type: 'gauge',
    help: '1 for each condition of a ClusterPivot, with its status and reason as they are now.',
    labels: [...pivot, 'condition', 'status', 'reason'],
  },
  clusterpivot_phase_start_time_seconds: {
    type: 'gauge',
    help: 'When the phase that a ClusterPivot is in began; what an earlier visit to it took is counted in.',
    labels: pivot,
  },
  clusterpivot_phase_deadline_time_seconds: {
    type: 'gauge',
    help: 'When the budget of the phase is used up; progress moves it on. No series where no budget runs.',
    labels: pivot,
  },
  clusterpivot_last_progress_time_seconds: {
    type: 'gauge',
    help: 'When a phase began or ended, or another object was copied or deleted, for the last time.',
    labels: pivot,
  },
  clusterpivot_hosts: {
    type: 'gauge',
    help: "BareMetalHosts in the ClusterPivot's namespace by provisioning state, while the pivot looks at them.",
    labels: [...pivot, 'cluster', 'state'],
  },
  clusterpivot_objects: {
    type: 'gauge',
    help: 'Objects that are to be moved, are in the target, equal their originals, and whose originals are deleted.',
    labels: [...pivot, 'state'],
  },
  clusterpivot_endpoint_held: {
    type: 'gauge',
    help: "1 for who holds the address of Ironic's endpoint, as the probes see, 0 for the others; while they watch it.",
    labels: [...pivot, 'holder'],
  },
  clusterpivot_hosts_not_restored: {
    type: 'gauge',
    help: 'Hosts that the target does not manage yet as they were before; from the commit on.',
    labels: pivot,
  },
  clusterpivot_left_paused: {
    type: 'gauge',
    help: '1 while a ClusterPivot is stalled, suspended or over, and Clusters or hosts are paused by it.',
    labels: pivot,
  },
  clusterpivot_copies_total: {
    type: 'counter',
    help: 'Copy Jobs begun, of the present spec.attempt; each after the first is a retry.',
    labels: pivot,
  },
  clusterpivot_retries_total: {
    type: 'counter',
    help: 'Looks at a ClusterPivot that failed, and were taken again after a pause, by this process.',
    labels: pivot,
  },
  clusterpivot_credential_expiry_time_seconds: {
    type: 'gauge',
    help: 'When a certificate or token ends with which a pivot that is not over talks to a cluster.',
    labels: [...pivot, 'credential'],
  },
} as const satisfies Readonly<Record<string, Family>>;

export type PivotFamily = keyof typeof pivotFamilies;

/** Counted as it happens, by this process. */
export const phaseDuration: NamedFamily = {
  name: 'clusterpivot_phase_duration_seconds',
  type: 'histogram',
  help: 'How long phases took until their goal held, or the way back began.',
  labels: ['phase'],
  buckets: [1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 21_600, 86_400],
};
