/** Where a probe's report is found: the names of its Lease and of the annotation. No zod: the probe itself imports this. */

/** On a Lease: the report as JSON (`probe-report.ts`). */
export const probeReportAnnotation = 'pivot.metal3.io/probe-report';
/** On a Lease: the name of the probes that it is of. The node is in the report, since its name may be too long here. */
export const probeLabel = 'pivot.metal3.io/probe';
/** The field manager that the probes write with. */
export const probeFieldManager = 'clusterpivot-probe';
/** Where probes and their Leases are unless told otherwise; a namespace that admits the host network. */
export const probeNamespace = 'clusterpivot-probe';

/** What probes and their Leases are called unless told otherwise; those of two pivots are told apart by it. */
export const usualProbeName = 'clusterpivot-probe';

/** `probe`: the name of the probes, such as that of their DaemonSet. */
export function probeLeaseName(probe: string, node: string): string {
  return `${probe}-${node}`;
}

/** After so many intervals without a renewal a report is no report. */
export const staleAfterRenewals = 3;
