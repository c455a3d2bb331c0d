/** Who held Ironic's endpoint, and when: what was seen on the wire from a place that is neither of the two nodes. */
import { clockTime, type Side } from './audit-entry.ts';
import type { Finding } from './finding.ts';

/** From `at` on, until the next sighting, these answered for the address. */
export interface Sighting {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** A cluster's node, or the MAC address of somebody else; nobody when empty. */
  readonly holders: readonly string[];
  /** True for the last one, when the watch ended because it was told to. */
  readonly end: boolean;
}

/** `sides` has the MAC addresses of the nodes' bridges. */
export function parseSighting(line: string, sides: Readonly<Record<Side, string>>): Sighting {
  const { at, holders, end = false } = JSON.parse(line) as { at: number; holders: string[]; end?: boolean };
  const names = new Map(Object.entries(sides).map(([side, mac]) => [mac, side]));
  return { at, holders: holders.map((mac) => names.get(mac) ?? mac), end };
}

/** Milliseconds for which nobody held the address, from the first holder on, until `until`. */
export function unheldFor(sightings: readonly Sighting[], until: number): number {
  const first = sightings.findIndex(({ holders }) => holders.length > 0);
  const held = first < 0 ? [] : sightings.slice(first);
  return held.reduce((sum, { at, holders }, index) => {
    const next = held[index + 1]?.at ?? until;
    return holders.length > 0 ? sum : sum + Math.max(0, next - at);
  }, 0);
}

export interface EndpointEvidence {
  readonly address: string;
  readonly sightings: readonly Sighting[];
}

/** Held by two at once, by somebody else, or not by the target in the end; or the watch was broken off. */
export function endpointFindings({ address, sightings }: EndpointEvidence): readonly Finding[] {
  const subject = `endpoint ${address}`;
  const last = sightings.at(-1);
  if (last?.end !== true) return [{ kind: 'not proven', subject, evidence: ['the watch on the wire was broken off'] }];
  const wrong = sightings.filter(({ holders }) => holders.length > 1 || holders.some((one) => !isSide(one)));
  const twice = wrong.map(({ at, holders }): Finding => {
    return { kind: 'endpoint disputed', subject, evidence: [`${clockTime(at)} answered by ${holders.join(' and ')}`] };
  });
  if (last.holders.includes('target')) return twice;
  const holder = last.holders.length === 0 ? 'nobody' : last.holders.join(' and ');
  return [...twice, { kind: 'endpoint not handed over', subject, evidence: [`in the end ${holder} holds it`] }];
}

function isSide(holder: string): boolean {
  return holder === 'source' || holder === 'target';
}
