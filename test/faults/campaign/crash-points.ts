/** The points of a crash campaign: a client is killed at its writes, before or after they have been carried out. */
import type { Client } from '../run/fault-plan.ts';
import type { End } from '../run/pivot-run.ts';
import type { Point } from './point.ts';
import { farApart, samplePoints } from './sample.ts';
import { isFull, isWanted, seed } from './settings.ts';

export interface CrashCampaign {
  readonly name: string;
  readonly client: Client;
  /** How many writes a run without faults counts. */
  readonly writes: number;
  /** How many points of each kind suffice when there is no time for all. */
  readonly sample: number;
  /** How many kills one run can take and still be expected to end as it should. */
  readonly killsPerRun: number;
  readonly ends: readonly End[];
  readonly calledOffAt?: number;
}

/** `applied`: killed as the write has been carried out, its answer lost. `unsent`: killed before the API server hears of it. */
const moments = { applied: 'unanswered', unsent: 'unheard' } as const;

export function crashPoints({ writes, sample, killsPerRun, ...campaign }: CrashCampaign): readonly Point[] {
  return Object.entries(moments).flatMap(([moment, kind], index) => {
    const prefix = `${campaign.name}-${moment}`;
    const numbers = samplePoints(writes, isFull ? writes : sample, seed + index * 500);
    const wanted = numbers.filter((nth) => isWanted(`${prefix}-${nth}`));
    return farApart(wanted, killsPerRun).map((together) => pointAt(prefix, kind, together, campaign));
  });
}

function pointAt(
  prefix: string,
  kind: (typeof moments)[keyof typeof moments],
  numbers: readonly number[],
  { client, ends, calledOffAt }: Pick<CrashCampaign, 'client' | 'ends' | 'calledOffAt'>,
): Point {
  const fault = { kind, ending: { kind: 'kill' } } as const;
  return {
    name: numbers.length === 1 ? `${prefix}-${numbers[0]}` : `${prefix}-(${numbers.join('|')})`,
    ends,
    run: {
      plan: numbers.map((nth) => ({ client, on: 'write', nth, fault })),
      ...(calledOffAt === undefined ? {} : { calledOffAt }),
    },
  };
}
