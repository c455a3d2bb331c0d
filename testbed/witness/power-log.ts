/** What the BMCs were told to do with the power, as they wrote it down themselves. */
import type { KubeObject } from '../../src/api/kube-object.ts';
import { clockTime } from './audit-entry.ts';
import type { Finding } from './finding.ts';
import { nameOf } from './snapshot.ts';

export interface PowerCommand {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** UUID of the Redfish System. */
  readonly system: string;
  /** Redfish's ResetType, such as `ForceOff`. */
  readonly kind: string;
}

export function parsePowerLog(lines: readonly string[]): readonly PowerCommand[] {
  return lines.map((line) => JSON.parse(line) as PowerCommand);
}

function bmcAddress(host: KubeObject): string {
  return (host['spec'] as { bmc?: { address?: string } } | undefined)?.bmc?.address ?? '';
}

/** Whatever it was: a pivot switches no host. */
export function powerFindings(commands: readonly PowerCommand[], hosts: readonly KubeObject[]): readonly Finding[] {
  return commands.map(({ at, system, kind }) => {
    const host = hosts.find((candidate) => bmcAddress(candidate).endsWith(`/${system}`));
    const subject = host === undefined ? `BMC ${system}` : nameOf(host);
    return { kind: 'power command', subject, evidence: [`${clockTime(at)} BMC: ${kind}`] };
  });
}
