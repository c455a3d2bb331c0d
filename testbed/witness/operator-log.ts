/** What a Bare Metal Operator says in its log that it does to a host. */
import type { Side } from './audit-entry.ts';
import type { FindingKind } from './finding.ts';

export interface OperatorLine {
  readonly side: Side;
  /** Milliseconds since the epoch; some of its loggers know only whole seconds. */
  readonly at: number;
  /** Name of the BareMetalHost. */
  readonly host: string;
  readonly message: string;
  /** For a change of the provisioning state: to which. */
  readonly newState: string | undefined;
}

interface RawLine {
  readonly ts?: number | string;
  readonly msg?: string;
  readonly host?: string;
  readonly baremetalhost?: { readonly name?: string };
  readonly new?: string;
}

/** The provisioner for Ironic names hosts as Ironic does, `metal3~host-00`. */
function hostName(raw: string): string {
  return raw.slice(raw.lastIndexOf('~') + 1);
}

function timeOf(ts: number | string | undefined): number {
  if (typeof ts === 'number') return ts * 1000;
  return ts === undefined ? Number.NaN : Date.parse(ts);
}

/** Lines about a host. klog's lines and stack traces between them are no JSON and say nothing about hosts. */
export function parseOperatorLog(lines: readonly string[], side: Side): readonly OperatorLine[] {
  return lines.flatMap((line) => {
    if (!line.startsWith('{')) return [];
    let raw: RawLine;
    try {
      raw = JSON.parse(line) as RawLine;
    } catch {
      return [];
    }
    const host = raw.host ?? raw.baremetalhost?.name;
    const at = timeOf(raw.ts);
    if (host === undefined || raw.msg === undefined || Number.isNaN(at)) return [];
    return [{ side, at, host: hostName(host), message: raw.msg, newState: raw.new }];
  });
}

/** What each request to the provisioner does to a host. The texts are those of 0.13: of the fixture, then of Ironic's. */
const requests: Readonly<Record<string, FindingKind>> = {
  'ensuring host is deprovisioned': 'deprovisioned',
  'starting inspection of hardware': 're-inspected',
  'preparing host': 're-prepared',
  'provisioning image to host': 're-imaged',
  'servicing host': 'serviced',
  'ensuring host is powered off': 'rebooted',
  deprovisioning: 'deprovisioned',
  'starting deprovisioning': 'deprovisioned',
  'starting new hardware inspection': 're-inspected',
  'starting provisioning': 're-imaged',
  'changing power state': 'rebooted',
};

/** undefined for lines that do nothing to the host. */
export function requestOf({ message }: OperatorLine): FindingKind | undefined {
  const [request = ''] = message.split(' (');
  return Object.hasOwn(requests, request) ? requests[request] : undefined;
}
