/** Facts and judgement as text for a person. */
import type { Facts, ProbeAddress } from '../api/probe-report.ts';
import type { Judgement } from './judge.ts';
import type { Subject } from './settings.ts';

/** One line a fact; what is not known says why. */
export function renderTable(facts: Facts, subject: Subject, judgement: Judgement): string {
  const { problems } = facts;
  const rows: (readonly [string, string])[] = [
    ['endpoint', `${subject.address} on ${subject.interface}, ports ${subject.apiPort} and ${subject.imagePort}`],
    ['interface', known(facts.link, problems['link'], linkText)],
    ['addresses', known(facts.addresses, problems['link'], (all) => list(all, addressText))],
    ['held here', known(facts.held, problems['held'], (all) => list(all, (one) => `${one.interface} /${one.prefix}`))],
    ['answered by', known(facts.answers, problems['answers'], (all) => list(all, (mac) => mac))],
    [
      'VRRP of others',
      known(facts.wire, problems['wire'], ({ vrrp }) =>
        list(vrrp, (one) => `router ${one.routerId} priority ${one.priority} from ${one.source} (${one.mac})`),
      ),
    ],
    [
      'DHCP of others',
      known(facts.wire, problems['wire'], ({ dhcp }) => list(dhcp, ({ source, mac }) => `${source} (${mac})`)),
    ],
    [
      'listening here',
      known(facts.listeners, problems['listeners'], (all) =>
        list(all, ({ protocol, address, port }) => `${protocol} ${address} port ${port}`),
      ),
    ],
    ['API', known(facts.api, problems['api'], apiText)],
    ['image server', known(facts.image, problems['image'], imageText)],
    ['verdict', `${verdicts[judgement.verdict]} (expected: ${judgement.expected})`],
    ...judgement.reasons.map((reason) => ['', `- ${reason}`] as const),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `${name.padEnd(width)}  ${text}`.trimEnd()).join('\n');
}

const verdicts = { ready: 'ready', notReady: 'NOT READY', unknown: 'UNKNOWN' } as const;

function known<T>(fact: T | undefined, problem: string | undefined, say: (fact: T) => string): string {
  return fact === undefined ? `unknown: ${problem ?? 'it was not looked at'}` : say(fact);
}

function list<T>(all: readonly T[], say: (one: T) => string): string {
  return all.length === 0 ? 'none' : all.map(say).join(', ');
}

function linkText({ present, up, carrier, mac }: NonNullable<Facts['link']>): string {
  if (!present) return 'does not exist';
  return [up ? 'up' : 'down', carrier ? 'carrier' : 'no carrier', mac ?? 'no MAC address'].join(', ');
}

function addressText({ address, prefix, permanent, validSeconds, tentative }: ProbeAddress): string {
  const kind = permanent ? 'static' : `leased for ${validSeconds ?? '?'} s`;
  return `${address}/${prefix} (${tentative === true ? `${kind}, tentative` : kind})`;
}

function apiText({ connection, version, drivers, nodes, problem }: NonNullable<Facts['api']>): string {
  const told = [
    ...(version === undefined ? [] : [`version ${version}`]),
    ...(drivers === undefined ? [] : [`${drivers} drivers`]),
    ...(nodes === undefined ? [] : [`${nodes} nodes`]),
    ...(problem === undefined ? [] : [problem]),
  ];
  return [connection, ...told].join(', ');
}

function imageText({ connection, status, problem }: NonNullable<Facts['image']>): string {
  return [connection, ...(status === undefined ? [] : [`status ${status}`]), ...(problem ? [problem] : [])].join(', ');
}
