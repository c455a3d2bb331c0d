/** Does everything behind the address answer, to its holder and to others who can reach it? */

import { allWitnesses, type EndpointView, isOnWire, neighbouringAddresses, type Witness } from './view.ts';
import { type EndpointViolation, endpointViolation } from './violation.ts';

/** The holder reaches itself without a wire; a node in the same network proves that others can, too. */
export function notServing(view: EndpointView, holder: Witness): EndpointViolation | undefined {
  const others = allWitnesses(view).filter(
    (witness) =>
      witness.where !== holder.where &&
      isOnWire(witness) &&
      neighbouringAddresses(witness, view.expectation).length > 0,
  );
  const points = [holder, ...others];
  const each = (gate: (view: EndpointView, witness: Witness) => EndpointViolation | undefined) => {
    for (const witness of points) {
      const found = gate(view, witness);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return keepalivedStopped(view, holder) ?? each(apiSilent) ?? conductorNotReady(view, holder) ?? each(imagesSilent);
}

/** An address without a keepalived would stay for ever, here and nowhere else. */
function keepalivedStopped(view: EndpointView, { where, report }: Witness): EndpointViolation | undefined {
  const pod = report.pods?.find(({ keepalived }) => keepalived !== undefined && !keepalived.running);
  if (pod?.keepalived === undefined) return undefined;
  const last = pod.keepalived.last === undefined ? '' : `, the last time ${pod.keepalived.last}`;
  return endpointViolation(
    'KeepalivedNotRunning',
    `keepalived of Pod ${pod.name} on ${where} does not run (${pod.keepalived.restarts} restarts${last}), but ${view.expectation.address} is there; waiting for it to run`,
  );
}

export function apiSilent({ expectation }: EndpointView, { where, report }: Witness): EndpointViolation | undefined {
  const { address, apiPort } = expectation;
  if (report.api?.status === 200) return undefined;
  // An other side's node that could not ask is no proof of silence, but none of service either.
  const said = report.api?.problem ?? (report.api === undefined ? report.problems['api'] : undefined);
  const what = said ?? (report.api?.status === undefined ? report.api?.connection : `status ${report.api.status}`);
  return endpointViolation(
    'IronicApiNotAnswering',
    `Ironic's API at ${address} port ${apiPort} does not answer ${where} (${what ?? 'unknown'}); waiting for 200 from /v1/`,
  );
}

function conductorNotReady({ expectation }: EndpointView, { where, report }: Witness): EndpointViolation | undefined {
  const { address, apiPort } = expectation;
  const drivers = report.api?.drivers;
  if (drivers !== undefined && drivers > 0) return undefined;
  const what =
    drivers === 0
      ? 'has no drivers, so no conductor is alive'
      : `does not tell its drivers (${report.api?.problem ?? 'unknown'}); give the probe the API's credentials`;
  return endpointViolation(
    'ConductorNotReady',
    `Ironic's API at ${address} port ${apiPort} ${what}, as ${where} sees; waiting for at least one driver`,
  );
}

function imagesSilent({ expectation }: EndpointView, { where, report }: Witness): EndpointViolation | undefined {
  const { address, imagePort } = expectation;
  const { image } = report;
  if (image?.status !== undefined && image.status >= 200 && image.status < 300) return undefined;
  const what = image?.problem ?? (image?.status === undefined ? image?.connection : `status ${image.status}`);
  return endpointViolation(
    'ImageServerNotAnswering',
    `the image server at ${address} port ${imagePort} does not serve the deploy kernel to ${where} (${what ?? report.problems['image'] ?? 'unknown'}); waiting for 200`,
  );
}
