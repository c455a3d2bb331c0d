/** Does the source hold and serve the address again? The end of a rollback. */

import { apiSilent } from './serving.ts';
import { allWitnesses, type EndpointView, holderAmong, isOnWire, unknownSide, witnessesOf } from './view.ts';
import { type EndpointViolation, endpointViolation } from './violation.ts';

export function endpointNotGivenBack(view: EndpointView): EndpointViolation | undefined {
  if (view.source.unprobed !== true) return notHeldBySource(view);
  // Nobody is left who could look.
  return view.target.unprobed === true ? undefined : notServedFromOutside(view);
}

function notHeldBySource(view: EndpointView): EndpointViolation | undefined {
  const { address, interface: name } = view.expectation;
  const unknown = unknownSide(view, view.source, ['held', 'api']);
  if (unknown !== undefined) return unknown;
  const holder = holderAmong(witnessesOf(view, view.source));
  if (holder === undefined) {
    return endpointViolation(
      'AddressNotHeld',
      `no source node holds ${address} again; waiting for keepalived of the source's Ironic to put it on interface ${name}`,
    );
  }
  return apiSilent(view, holder);
}

/** An Ironic outside of the source is seen by nobody but the nodes of the target on the same wire. */
function notServedFromOutside(view: EndpointView): EndpointViolation | undefined {
  const { address, apiPort } = view.expectation;
  if (allWitnesses(view).some((witness) => isOnWire(witness) && witness.report.api?.status === 200)) return undefined;
  return endpointViolation(
    'IronicApiNotAnswering',
    `no node gets an answer from Ironic's API at ${address} port ${apiPort}; the source's Ironic is external: start its containers again (such as ironic, httpd, dnsmasq and ironic-endpoint-keepalived) on their host`,
  );
}
