/** Reads a Job of ours with its Pod: has it ended, how, and if not, what holds it up? */

import type { KubeObject } from '../api/kube-object.ts';
import { type MoverResult, parseMoverResult } from '../api/mover-result.ts';
import { jobs, pods } from '../api/resources.ts';
import { settleAll } from '../kube/settle-all.ts';
import type { ObservedJob } from '../pivot/observation.ts';
import type { World } from './world.ts';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

interface JobStatus {
  readonly conditions?: readonly Condition[];
  readonly startTime?: string;
  readonly completionTime?: string;
}

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: { readonly exitCode?: number; readonly reason?: string; readonly message?: string };
}

export async function observeJob(
  { source, namespace }: World,
  name: string | undefined,
): Promise<ObservedJob | undefined> {
  if (name === undefined) return undefined;
  const [job, found] = await settleAll([
    source.get(jobs, { namespace, name }),
    source.list(pods, { namespace, labelSelector: `batch.kubernetes.io/job-name=${name}` }),
  ]);
  // A Job that somebody deleted may leave a Pod behind, on a node that nobody reaches for example: clusterctl still runs in it.
  if (job === undefined) return found.items.some(mayRun) ? { ...runningWithout, name } : undefined;
  const states = found.items.flatMap(containerStates);
  const result = states.flatMap(({ terminated }) => readResult(terminated?.message) ?? []).at(-1);
  const status: JobStatus = job['status'] ?? {};
  const conditions = (status.conditions ?? []).filter((condition) => condition.status === 'True');
  const failed = conditions.find(({ type }) => type === 'Failed');
  return {
    name,
    terminating: job.metadata.deletionTimestamp !== undefined,
    finished: failed !== undefined || conditions.some(({ type }) => type === 'Complete'),
    succeeded: conditions.some(({ type }) => type === 'Complete'),
    result,
    problem: problemOf(failed, states, result) ?? unscheduled(found.items),
    ...timesOf(status, failed),
  };
}

/** A Job that failed has no completionTime. */
function timesOf({ startTime, completionTime }: JobStatus, failed: Condition | undefined): Pick<ObservedJob, 'ran'> {
  const start = Date.parse(startTime ?? '');
  const end = Date.parse(completionTime ?? failed?.lastTransitionTime ?? '');
  return Number.isNaN(start) || Number.isNaN(end) ? {} : { ran: { start, end } };
}

const runningWithout = { terminating: true, finished: false, succeeded: false, result: undefined, problem: undefined };

function mayRun(pod: KubeObject): boolean {
  const { phase } = (pod['status'] ?? {}) as { readonly phase?: string };
  return phase !== 'Succeeded' && phase !== 'Failed';
}

function containerStates(pod: KubeObject): readonly ContainerState[] {
  const status = pod['status'] as { containerStatuses?: readonly { state?: ContainerState }[] } | undefined;
  return (status?.containerStatuses ?? []).flatMap(({ state }) => state ?? []);
}

function readResult(message: string | undefined): MoverResult | undefined {
  return message === undefined ? undefined : parseMoverResult(message);
}

function problemOf(
  failed: Condition | undefined,
  states: readonly ContainerState[],
  result: MoverResult | undefined,
): string | undefined {
  if (failed !== undefined) {
    if (result !== undefined) return result.message;
    const ended = states.find(({ terminated }) => terminated !== undefined)?.terminated;
    return [failed.message ?? failed.reason, ended?.reason, ended?.message].filter(Boolean).join('; ');
  }
  const waiting = states.find(
    ({ waiting }) => waiting?.reason !== undefined && waiting.reason !== 'ContainerCreating',
  )?.waiting;
  return waiting === undefined ? undefined : [waiting.reason, waiting.message].filter(Boolean).join(': ');
}

function unscheduled(found: readonly KubeObject[]): string | undefined {
  for (const pod of found) {
    const { conditions } = (pod['status'] ?? {}) as { conditions?: readonly Condition[] };
    const scheduled = conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
    if (scheduled !== undefined) return scheduled.message;
  }
  return undefined;
}
