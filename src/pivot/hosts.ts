/** What a BareMetalHost says of itself, and whether it is steady: no operation under way, none about to start. */
import type { KubeObject } from '../api/kube-object.ts';
import { hostPausedAnnotation, hostStatusAnnotation } from '../api/marks.ts';

interface Credentials {
  readonly credentials?: { readonly name?: string };
  readonly credentialsVersion?: string;
}

interface Operation {
  readonly start?: string | null;
  readonly end?: string | null;
}

interface HostSpec {
  readonly online?: boolean;
  readonly image?: { readonly url?: string };
  readonly customDeploy?: { readonly method?: string };
  readonly bmc?: { readonly credentialsName?: string };
  readonly preprovisioningNetworkDataName?: string;
  readonly consumerRef?: { readonly kind?: string; readonly name?: string; readonly namespace?: string };
}

interface HostStatus {
  readonly operationalStatus?: string;
  readonly errorType?: string;
  readonly errorMessage?: string;
  readonly poweredOn?: boolean;
  readonly lastUpdated?: string | null;
  readonly hardware?: object | null;
  readonly provisioning?: { readonly state?: string; readonly image?: { readonly url?: string } };
  readonly operationHistory?: Readonly<Record<string, Operation>>;
  readonly goodCredentials?: Credentials;
  readonly triedCredentials?: Credentials;
}

export function hostSpec(host: KubeObject): HostSpec {
  return host['spec'] ?? {};
}

export function hostStatus(host: KubeObject): HostStatus {
  return host['status'] ?? {};
}

export function provisioningState(host: KubeObject): string {
  return hostStatus(host).provisioning?.state ?? '';
}

/** Claimed hosts are paused and lifted by their infrastructure provider; unclaimed ones by us. */
export function isClaimed(host: KubeObject): boolean {
  return hostSpec(host).consumerRef?.kind === 'Metal3Machine';
}

/** Its hardware was looked at and described; not so where inspection is disabled, or the host was provisioned by others. */
export function wasInspected(host: KubeObject): boolean {
  const { hardware, operationHistory } = hostStatus(host);
  return (hardware ?? undefined) !== undefined || Boolean(operationHistory?.['inspect']?.end);
}

/** The value of the paused annotation, or undefined. */
export function pausedBy(host: KubeObject): string | undefined {
  return host.metadata.annotations?.[hostPausedAnnotation];
}

/** The status annotation's value, or undefined. */
export function savedStatus(host: KubeObject): string | undefined {
  return host.metadata.annotations?.[hostStatusAnnotation];
}

/**
 * What the status annotation of a host has to hold for the target to restore it: its status without the hardware
 * details, which HardwareData carries (the annotations of an object share 256 KiB).
 */
export function statusToSave(host: KubeObject): string {
  const { hardware: _, ...rest } = hostStatus(host);
  return JSON.stringify(rest);
}

const steadyStates = ['available', 'ready', 'provisioned', 'externally provisioned', 'unmanaged'];

/**
 * Why a host is not steady, in words; undefined when it is. Predicate of the Bare Metal Operator's state machine:
 * a steady state, no error, nothing requested by annotation, credentials and power settled, nothing left to deploy.
 */
export function unsteadiness(host: KubeObject): string | undefined {
  const spec = hostSpec(host);
  const status = hostStatus(host);
  const state = provisioningState(host);
  if (host.metadata.deletionTimestamp !== undefined) return 'is being deleted';
  if (!steadyStates.includes(state)) return `is ${state === '' ? 'not registered yet' : state}`;
  if ((status.errorType ?? '') !== '') return `is ${state} with ${status.errorType}: ${status.errorMessage ?? ''}`;
  const operational = status.operationalStatus ?? '';
  if (operational !== 'OK' && !(state === 'unmanaged' && operational === 'discovered')) {
    return `is ${state} with operational status ${operational === '' ? 'empty' : operational}`;
  }
  const request = Object.entries(host.metadata.annotations ?? {}).find(([key, value]) => isRequest(key, value));
  if (request !== undefined) return `carries ${request[0]}, which asks for an operation`;
  if (state === 'unmanaged') return undefined;
  if (status.triedCredentials?.credentialsVersion !== status.goodCredentials?.credentialsVersion) {
    return 'has BMC credentials that are not proven yet';
  }
  if ((status.poweredOn ?? false) !== (spec.online ?? false)) {
    return `is powered ${status.poweredOn === true ? 'on' : 'off'} while spec.online is ${spec.online === true}`;
  }
  return undeployed(state, spec, status);
}

function isRequest(key: string, value: string): boolean {
  return key.startsWith('reboot.metal3.io') || (key === 'inspect.metal3.io' && value !== 'disabled');
}

function undeployed(state: string, spec: HostSpec, status: HostStatus): string | undefined {
  if (
    (state === 'available' || state === 'ready') &&
    (spec.image?.url !== undefined || spec.customDeploy !== undefined)
  ) {
    return `is ${state} and about to be provisioned with ${spec.image?.url ?? spec.customDeploy?.method}`;
  }
  const deployed = status.provisioning?.image?.url ?? '';
  if (state === 'provisioned' && spec.image?.url !== undefined && spec.image.url !== deployed) {
    return `is provisioned with ${deployed} but asked for ${spec.image.url}`;
  }
  return undefined;
}
