/** What the gates of the endpoint look at: the reports of both sides as they were seen, and what is expected of them. */
import { isInPrefix, isSameIp } from '../../api/ip-address.ts';
import type { ProbeAddress, ProbeReport } from '../../api/probe-report.ts';
import { type EndpointViolation, endpointViolation } from './violation.ts';

export interface EndpointExpectation {
  readonly address: string;
  readonly interface: string;
  readonly apiPort: number;
  readonly imagePort: number;
  /** How long the target must hold the address without a gap. */
  readonly holdSeconds: number;
  /** How long nobody may hold it before the target may. */
  readonly releaseSeconds: number;
  /** How old the last renewal of a report may be; three intervals of the probes. */
  readonly staleAfterSeconds: number;
  /** keepalived's virtual router; Metal3's is 1. */
  readonly routerId: number;
  /** Prefix lengths of the address that are meant, besides that of a host and that of the static address. */
  readonly prefixes: readonly number[];
  /** Addresses or MAC addresses of DHCP servers that belong there, besides Ironic's. */
  readonly dhcpServers: readonly string[];
}

export interface SeenReport {
  readonly node: string;
  /** undefined: it cannot be read. */
  readonly report: ProbeReport | undefined;
  /** When, by the reader's monotonic clock, the reader saw it renewed last; undefined: not yet. No node's clock counts. */
  readonly seenAt: number | undefined;
}

export interface Side {
  readonly cluster: 'source' | 'target';
  /** The nodes that may hold the address: each has to report. */
  readonly nodes: readonly string[];
  readonly reports: readonly SeenReport[];
  /** Nobody can look from there: Ironic runs outside of the cluster, on a host without a probe; or the cluster is gone. */
  readonly unprobed?: boolean;
}

export interface EndpointView {
  /** Milliseconds, monotonic, of the reader. */
  readonly now: number;
  readonly expectation: EndpointExpectation;
  readonly source: Side;
  readonly target: Side;
  /** No Pod of the source's Ironic exists any more. */
  readonly sourceIronicGone: boolean;
  /** The node that the Pod of the target's Ironic is on. */
  readonly ironicNode: string | undefined;
}

export type EndpointGate = (view: EndpointView) => EndpointViolation | undefined;

/** One fresh report, with the words for where it is from. */
export interface Witness {
  readonly cluster: Side['cluster'];
  readonly where: string;
  readonly report: ProbeReport;
}

function freshReport({ now, expectation }: EndpointView, seen: SeenReport | undefined): ProbeReport | undefined {
  if (seen?.seenAt === undefined || now - seen.seenAt > expectation.staleAfterSeconds * 1000) return undefined;
  return seen.report;
}

/** The fresh reports of a side, in the order of its nodes. */
export function witnessesOf(view: EndpointView, side: Side): readonly Witness[] {
  return side.nodes.flatMap((node) => {
    const report = freshReport(
      view,
      side.reports.find((seen) => seen.node === node),
    );
    return report === undefined ? [] : [{ cluster: side.cluster, where: `${side.cluster} node ${node}`, report }];
  });
}

/** Whoever of these has the address. */
export function holderAmong(witnesses: readonly Witness[]): Witness | undefined {
  return witnesses.find(({ report }) => (report.held ?? []).length > 0);
}

export function allWitnesses(view: EndpointView): readonly Witness[] {
  return [...witnessesOf(view, view.source), ...witnessesOf(view, view.target)];
}

/** Somebody has the address; or nobody, which is known only when everybody who could have it has said so lately. */
export function isHolderKnown(view: EndpointView): boolean {
  if (holderAmong(allWitnesses(view)) !== undefined) return true;
  return [view.source, view.target].every((side) => unknownSide(view, side, ['held']) === undefined);
}

type Fact = Exclude<keyof ProbeReport, 'version' | 'problems'>;

/** Why it is not known how a side is: a missing, old or incomplete report is no report, and unknown is not ready. */
export function unknownSide(view: EndpointView, side: Side, facts: readonly Fact[]): EndpointViolation | undefined {
  if (side.unprobed === true) return undefined;
  if (side.nodes.length === 0) {
    return endpointViolation(
      'ProbeReportMissing',
      `no node of the ${side.cluster} may hold ${view.expectation.address}; label the nodes that the probe's node selector names`,
    );
  }
  for (const node of side.nodes) {
    const seen = side.reports.find((one) => one.node === node);
    const problem = unknownNode(view, seen, `${side.cluster} node ${node}`) ?? incomplete(seen, facts, side);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function unknownNode(view: EndpointView, seen: SeenReport | undefined, where: string): EndpointViolation | undefined {
  const { now, expectation } = view;
  if (seen === undefined) {
    return endpointViolation('ProbeReportMissing', `no probe reports from ${where}; waiting for its Lease`);
  }
  if (seen.seenAt === undefined) {
    return endpointViolation('ProbeReportStale', `the report of ${where} has not been renewed yet; waiting for it`);
  }
  const age = now - seen.seenAt;
  if (age > expectation.staleAfterSeconds * 1000) {
    const seconds = Math.round(age / 1000);
    return endpointViolation(
      'ProbeReportStale',
      `the report of ${where} was renewed ${seconds} s ago, and counts for ${expectation.staleAfterSeconds} s; waiting for the probe's Pod there`,
    );
  }
  if (seen.report === undefined) {
    return endpointViolation(
      'ProbeReportIncomplete',
      `the report of ${where} cannot be read; waiting for a probe of the operator's version there`,
    );
  }
  const { subject } = seen.report;
  const same =
    isSameIp(subject.address, expectation.address) &&
    subject.interface === expectation.interface &&
    subject.apiPort === expectation.apiPort &&
    subject.imagePort === expectation.imagePort;
  if (same) return undefined;
  return endpointViolation(
    'ProbeReportIncomplete',
    `the probe of ${where} looks at ${subject.address} on ${subject.interface}, not at ${expectation.address} on ${expectation.interface} with ports ${expectation.apiPort} and ${expectation.imagePort}; waiting for its new configuration`,
  );
}

function incomplete(
  seen: SeenReport | undefined,
  facts: readonly Fact[],
  { cluster }: Side,
): EndpointViolation | undefined {
  const fact = facts.find((name) => seen?.report?.[name] === undefined);
  if (fact === undefined || seen === undefined) return undefined;
  const why = seen.report?.problems[fact] ?? 'the probe does not say why';
  return endpointViolation(
    'ProbeReportIncomplete',
    `${cluster} node ${seen.node} does not know its ${fact}: ${why}; waiting until it does`,
  );
}

/** Whether a node is on the wire that the endpoint is on. */
export function isOnWire({ report: { link } }: Witness): boolean {
  return link !== undefined && link.present && link.up && link.carrier;
}

/** Addresses of the node, other than the endpoint's, in a network that the endpoint's is in. */
export function neighbouringAddresses({ report }: Witness, { address }: EndpointExpectation): readonly ProbeAddress[] {
  return (report.addresses ?? []).filter(
    (one) => !isSameIp(one.address, address) && isInPrefix(address, { local: one.address, prefix: one.prefix }),
  );
}
