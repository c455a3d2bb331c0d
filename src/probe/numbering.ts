/** Facts → numbered reports: which round it is, and since which round everything has looked the same. */
import type { Facts, ProbeReport } from '../api/probe-report.ts';
import type { Subject } from './settings.ts';

export interface Numbering {
  readonly sequence: number;
  readonly sameSince: number;
  readonly sight: string;
}

export const notNumbered: Numbering = { sequence: 0, sameSince: 0, sight: '' };

export function number(before: Numbering, facts: Facts): Numbering {
  const sequence = before.sequence + 1;
  const sight = sightOf(facts);
  return { sequence, sight, sameSince: sight === before.sight ? before.sameSince : sequence };
}

/** What a gate can see of the facts: ages and what is left of leases change with every round, and mean nothing new. */
function sightOf({ addresses, held, wire, api, ...facts }: Facts): string {
  return JSON.stringify({
    ...facts,
    addresses: addresses?.map((address) => ({ ...address, validSeconds: undefined })),
    held: held?.map((one) => ({ ...one, validSeconds: undefined })),
    wire: wire && {
      vrrp: wire.vrrp.map((heard) => ({ ...heard, ageSeconds: undefined })),
      dhcp: wire.dhcp.map((heard) => ({ ...heard, ageSeconds: undefined })),
    },
    // Hosts register all the time.
    api: api && { ...api, nodes: undefined },
  });
}

export interface Origin {
  readonly node: string;
  readonly incarnation: string;
  readonly intervalSeconds: number;
  readonly subject: Subject;
  /** Since the epoch. */
  readonly nowMs: number;
}

export function buildReport(facts: Facts, { sequence, sameSince }: Numbering, origin: Origin): ProbeReport {
  const { node, incarnation, intervalSeconds, subject, nowMs } = origin;
  return {
    version: 1,
    node,
    incarnation,
    sequence,
    sameSince,
    intervalSeconds,
    at: new Date(nowMs).toISOString(),
    subject: { ...subject },
    ...facts,
  };
}
