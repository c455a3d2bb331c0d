/** The part of a BareMetalHost that the stand-in reads. The Bare Metal Operator owns its meaning. */
import type { KubeObject, ObjectMeta } from '../../src/api/kube-object.ts';

export interface NamespacedName {
  readonly name: string;
  readonly namespace?: string;
}

export interface Image {
  readonly url: string;
  readonly checksum?: string;
  readonly checksumType?: string;
  readonly format?: string;
}

export interface ConsumerRef {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface BareMetalHostStatus {
  readonly provisioning?: { readonly state?: string; readonly ID?: string };
  readonly operationHistory?: { readonly provision?: { readonly start?: string | null } };
  readonly errorMessage?: string;
  readonly hardware?: { readonly hostname?: string; readonly nics?: readonly { readonly ip?: string }[] };
  readonly [field: string]: unknown;
}

export interface BareMetalHost extends KubeObject {
  readonly metadata: ObjectMeta;
  readonly spec?: {
    readonly bootMACAddress?: string;
    readonly online?: boolean;
    readonly image?: Image;
    readonly userData?: NamespacedName;
    readonly metaData?: NamespacedName;
    readonly networkData?: NamespacedName;
    readonly automatedCleaningMode?: string;
    readonly consumerRef?: ConsumerRef;
  };
  readonly status?: BareMetalHostStatus;
}

/** The state of the Bare Metal Operator's state machine; '' before it has looked at the host. */
export function provisioningState(host: BareMetalHost): string {
  return host.status?.provisioning?.state ?? '';
}

export function isProvisioned(host: BareMetalHost): boolean {
  const state = provisioningState(host);
  return state === 'provisioned' || state === 'externally provisioned';
}
