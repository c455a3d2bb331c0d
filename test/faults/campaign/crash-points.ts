/** The points of a crash campaign: a client is killed at its writes, before or after they have been carried out. */
import type { Client, PlannedFault } from '../run/fault-plan.ts';
import type { End } from '../run/pivot-run.ts';
import type { Point } from './point.ts';
import { farApart, samplePoints } from './sample.ts';
import { isFull, isWanted, seed } from './settings.ts';

export interface CrashCampaign {
  readonly name: string;
  readonly client: Client;
  /** Those of a run without faults, in words, in order. */
  readonly writes: readonly string[];
  /** How many points of each kind suffice when there is no time for all. */
  readonly sample: number;
  /** How many kills one run can take and still be expected to end as it should. */
  readonly killsPerRun: number;
  readonly ends: readonly End[];
  readonly calledOffAt?: number;
}

/** `applied`: killed as the write has been carried out, its answer lost. `unsent`: killed before the API server hears of it. */
const moments = { applied: 'unanswered', unsent: 'unheard' } as const;

export function crashPoints(campaign: CrashCampaign): readonly Point[] {
  const { writes, sample, killsPerRun } = campaign;
  return Object.entries(moments).flatMap(([moment, kind], index) => {
    const prefix = `${campaign.name}-${moment}`;
    const numbers = samplePoints(writes.length, isFull ? writes.length : sample, seed + index * 500);
    const wanted = numbers.filter((nth) => isWanted(`${prefix}-${nth}`));
    return farApart(wanted, killsPerRun).map((together) => pointAt(prefix, kind, together, campaign));
  });
}

/**
 * The write itself, and for which time it is written, rather than its number: how many writes of a status come before
 * it varies, and who goes on after a kill may write something once more.
 */
function nthWrite(number: number, writes: readonly string[]): Pick<PlannedFault, 'on' | 'nth'> {
  const until = writes.slice(0, number);
  const write = until.at(-1) ?? '';
  return { on: { write }, nth: until.filter((other) => other === write).length };
}

function pointAt(
  prefix: string,
  kind: (typeof moments)[keyof typeof moments],
  numbers: readonly number[],
  { client, writes, ends, calledOffAt }: CrashCampaign,
): Point {
  const fault = { kind, ending: { kind: 'kill' } } as const;
  return {
    name: numbers.length === 1 ? `${prefix}-${numbers[0]}` : `${prefix}-(${numbers.join('|')})`,
    ends,
    run: {
      plan: numbers.map((number) => ({ client, ...nthWrite(number, writes), fault })),
      ...(calledOffAt === undefined ? {} : { calledOffAt }),
    },
  };
}
