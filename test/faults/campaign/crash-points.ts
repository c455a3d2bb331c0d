/** The points of a crash campaign: a client is killed at one of its writes, before or after it has been carried out. */
import type { Client } from '../run/fault-plan.ts';
import type { End } from '../run/pivot-run.ts';
import type { Point } from './point.ts';
import { samplePoints } from './sample.ts';
import { isFull, seed } from './settings.ts';

export interface CrashCampaign {
  readonly name: string;
  readonly client: Client;
  /** How many writes a run without faults counts. */
  readonly writes: number;
  /** How many points of each kind suffice when there is no time for all. */
  readonly sample: number;
  readonly ends: readonly End[];
  readonly deleteAfterCopies?: number;
}

/** `applied`: killed as the write has been carried out, its answer lost. `unsent`: killed before the API server hears of it. */
const moments = { applied: 'unanswered', unsent: 'unheard' } as const;

export function crashPoints({
  name,
  client,
  writes,
  sample,
  ends,
  deleteAfterCopies,
}: CrashCampaign): readonly Point[] {
  return Object.entries(moments).flatMap(([moment, kind], index) =>
    samplePoints(writes, isFull ? writes : sample, seed + index * 500).map((nth): Point => {
      const fault = { kind, ending: { kind: 'kill' } } as const;
      return {
        name: `${name}-${moment}-${nth}`,
        ends,
        run: {
          plan: [{ client, on: 'write', nth, fault }],
          ...(deleteAfterCopies === undefined ? {} : { deleteAfterCopies }),
        },
      };
    }),
  );
}
