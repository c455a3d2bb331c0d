/** What a person who watches a pivot is shown at a moment. Only what the ClusterPivot says, and the hosts as they are. */
import type { ClusterPivot } from '../../api/clusterpivot.ts';
import { phases } from '../../api/phases.ts';
import { endingOf } from './ending.ts';
import { type HostGroup, hostGroups, type SeenHosts } from './host-groups.ts';
import { type Count, type Pace, secondsLeft } from './pace.ts';

export type StepState = 'waiting' | 'running' | 'done' | 'failed';

export interface Step {
  readonly name: string;
  readonly state: StepState;
  /** How long it took, or has taken so far. */
  readonly seconds?: number;
}

export interface Scene {
  readonly title: string;
  /** Since the pivot's first phase began. */
  readonly seconds: number;
  readonly steps: readonly Step[];
  /** What the phase does or waits for, as the pivot says it: a line for each thing. */
  readonly waitsFor: readonly string[];
  readonly objects?: Count & { readonly secondsLeft?: number | undefined };
  readonly endpoint?: { readonly address: string; readonly holder: string | undefined; readonly seconds: number };
  /** undefined while nobody could look. */
  readonly readyHosts?: { readonly ready: number; readonly total: number };
  readonly hosts: readonly HostGroup[];
  /** Why some of this may be old or is missing. */
  readonly notes: readonly string[];
}

export interface Moment {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly hosts: SeenHosts;
  readonly pace: Pace | undefined;
  readonly notes: readonly string[];
}

export function sceneOf(pivot: ClusterPivot, { now, hosts, pace, notes }: Moment): Scene {
  const { metadata, spec, status } = pivot;
  const begun = firstMoment(pivot);
  const { endpoint } = status;
  return {
    title: `ClusterPivot ${metadata.namespace}/${metadata.name} of Cluster ${spec.clusterName}`,
    seconds: begun === undefined ? 0 : (lastMoment(pivot, now) - Date.parse(begun)) / 1000,
    steps: shownPhases(pivot).map((name) => stepOf(name, pivot, now)),
    waitsFor: waitsFor(pivot),
    ...(pace === undefined ? {} : { objects: { ...pace, secondsLeft: secondsLeft(pace, now) } }),
    ...(endpoint === undefined
      ? {}
      : {
          endpoint: {
            address: endpoint.address,
            holder: endpoint.heldBy,
            seconds: (lastMoment(pivot, now) - Date.parse(endpoint.since)) / 1000,
          },
        }),
    ...(status.hosts === undefined ? {} : { readyHosts: status.hosts }),
    hosts: hostGroups(hosts),
    notes,
  };
}

/** Before the first answer; `seconds` since it was asked for. */
export function nothingYet(title: string, seconds: number, notes: readonly string[]): Scene {
  return { title, seconds, steps: [], waitsFor: ['waiting for the first answer'], hosts: [], notes };
}

/** One that was carried out before, with this cluster as its target, began when that did. */
function firstMoment({ metadata, status }: ClusterPivot): string | undefined {
  const { pivotedHere, startedTime } = status.journal ?? {};
  return pivotedHere === undefined ? (status.phases?.[0]?.startTime ?? metadata.creationTimestamp) : startedTime;
}

/** A pivot that is over took as long as it took. */
function lastMoment({ status }: ClusterPivot, now: number): number {
  const end = status.journal?.completedTime ?? status.journal?.rollback?.finishedTime;
  return end === undefined ? now : Date.parse(end);
}

/** Before there is a status, the operator has not looked yet. */
function waitsFor(pivot: ClusterPivot): readonly string[] {
  const { message } = pivot.status;
  if (message === undefined) return ['the operator has not looked at it yet'];
  return message.split('\n').filter((line) => line.trim() !== '');
}

/** What is counted now: copies until the commit, then deletions in the source. */
export function countOf({ status }: ClusterPivot): Count | undefined {
  const { progress, journal = {} } = status;
  if (progress === undefined || progress.planned === 0) return undefined;
  const { planned: total, copied, deleted } = progress;
  if (journal.committedTime === undefined) return { label: 'copied', done: copied, total };
  return { label: 'moved', done: journal.activatedTime === undefined ? deleted : total, total };
}

function stepOf(name: string, pivot: ClusterPivot, now: number): Step {
  const { status } = pivot;
  const times = status.phases?.find((entry) => entry.name === name);
  const end = times?.endTime === undefined ? lastMoment(pivot, now) : Date.parse(times.endTime);
  const seconds = times === undefined ? {} : { seconds: (end - Date.parse(times.startTime)) / 1000 };
  const ending = endingOf(pivot);
  if (status.phase === name) {
    if (ending === 'completed' || ending === 'planned') return { name, state: 'done', ...seconds };
    return { name, state: ending === undefined ? 'running' : 'failed', ...seconds };
  }
  // A goal that held from the first look on was never shown as the phase.
  const done = times?.endTime !== undefined || isBefore(name, status.phase);
  return { name, state: done ? 'done' : 'waiting', ...seconds };
}

function isBefore(name: string, phase: string | undefined): boolean {
  const names: readonly (string | undefined)[] = phases;
  return names.includes(phase) && names.indexOf(name) < names.indexOf(phase);
}

/** With the way back when it is taken, and without an approval that nobody asks for. */
function shownPhases({ spec, status: { phase } }: ClusterPivot): readonly string[] {
  const forward: readonly string[] = phases.filter(
    (name) => name !== 'AwaitingApproval' || spec.approval === 'Manual' || name === phase,
  );
  return phase === undefined || forward.includes(phase) ? forward : [...forward, phase];
}
