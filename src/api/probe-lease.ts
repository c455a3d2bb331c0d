/** Where a probe's report is found: the names of its Lease and of the annotation. No zod: the probe itself imports this. */

/** On a Lease: the report as JSON (`probe-report.ts`). */
export const probeReportAnnotation = 'pivot.metal3.io/probe-report';
/** On a Lease, without a value: selects those of probes. The node is in the report, since its name may be too long here. */
export const probeLabel = 'pivot.metal3.io/probe';
/** The field manager that the probes write with. */
export const probeFieldManager = 'clusterpivot-probe';
/** Where probes and their Leases are unless told otherwise; a namespace that admits the host network. */
export const probeNamespace = 'clusterpivot-probe';

export function probeLeaseName(node: string): string {
  return `clusterpivot-probe-${node}`;
}

/** After so many intervals without a renewal a report is no report. */
export const staleAfterRenewals = 3;
