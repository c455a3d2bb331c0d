/** A ClusterPivot as a scene: its phases with their times, its message, its progress. */
import { type ClusterPivot, conditionsOf } from '../../src/api/clusterpivot.ts';
import { type Phase, phases } from '../../src/api/phases.ts';
import type { EndpointPlace, HostPlace, Scene, Step } from './scene.ts';

export interface Moment {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly startedAt: number;
  readonly hosts: readonly HostPlace[];
  readonly endpoint?: EndpointPlace | undefined;
}

/** undefined while the pivot goes on. */
export type Ending = 'ready' | 'stalled' | 'rolled back';

export function endingOf(pivot: ClusterPivot): Ending | undefined {
  const isTrue = (type: string) => conditionsOf(pivot.status).some((one) => one.type === type && one.status === 'True');
  if (isTrue('Ready')) return 'ready';
  if (isTrue('RolledBack')) return 'rolled back';
  return isTrue('Stalled') ? 'stalled' : undefined;
}

function stepOf(name: string, pivot: ClusterPivot, { now }: Moment): Step {
  const { status } = pivot;
  const times = status.phases?.find((entry) => entry.name === name);
  const isNow = status.phase === name;
  const ending = endingOf(pivot);
  const seconds =
    times === undefined
      ? {}
      : { seconds: (Date.parse(times.endTime ?? new Date(now).toISOString()) - Date.parse(times.startTime)) / 1000 };
  // A goal that held from the first look on was never shown as the phase.
  if (times?.endTime !== undefined || isBefore(name, status.phase)) return { name, state: 'done', ...seconds };
  if (!isNow) return { name, state: 'waiting', ...seconds };
  const note = status.message === undefined ? {} : { note: status.message };
  if (ending === undefined) return { name, state: 'running', ...seconds, ...note };
  return { name, state: ending === 'ready' ? 'done' : 'failed', ...seconds, ...note };
}

function isBefore(name: string, phase: string | undefined): boolean {
  const names: readonly (string | undefined)[] = phases;
  return names.includes(name) && names.indexOf(name) < names.indexOf(phase);
}

/** The last phase is no work but an end: it is said by the others being done. */
function shownPhases(pivot: ClusterPivot): readonly string[] {
  const manual = pivot.spec.approval === 'Manual';
  const forward = phases.filter((phase: Phase) => phase !== 'AwaitingApproval' || manual);
  const { phase } = pivot.status;
  return phase === undefined || (forward as readonly string[]).includes(phase) ? forward : [...forward, phase];
}

/** Only what the ClusterPivot says, and the hosts as given. */
export function pivotScene(pivot: ClusterPivot, moment: Moment): Scene {
  const { metadata, spec, status } = pivot;
  const { progress } = status;
  return {
    title: `ClusterPivot ${metadata.namespace}/${metadata.name}: Cluster ${spec.clusterName} takes over its own management`,
    seconds: (moment.now - moment.startedAt) / 1000,
    steps: shownPhases(pivot).map((name) => stepOf(name, pivot, moment)),
    ...(progress === undefined
      ? {}
      : { progress: { label: 'objects', done: progress.copied, total: progress.planned } }),
    hosts: moment.hosts,
    endpoint: moment.endpoint,
  };
}
