/** What a Metal3Machine writes to its host: the claim, what to provision, and the release. */
import { blockMoveAnnotation, clusterNameLabel } from '../../../src/api/marks.ts';
import { type BareMetalHost, isProvisioned, provisioningState } from '../bare-metal-host.ts';
import type { Metal3Machine, Metal3MachineStatus } from '../metal3-machine.ts';

/** A JSON merge patch of a BareMetalHost. */
export interface HostPatch {
  readonly metadata?: {
    readonly resourceVersion?: string;
    readonly labels?: Readonly<Record<string, string | null>>;
    readonly annotations?: Readonly<Record<string, string | null>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** Takes the host for the machine; the resourceVersion makes a second claimant fail with a conflict. No owner reference: 1.14 sets none. */
export function claimPatch(host: BareMetalHost, machine: Metal3Machine, cluster: string): HostPatch {
  const { resourceVersion } = host.metadata;
  return {
    metadata: {
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      labels: { [clusterNameLabel]: cluster },
      annotations: { [blockMoveAnnotation]: '' },
    },
    spec: {
      consumerRef: {
        apiVersion: machine.apiVersion,
        kind: machine.kind,
        name: machine.metadata.name,
        namespace: machine.metadata.namespace,
      },
    },
  };
}

/**
 * What turns a claimed host into the machine, or undefined when the host has it already. A host that is provisioned keeps
 * its image: writing another one would re-image a running server.
 */
export function provisionPatch(
  host: BareMetalHost,
  machine: Metal3Machine,
  data: Pick<Metal3MachineStatus, 'userData' | 'metaData' | 'networkData'>,
): HostPatch | undefined {
  const image = machine.spec?.image;
  if (image === undefined || host.spec?.image !== undefined || isProvisioned(host)) return undefined;
  const cleaning = machine.spec?.automatedCleaningMode;
  return {
    spec: {
      image,
      online: true,
      ...(data.userData === undefined ? {} : { userData: data.userData }),
      ...(data.metaData === undefined ? {} : { metaData: data.metaData }),
      ...(data.networkData === undefined ? {} : { networkData: data.networkData }),
      ...(cleaning === undefined ? {} : { automatedCleaningMode: cleaning }),
    },
  };
}

export type Release =
  | { readonly step: 'deprovision'; readonly patch: HostPatch }
  | { readonly step: 'wait'; readonly state: string }
  | { readonly step: 'let-go'; readonly patch: HostPatch };

const letGo: HostPatch = {
  metadata: { labels: { [clusterNameLabel]: null }, annotations: { [blockMoveAnnotation]: null } },
  spec: { consumerRef: null },
};

/** The next step of giving a host back: first what makes the Bare Metal Operator wipe it, in the end the claim itself. */
export function nextRelease(host: BareMetalHost): Release {
  const spec = host.spec;
  if (spec?.image !== undefined || spec?.userData !== undefined || spec?.online === true) {
    const patch = { spec: { image: null, userData: null, metaData: null, networkData: null, online: false } };
    return { step: 'deprovision', patch };
  }
  const state = provisioningState(host);
  if (state === 'provisioning' || state === 'provisioned' || state === 'deprovisioning') return { step: 'wait', state };
  return { step: 'let-go', patch: letGo };
}
