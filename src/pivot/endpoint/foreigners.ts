/** Who is on the wire that should not be: other DHCP servers, other electors of the address, other holders of it. */
import { isSameIp } from '../../api/ip-address.ts';
import {
  allWitnesses,
  type EndpointGate,
  type EndpointView,
  holderAmong,
  type Side,
  unknownSide,
  type Witness,
  witnessesOf,
} from './view.ts';
import { type EndpointViolation, endpointViolation } from './violation.ts';

/** A silence that is shorter than this means nothing: VRRP speaks each second, dnsmasq thinks for three before it offers. */
const listeningEnoughSeconds = 5;

/** The MAC addresses of the interfaces of a side's nodes. */
function macsOf(view: EndpointView, side: Side): readonly string[] {
  return witnessesOf(view, side).flatMap(({ report }) => report.link?.mac ?? []);
}

/** Who answers for the address before the handover: the source's Ironic, also where no probe is. */
function answering(view: EndpointView): readonly string[] {
  return allWitnesses(view).flatMap(({ report }) => report.answers ?? []);
}

export function notListenedEnough(view: EndpointView, side: Side): EndpointViolation | undefined {
  const deaf = witnessesOf(view, side).find(
    ({ report }) => report.wire !== undefined && report.wire.listeningSeconds < listeningEnoughSeconds,
  );
  if (deaf === undefined) return undefined;
  return endpointViolation(
    'ProbeReportIncomplete',
    `${deaf.where} has listened to interface ${deaf.report.subject.interface} for ${deaf.report.wire?.listeningSeconds ?? 0} s; waiting until it has for ${listeningEnoughSeconds} s`,
  );
}

const dhcpPort = 67;

/** Of nodes on which nothing serves DHCP any more: what was heard from them is a memory. */
function silentMacs(side: Side, view: EndpointView): readonly string[] {
  return witnessesOf(view, side).flatMap(({ report: { link, listeners } }) => {
    const serves = listeners?.some(({ protocol, port }) => protocol === 'udp' && port === dhcpPort) ?? true;
    return serves ? [] : (link?.mac ?? []);
  });
}

/** `serving`: the side whose Ironic may answer DHCP requests now. */
export function noForeignDhcp(serving: Side['cluster']): EndpointGate {
  return (view) => {
    const unknown = unknownSide(view, view.target, ['link', 'wire']) ?? notListenedEnough(view, view.target);
    if (unknown !== undefined) return unknown;
    const { dhcpServers } = view.expectation;
    const own =
      serving === 'source'
        ? [...macsOf(view, view.source), ...answering(view)]
        : [...macsOf(view, view.target), ...silentMacs(view.source, view)];
    for (const { where, report } of allWitnesses(view)) {
      const foreign = report.wire?.dhcp.find(
        ({ mac, source }) =>
          !own.includes(mac) && !dhcpServers.some((allowed) => allowed === mac || isSameIp(allowed, source)),
      );
      if (foreign !== undefined) {
        return endpointViolation(
          'ForeignDhcpServer',
          `${where} hears another DHCP server on interface ${report.subject.interface}: ${foreign.source} (${foreign.mac}), ${foreign.ageSeconds} s ago; stop it, or take the interface off its network`,
        );
      }
    }
    return undefined;
  };
}

/** `electing`: the MAC addresses that may advertise our virtual router. */
export function foreignVrrp(view: EndpointView, electing: readonly string[]): EndpointViolation | undefined {
  const { address, routerId } = view.expectation;
  for (const { where, report } of witnessesOf(view, view.target)) {
    const foreign = report.wire?.vrrp.find((heard) => heard.routerId === routerId && !electing.includes(heard.mac));
    if (foreign !== undefined) {
      return endpointViolation(
        'ForeignVrrp',
        `${where} hears VRRP router ${routerId} advertised by ${foreign.source} (${foreign.mac}) with priority ${foreign.priority} on interface ${report.subject.interface}, which would win or lose ${address} against Ironic's keepalived; stop that keepalived or give it another virtual_router_id`,
      );
    }
  }
  return undefined;
}

/** Before the handover the source's keepalived is no foreigner. */
export function foreignVrrpBeforeHandover(view: EndpointView): EndpointViolation | undefined {
  return foreignVrrp(view, [...macsOf(view, view.source), ...answering(view)]);
}

/** On one host at the most. Says nothing of which that should be. */
export function noDuplicateAddress(view: EndpointView): EndpointViolation | undefined {
  return (
    unknownSide(view, view.source, ['held']) ??
    unknownSide(view, view.target, ['link', 'held', 'answers']) ??
    heldTwice(view) ??
    answeredTwice(view)
  );
}

/** On two nodes that report. */
export function heldTwice(view: EndpointView): EndpointViolation | undefined {
  const { address } = view.expectation;
  const [first, second] = allWitnesses(view).filter(({ report }) => (report.held ?? []).length > 0);
  if (first === undefined || second === undefined) return undefined;
  const on = ({ where, report }: Witness) => `${where} (interface ${report.held?.[0]?.interface ?? 'unknown'})`;
  return endpointViolation(
    'DuplicateAddress',
    `${address} is on ${on(first)} and on ${on(second)} at once; stop one keepalived, or take ${address} off that interface`,
  );
}

/** By another host than the node that holds it, which may be one without a probe. */
export function answeredTwice(view: EndpointView): EndpointViolation | undefined {
  const { address } = view.expectation;
  const witnesses = allWitnesses(view);
  const holder = holderAmong(witnesses);
  const mac = holder?.report.link?.mac;
  for (const { where, report } of witnesses) {
    const strangers = (report.answers ?? []).filter((answer) => answer !== mac);
    // With no holder among the nodes, a single answer is a holder elsewhere.
    if (strangers.length > (holder === undefined ? 1 : 0)) {
      const besides = holder === undefined ? '' : `, and ${holder.where} (${mac ?? 'unknown MAC'}) holds it`;
      return endpointViolation(
        'DuplicateAddress',
        `${where} gets answers for ${address} from ${strangers.join(', ')}${besides}; find the host with that MAC address and take ${address} off it`,
      );
    }
  }
  return undefined;
}
