/** Is Ironic's endpoint where the pivot needs it? The gates of src/pivot/endpoint, asked of an Observation; none without `spec.ironic.endpoint`. */
import { noDuplicateAddress } from '../endpoint/foreigners.ts';
import { endpointNotGivenBack } from '../endpoint/given-back.ts';
import { endpointNotReturned } from '../endpoint/released.ts';
import { targetInterfaceNotStatic } from '../endpoint/target-interface.ts';
import type { Observation, ObservedEndpoint } from '../observation.ts';
import { type Violation, violation } from '../result.ts';
import { findIronic } from '../workloads.ts';

type Asked = (endpoint: ObservedEndpoint, observation: Observation) => Violation | undefined;

/** A pivot that watches an endpoint waits for the first look at it. */
function asking(gate: Asked): (observation: Observation) => Violation | undefined {
  return (observation) => {
    const { endpoint } = observation;
    if (observation.pivot.spec.ironic.endpoint === undefined) return undefined;
    if (endpoint === undefined) {
      return violation('ProbeReportMissing', "the probes' reports have not been read yet; waiting for both clusters");
    }
    return gate(endpoint, observation);
  };
}

/** Whatever the probes are made of is there before anything is changed. */
export function probeInputMissing({ missingProbeInput: missing }: Observation): Violation | undefined {
  if (missing === undefined) return undefined;
  return violation('ProbeInputMissing', `${missing}; without it nobody can watch Ironic's endpoint`);
}

/** TargetInterfaceStatic. A preinstalled Ironic may hold the address already. */
export const targetInterfaceStatic = asking(({ view }, { pivot }) =>
  pivot.spec.ironic.target.type === 'Preinstalled'
    ? undefined
    : (targetInterfaceNotStatic(view) ?? noDuplicateAddress(view)),
);

/** EndpointReleased. Nobody but its owner can stop an external Ironic. */
export const endpointReleased = asking(({ notReleased }, { pivot }) => {
  if (notReleased === undefined || pivot.spec.ironic.source.type !== 'External') return notReleased;
  const { reason, message } = notReleased;
  return violation(
    reason,
    `${message}. Ironic is external: stop its containers (such as ironic, httpd, dnsmasq and ironic-endpoint-keepalived) on their host now`,
  );
});

/** Of a rollback: the target has let the address go, so that the source's Ironic can have it back. */
export const endpointReturned = asking(({ view }, { pivot }) =>
  pivot.spec.ironic.target.type === 'Preinstalled' ? undefined : endpointNotReturned(view),
);

/** Of a rollback: the source serves it again. */
export const sourceHoldsEndpoint = asking(({ view }) => endpointNotGivenBack(view));

/** EndpointHeld. Without an endpoint to watch, that Ironic is available is all that can be said. */
export function endpointHeld(observation: Observation): Violation | undefined {
  if (observation.pivot.spec.ironic.endpoint !== undefined) return held(observation);
  const { type, namespace, name } = observation.pivot.spec.ironic.target;
  if (type === 'IronicStandalone') {
    const resource = observation.target?.ironics.find((one) => one.namespace === namespace && one.name === name);
    if (resource?.ready === true) return undefined;
    return violation('IronicNotReady', `Ironic ${namespace}/${name} in the target is not Ready; waiting for it`);
  }
  const found = findIronic(observation, 'target');
  if ('violation' in found) return found.violation;
  if (found.workload.available && found.workload.replicas > 0) return undefined;
  return violation(
    'IronicNotReady',
    `Deployment ${found.workload.namespace}/${found.workload.name} in the target is not available; waiting for Ironic`,
  );
}

const held = asking(({ notHeld }) => notHeld);
