/** Metrics under the names, labels and buckets that controller-runtime gives them, so that its dashboards and alerts fit. */
import type { Family, NamedFamily } from './family.ts';

/** 10 ns to 1000 s, as client-go's. */
const queueBuckets = Array.from({ length: 12 }, (_, index) => 10 ** (index - 8));

const queue = ['name', 'controller'] as const;
const controller = ['controller'] as const;

export const standardFamilies = {
  controller_runtime_reconcile_total: {
    type: 'counter',
    help: 'Looks at ClusterPivots by how they ended: success, error, requeue, requeue_after.',
    labels: [...controller, 'result'],
  },
  controller_runtime_reconcile_errors_total: {
    type: 'counter',
    help: 'Looks at ClusterPivots that failed.',
    labels: controller,
  },
  controller_runtime_reconcile_time_seconds: {
    type: 'histogram',
    help: 'How long looks at ClusterPivots took, with what they did.',
    labels: controller,
    buckets: [
      0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75,
      2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
    ],
  },
  controller_runtime_active_workers: {
    type: 'gauge',
    help: 'Workers that look at a ClusterPivot now.',
    labels: controller,
  },
  controller_runtime_max_concurrent_reconciles: {
    type: 'gauge',
    help: 'Workers that there are.',
    labels: controller,
  },
  workqueue_depth: { type: 'gauge', help: 'ClusterPivots that wait for a worker.', labels: queue },
  workqueue_adds_total: { type: 'counter', help: 'ClusterPivots put into the queue.', labels: queue },
  workqueue_queue_duration_seconds: {
    type: 'histogram',
    help: 'How long ClusterPivots waited for a worker.',
    labels: queue,
    buckets: queueBuckets,
  },
  workqueue_work_duration_seconds: {
    type: 'histogram',
    help: 'How long workers were busy with a ClusterPivot.',
    labels: queue,
    buckets: queueBuckets,
  },
  workqueue_retries_total: {
    type: 'counter',
    help: 'ClusterPivots put into the queue again because the look at them failed.',
    labels: queue,
  },
  workqueue_unfinished_work_seconds: {
    type: 'gauge',
    help: 'How long the looks that have not ended take already, summed up; it grows when workers are stuck.',
    labels: queue,
  },
  workqueue_longest_running_processor_seconds: {
    type: 'gauge',
    help: 'How long the longest of the looks that have not ended takes already.',
    labels: queue,
  },
  rest_client_requests_total: {
    type: 'counter',
    help: 'Requests to API servers by status code, or <error> where no answer came.',
    labels: ['code', 'method', 'host'],
  },
  leader_election_master_status: {
    type: 'gauge',
    help: '1 while this process leads, 0 while it waits to.',
    labels: ['name'],
  },
} as const satisfies Readonly<Record<string, Family>>;

export function standardFamily(name: keyof typeof standardFamilies): NamedFamily {
  return { name, ...standardFamilies[name] };
}

/** Ours, but of requests, not of pivots. */
export const faults: NamedFamily = {
  name: 'clusterpivot_faults_total',
  type: 'counter',
  help: 'Requests that failed, by the class of the failure; notFound and conflict are answers that are reckoned with.',
  labels: ['cluster', 'class'],
};
