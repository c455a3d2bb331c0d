/** The evidence that does not come from Kubernetes: of the BMCs, of both Ironics, and of the wire between them. */
import { type EndpointEvidence, endpointFindings, unheldFor } from './endpoint.ts';
import type { Finding } from './finding.ts';
import { type IronicEvidence, ironicFindings } from './ironic-states.ts';
import { type PowerCommand, powerFindings } from './power-log.ts';
import { hostsOf, type Snapshot } from './snapshot.ts';

export interface HardwareEvidence {
  readonly ironic: IronicEvidence;
  /** Since the BMCs were started or reset; those before the first snapshot count for nothing. */
  readonly power: readonly PowerCommand[];
  readonly endpoint: EndpointEvidence;
}

export interface HardwareSummary {
  readonly powerCommands: number;
  /** For how long nobody answered at Ironic's address. */
  readonly unheldSeconds: number;
}

function during(power: readonly PowerCommand[], takenAt: number): readonly PowerCommand[] {
  return power.filter(({ at }) => at >= takenAt);
}

/** `before` is the snapshot of before the pivot. */
export function hardwareFindings({ ironic, power, endpoint }: HardwareEvidence, before: Snapshot): readonly Finding[] {
  const hosts = hostsOf(before.source);
  return [
    ...ironicFindings(ironic, hosts),
    ...powerFindings(during(power, before.takenAt), hosts),
    ...endpointFindings(endpoint),
  ];
}

export function summarize({ power, endpoint: { sightings } }: HardwareEvidence, takenAt: number): HardwareSummary {
  return {
    powerCommands: during(power, takenAt).length,
    unheldSeconds: unheldFor(sightings, sightings.at(-1)?.at ?? 0) / 1000,
  };
}
