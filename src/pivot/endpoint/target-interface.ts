/** Can the target take the address over: a static address beside it, ports free, nobody else who would interfere? */
import { isSameIp, parseIp } from '../../api/ip-address.ts';
import { foreignVrrpBeforeHandover, noForeignDhcp, notListenedEnough } from './foreigners.ts';
import {
  type EndpointExpectation,
  type EndpointView,
  neighbouringAddresses,
  unknownSide,
  type Witness,
  witnessesOf,
} from './view.ts';
import { type EndpointViolation, endpointViolation } from './violation.ts';

const needed = ['link', 'addresses', 'held', 'wire', 'listeners'] as const;

/** Holds before Preparing ends: TargetInterfaceStatic. */
export function targetInterfaceNotStatic(view: EndpointView): EndpointViolation | undefined {
  const unknown = unknownSide(view, view.target, ['link', 'addresses', 'held', 'listeners']);
  if (unknown !== undefined) return unknown;
  for (const witness of witnessesOf(view, view.target)) {
    const found =
      interfaceUnfit(view.expectation, witness) ??
      alreadyHeld(view.expectation, witness) ??
      portInUse(view.expectation, witness);
    if (found !== undefined) return found;
  }
  // Nobody listens to an interface that is missing or down, so what it says comes after that.
  return (
    unknownSide(view, view.target, needed) ??
    notListenedEnough(view, view.target) ??
    foreignVrrpBeforeHandover(view) ??
    noForeignDhcp('source')(view)
  );
}

/** keepalived needs the interface, up, with an address of its own that stays. */
export function interfaceUnfit(expectation: EndpointExpectation, witness: Witness): EndpointViolation | undefined {
  const { address, interface: name } = expectation;
  const { where, report } = witness;
  const { link } = report;
  if (link?.present !== true) {
    return endpointViolation(
      'InterfaceMissing',
      `${where} has no interface ${name}; create it, or take the node out of the probe's node selector`,
    );
  }
  if (!link.up || !link.carrier) {
    return endpointViolation(
      'InterfaceDown',
      `interface ${name} of ${where} is ${link.up ? 'up, without a carrier' : 'down'}; waiting until it is up and connected`,
    );
  }
  const around = neighbouringAddresses(witness, expectation);
  if (around.some(({ permanent, tentative }) => permanent && tentative !== true)) return undefined;
  const leased = around.find(({ permanent }) => !permanent);
  if (leased !== undefined) {
    return endpointViolation(
      'AddressIsLeased',
      `${leased.address}/${leased.prefix} on interface ${name} of ${where} is leased (for ${leased.validSeconds ?? '?'} s more), and its DHCP server stops with the source's Ironic; give the interface a static address in the network of ${address}`,
    );
  }
  const all = (report.addresses ?? []).map((one) => `${one.address}/${one.prefix}`).join(', ');
  return endpointViolation(
    'NoStaticAddress',
    `interface ${name} of ${where} has no address in the network of ${address} (it has ${all === '' ? 'none' : all}); give it a static one`,
  );
}

function alreadyHeld({ address }: EndpointExpectation, { where, report }: Witness): EndpointViolation | undefined {
  const held = report.held?.[0];
  if (held === undefined) return undefined;
  return endpointViolation(
    'AddressAlreadyInTarget',
    `${address}/${held.prefix} is already on interface ${held.interface} of ${where}, while the source holds it; take it off: ip addr del ${address}/${held.prefix} dev ${held.interface}`,
  );
}

/** What another program on an address of its own listens to is no hindrance. */
function portInUse(expectation: EndpointExpectation, { where, report }: Witness): EndpointViolation | undefined {
  const own = [expectation.address, ...(report.addresses ?? []).map(({ address }) => address)];
  const taken = report.listeners?.find(
    ({ address }) => isWildcard(address) || own.some((one) => isSameIp(one, address)),
  );
  if (taken === undefined) return undefined;
  return endpointViolation(
    'PortInUse',
    `something on ${where} listens on ${taken.protocol} port ${taken.port} (${taken.address}), which the target's Ironic needs; stop it`,
  );
}

function isWildcard(address: string): boolean {
  return parseIp(address)?.value === 0n;
}
