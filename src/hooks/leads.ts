/** Does an operator lead? */
import type { KubeObject } from '../api/kube-object.ts';

interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly renewTime?: string;
}

/** Clocks of two nodes differ by less. */
const skewMs = 60_000;

/** Why not, in words; undefined when one does. */
export function notLed(lease: KubeObject | undefined, now: number): string | undefined {
  if (lease === undefined) return 'no operator has led yet: its Lease does not exist';
  const { namespace, name } = lease.metadata;
  const { holderIdentity = '', leaseDurationSeconds = 0, renewTime = '' } = (lease['spec'] ?? {}) as LeaseSpec;
  if (holderIdentity === '') return `no operator leads: Lease ${namespace}/${name} has no holder`;
  const age = now - Date.parse(renewTime);
  if (age <= leaseDurationSeconds * 1000 + skewMs) return undefined;
  return `no operator leads: ${holderIdentity} renewed Lease ${namespace}/${name} at ${renewTime} for the last time`;
}
