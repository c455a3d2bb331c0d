/**
 * How long ago was a recorded moment? Windows and budgets outlive the process that began them, so their beginnings are times of
 * the wall clock. When that clock jumps, what is recorded is moved along with it: only time that really passed counts.
 */
import { isOver, type PivotStatus } from '../api/clusterpivot.ts';
import type { Journal } from '../api/journal.ts';
import type { Observation } from './observation.ts';

/** What windows are measured from, or surveys compared with. Whatever is measured has to be here, or would not be moved. */
const moments = [
  'preparedTime',
  'steadySince',
  'endpointReadySince',
  'activatedTime',
  'targetSilentSince',
] as const satisfies readonly (keyof Journal)[];

export type Moment = (typeof moments)[number];

/** The wall clock as an observation has it. */
export type ClockLook = Pick<Observation, 'now' | 'jumpedMs'>;

/** Since a moment of the journal; 0 for one that is not recorded. */
export function secondsSince({ pivot, now }: Pick<Observation, 'pivot' | 'now'>, moment: Moment): number {
  const time = pivot.status.journal?.[moment];
  return time === undefined ? 0 : (now - Date.parse(time)) / 1000;
}

/** Whether every time of a status can be measured from by the clock as it is. */
export function isOnClock(status: PivotStatus, { now, jumpedMs }: ClockLook): boolean {
  return isOver(status) || (jumpedMs === 0 && !recorded(status).some((time) => Date.parse(time) > now));
}

function recorded({ journal = {}, phases = [], progress }: PivotStatus): readonly string[] {
  const times = [
    ...moments.map((moment) => journal[moment]),
    ...phases.flatMap(({ startTime, endTime }) => [startTime, endTime]),
    progress?.lastTime,
  ];
  return times.filter((time) => time !== undefined);
}

/**
 * The status with its times by the clock as it is now, each as long ago as it was. One that would still be to come was recorded by
 * another clock, which nothing is known of: its window begins anew.
 */
export function ontoClock(status: PivotStatus, { now, jumpedMs }: ClockLook): PivotStatus {
  const move = (time: string) => {
    const moved = Math.min(Date.parse(time) + jumpedMs, now);
    return Number.isNaN(moved) ? time : new Date(moved).toISOString();
  };
  const { journal = {}, phases, progress } = status;
  const inJournal = moments.flatMap((moment) => {
    const time = journal[moment];
    return time === undefined ? [] : [[moment, move(time)] as const];
  });
  return {
    ...status,
    ...(inJournal.length === 0 ? {} : { journal: { ...journal, ...Object.fromEntries(inJournal) } }),
    ...(phases === undefined
      ? {}
      : {
          phases: phases.map(({ startTime, endTime, ...phase }) => ({
            ...phase,
            startTime: move(startTime),
            ...(endTime === undefined ? {} : { endTime: move(endTime) }),
          })),
        }),
    ...(progress?.lastTime === undefined ? {} : { progress: { ...progress, lastTime: move(progress.lastTime) } }),
  };
}
