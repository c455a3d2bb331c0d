/** Does the target hold and serve the address: one node, Ironic's, with everything answering, for a while? */

import { parseIp } from '../../api/ip-address.ts';
import { answeredTwice, foreignVrrp, heldTwice, noForeignDhcp } from './foreigners.ts';
import { notServing } from './serving.ts';
import { type Followed, follow, type Streak } from './streak.ts';
import { interfaceUnfit } from './target-interface.ts';
import {
  allWitnesses,
  type EndpointView,
  holderAmong,
  isOnWire,
  neighbouringAddresses,
  unknownSide,
  type Witness,
  witnessesOf,
} from './view.ts';
import { type EndpointViolation, endpointViolation } from './violation.ts';

/** Holds before Copying, and is asked again before Committing, Activating and Completed: EndpointHeld. */
export function followHold(before: Streak | undefined, view: EndpointView): Followed {
  const holder = holderOf(view);
  const { address, holdSeconds } = view.expectation;
  return follow(before, {
    view,
    violation: endpointNotHeld(view),
    about: holder?.where ?? '',
    seconds: holdSeconds,
    young: { reason: 'HoldNotSteady', what: `${holder?.where ?? 'nobody'} has held and served ${address}` },
  });
}

function holderOf(view: EndpointView): Witness | undefined {
  return holderAmong(witnessesOf(view, view.target));
}

/** In this very observation. */
export function endpointNotHeld(view: EndpointView): EndpointViolation | undefined {
  const unknown =
    unknownSide(view, view.source, ['held', 'heldChanges']) ??
    unknownSide(view, view.target, ['link', 'addresses', 'held', 'heldChanges']);
  if (unknown !== undefined) return unknown;
  const holder = holderOf(view);
  const apart = heldTwice(view) ?? heldBySource(view);
  if (apart !== undefined) return apart;
  if (holder === undefined) return notHeld(view);
  return (
    heldElsewhere(view, holder) ??
    answeredTwice(view) ??
    interfaceUnfit(view.expectation, holder) ??
    badPrefix(view, holder) ??
    unknownSide(view, view.target, ['answers', 'wire', 'api', 'image']) ??
    notAnswering(view, holder) ??
    foreignVrrp(view, holder.report.link?.mac === undefined ? [] : [holder.report.link.mac]) ??
    noForeignDhcp('target')(view) ??
    notServing(view, holder)
  );
}

function heldBySource(view: EndpointView): EndpointViolation | undefined {
  const { address } = view.expectation;
  const holder = holderAmong(witnessesOf(view, view.source));
  const held = holder?.report.held?.[0];
  if (holder === undefined || held === undefined) return undefined;
  return endpointViolation(
    'AddressHeldBySource',
    `${address}/${held.prefix} is on interface ${held.interface} of ${holder.where}; stop the source's Ironic, and keepalived with it. If no keepalived runs there, it was left behind: ip addr del ${address}/${held.prefix} dev ${held.interface}`,
  );
}

function notHeld(view: EndpointView): EndpointViolation {
  const { address, interface: name } = view.expectation;
  const where = view.ironicNode === undefined ? 'a target node' : `target node ${view.ironicNode}`;
  return endpointViolation(
    'AddressNotHeld',
    `no target node holds ${address}; waiting for Ironic's keepalived to put it on interface ${name} of ${where}`,
  );
}

function heldElsewhere(view: EndpointView, { where, report }: Witness): EndpointViolation | undefined {
  const { address, interface: name } = view.expectation;
  if (report.node !== view.ironicNode) {
    const ironic = view.ironicNode === undefined ? 'on no node yet' : `on target node ${view.ironicNode}`;
    return endpointViolation(
      'AddressHeldElsewhere',
      `${address} is on ${where}, but the Pod of the target's Ironic is ${ironic}; waiting until both are on one node`,
    );
  }
  const wrong = report.held?.find((one) => one.interface !== name);
  if (wrong === undefined) return undefined;
  return endpointViolation(
    'AddressHeldElsewhere',
    `${address} is on interface ${wrong.interface} of ${where}, not on ${name}; configure Ironic's keepalived for ${name}`,
  );
}

function badPrefix(view: EndpointView, witness: Witness): EndpointViolation | undefined {
  const { address, prefixes } = view.expectation;
  const host = parseIp(address)?.family === 6 ? 128 : 32;
  const meant = [host, ...prefixes, ...neighbouringAddresses(witness, view.expectation).map(({ prefix }) => prefix)];
  const held = witness.report.held?.find(({ prefix, tentative }) => !meant.includes(prefix) || tentative === true);
  if (held === undefined) return undefined;
  if (held.tentative === true) {
    return endpointViolation(
      'DuplicateAddress',
      `${address} on ${witness.where} is tentative: duplicate address detection has not ended, or found another host with it; waiting until it is over`,
    );
  }
  return endpointViolation(
    'UnexpectedPrefix',
    `${address} has prefix /${held.prefix} on ${witness.where}; expected one of ${[...new Set(meant)].map((prefix) => `/${prefix}`).join(', ')}`,
  );
}

/** One MAC address answers: the holder's. Whoever is on the wire must hear it, for the switches have to know, too. */
function notAnswering(view: EndpointView, holder: Witness): EndpointViolation | undefined {
  const { address } = view.expectation;
  const mac = holder.report.link?.mac ?? '';
  const others = allWitnesses(view).filter((witness) => witness.where !== holder.where && isOnWire(witness));
  for (const { where, report } of others) {
    if (report.answers !== undefined && !report.answers.includes(mac)) {
      return endpointViolation(
        'AddressNotAnswering',
        `${where} gets no answer for ${address} from ${holder.where} (${mac}) on interface ${report.subject.interface}; check that both are on one network`,
      );
    }
  }
  return undefined;
}
