/** What one host can say by itself. The operator does not ask: its gates look at the facts of both sides. */
import { isInPrefix, isSameIp } from '../api/ip-address.ts';
import type { Facts } from '../api/probe-report.ts';
import type { LocalExpectation } from './args.ts';
import type { Subject } from './settings.ts';

export interface Judgement {
  readonly verdict: 'ready' | 'notReady' | 'unknown';
  readonly expected: LocalExpectation;
  /** What speaks against it, or could not be seen. */
  readonly reasons: readonly string[];
}

/** Facts that cannot all be right, or not for long: something is broken here whatever the pivot is up to. */
export function contradictions(facts: Facts, { address, interface: name }: Subject): readonly string[] {
  const { held = [], answers = [] } = facts;
  const found: string[] = [];
  for (const one of held) {
    if (one.interface !== name) found.push(`${address} is on interface ${one.interface}, not on ${name}`);
    if (one.tentative === true) found.push(`${address} on ${one.interface} is tentative: another host may have it`);
  }
  if (held.length > 0 && answers.length > 0) {
    found.push(`${address} is on this host, and ${answers.join(', ')} answers for it too`);
  }
  if (answers.length > 1) found.push(`${answers.length} hosts answer for ${address}: ${answers.join(', ')}`);
  return found;
}

/** What an expectation rests on; without one of them nothing is known. */
const needed: Readonly<Record<LocalExpectation, readonly (keyof Facts)[]>> = {
  able: ['link', 'addresses', 'held', 'answers', 'wire', 'listeners'],
  held: ['link', 'addresses', 'held', 'answers', 'wire', 'api', 'image'],
  released: ['held', 'answers', 'api', 'image'],
};

export function judge(facts: Facts, subject: Subject, expect: LocalExpectation | undefined): Judgement {
  const expected = expect ?? ((facts.held ?? []).length > 0 ? 'held' : 'able');
  const against = {
    able: () => [...unfit(facts, subject), ...taken(facts, subject), ...occupied(facts)],
    held: () => [...unfit(facts, subject), ...unheld(facts, subject), ...unserved(facts)],
    released: () => unreleased(facts, subject),
  }[expected]();
  const reasons = [...contradictions(facts, subject), ...against];
  if (reasons.length > 0) return { verdict: 'notReady', expected, reasons: [...new Set(reasons)] };
  const unseen = needed[expected].filter((name) => facts[name] === undefined);
  const unknown = unseen.map((name) => `${name} is not known: ${facts.problems[name] ?? 'it was not looked at'}`);
  if (expected === 'held' && facts.api !== undefined && facts.api.drivers === undefined) {
    unknown.push(`the drivers of the conductors are not known: ${facts.api.problem ?? 'the API does not tell'}`);
  }
  return { verdict: unknown.length > 0 ? 'unknown' : 'ready', expected, reasons: unknown };
}

/** What speaks against the interface, wherever the address is. */
function unfit({ link, addresses, wire }: Facts, { address, interface: name }: Subject): readonly string[] {
  if (link === undefined) return [];
  if (!link.present) return [`interface ${name} does not exist`];
  if (!link.up) return [`interface ${name} is down`];
  if (!link.carrier) return [`interface ${name} has no carrier`];
  const others = addresses?.filter((one) => !isSameIp(one.address, address)) ?? [];
  const around = others.filter((one) => isInPrefix(address, { local: one.address, prefix: one.prefix }));
  const found = (wire?.dhcp ?? []).map(({ source, mac }) => `another DHCP server answers: ${source} (${mac})`);
  if (addresses !== undefined && !around.some(({ permanent, tentative }) => permanent && tentative !== true)) {
    const leased = around.find(({ permanent }) => !permanent);
    const only = leased === undefined ? '' : `; ${leased.address}/${leased.prefix} is only leased`;
    found.push(`interface ${name} has no static address in a network with ${address}${only}`);
  }
  return found;
}

function taken({ held = [], answers = [] }: Facts, { address }: Subject): readonly string[] {
  return [
    ...held.map((one) => `${address} is already on interface ${one.interface}`),
    ...answers.map((mac) => `${mac} answers for ${address}`),
  ];
}

function occupied({ listeners = [], wire }: Facts): readonly string[] {
  return [
    ...listeners.map(({ protocol, address, port }) => `something listens on ${protocol} ${address} port ${port}`),
    ...(wire?.vrrp ?? []).map(
      ({ source, routerId, priority }) => `VRRP: ${source} advertises router ${routerId} with priority ${priority}`,
    ),
  ];
}

function unheld({ held }: Facts, { address }: Subject): readonly string[] {
  return held?.length === 0 ? [`${address} is on no interface of this host`] : [];
}

function unserved({ api, image, pods = [] }: Facts): readonly string[] {
  const found: string[] = [];
  if (api !== undefined && api.status !== 200) {
    found.push(`the API does not answer: ${api.problem ?? api.status ?? api.connection}`);
  } else if (api?.drivers === 0) found.push('no conductor is alive: the API has no drivers');
  if (image !== undefined && image.status !== 200) {
    found.push(`the image server does not answer: ${image.problem ?? image.status ?? image.connection}`);
  }
  for (const { name, keepalived } of pods) {
    if (keepalived?.running === false) found.push(`keepalived of Pod ${name} does not run`);
  }
  return found;
}

function unreleased(facts: Facts, subject: Subject): readonly string[] {
  const ports = [
    ['API', subject.apiPort, facts.api],
    ['image', subject.imagePort, facts.image],
  ] as const;
  const open = ports.filter(([, , seen]) => seen?.connection === 'open');
  return [...taken(facts, subject), ...open.map(([what, port]) => `the ${what} port ${port} is still open`)];
}
