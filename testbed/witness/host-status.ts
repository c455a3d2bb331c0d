/** The parts of a BareMetalHost's status that tell what happened to it. */
import type { KubeObject } from '../../src/api/kube-object.ts';
import { hostPausedAnnotation, hostStatusAnnotation } from '../../src/api/marks.ts';

export interface HostStatus {
  readonly lastUpdated?: string;
  readonly operationalStatus?: string;
  readonly errorType?: string;
  readonly errorMessage?: string;
  readonly poweredOn?: boolean;
  readonly provisioning?: { readonly state?: string; readonly ID?: string };
  readonly operationHistory?: Readonly<Record<string, { readonly start?: string | null } | undefined>>;
  readonly goodCredentials?: { readonly credentialsVersion?: string };
}

export function hostStatus(host: KubeObject): HostStatus {
  return host['status'] ?? {};
}

/** '' before the Bare Metal Operator has looked at the host. */
export function stateOf(host: KubeObject): string {
  return hostStatus(host).provisioning?.state ?? '';
}

/** When an operation on the host last began, RFC 3339. */
export function startOf(host: KubeObject, operation: string): string | undefined {
  return hostStatus(host).operationHistory?.[operation]?.start ?? undefined;
}

export function isPaused(host: KubeObject): boolean {
  return hostPausedAnnotation in (host.metadata.annotations ?? {});
}

/** Does it still carry the status that it is to be restored with? */
export function awaitsStatus(host: KubeObject): boolean {
  return hostStatusAnnotation in (host.metadata.annotations ?? {}) || (hostStatus(host).lastUpdated ?? '') === '';
}

/** Name of the Secret with the credentials of its BMC. */
export function credentialsName(host: KubeObject): string {
  return (host['spec'] as { bmc?: { credentialsName?: string } } | undefined)?.bmc?.credentialsName ?? '';
}
