/**
 * Was this pivot carried out already, with this cluster as its target? Whoever keeps its manifest in a repository may apply it
 * here as well, once the cluster manages itself. The report that the pivot left here tells, and then there is nothing to do.
 */
import type { ClusterPivot } from '../api/clusterpivot.ts';
import { reportName, type StoredReport } from '../api/report.ts';
import { leadsToSource, type Observation } from './observation.ts';
import type { Facts } from './result.ts';

type Verdict =
  /** The facts that make the pivot complete. */
  | { readonly accepted: true; readonly facts: Facts }
  /** What the report is not. */
  | { readonly accepted: false; readonly why: string };

/** undefined where no report counts: there is none, the pivot has begun, or its kubeconfig leads elsewhere, as that of a way back. */
export function judgeReport(observation: Observation): Verdict | undefined {
  const { pivot, report } = observation;
  if (report === undefined || pivot.status.journal?.startedTime !== undefined || !leadsToSource(observation)) {
    return undefined;
  }
  if (!report.ok) return { accepted: false, why: `it is not understood (${report.problem})` };
  const why = mismatch(observation, report.report);
  return why === undefined ? { accepted: true, facts: factsOf(report.report) } : { accepted: false, why };
}

/** Anybody may have written it, or it may be of long ago: only what agrees with all that is seen here counts. */
function mismatch({ pivot, source, targetPinned }: Observation, report: StoredReport): string | undefined {
  const { metadata, spec } = pivot;
  const name = `${metadata.namespace}/${metadata.name}`;
  if (report.clusterPivot !== name) return `it is of ClusterPivot ${report.clusterPivot}, not of ${name}`;
  if (report.cluster !== spec.clusterName) return `it is of Cluster ${report.cluster}, not of ${spec.clusterName}`;
  if (report.target !== source.uid) {
    return `its target is the cluster with kube-system UID ${report.target}, not this one (${source.uid})`;
  }
  if (report.source === report.target) return 'its source and its target are one cluster';
  const times = [report.began, report.committed, report.completed].map((time) => Date.parse(time));
  if (times.some((time, index) => time < (times[index - 1] ?? time)))
    return 'its times are not in the order of a pivot';
  if (!source.clusters.some((cluster) => cluster.metadata.name === spec.clusterName)) {
    return `Cluster ${metadata.namespace}/${spec.clusterName} is not here any more`;
  }
  if (spec.mode === 'Plan') return 'spec.mode is Plan, with which no pivot is completed';
  // Left by a look that saw another kubeconfig: what has been written has to be taken back with the ClusterPivot.
  if (targetPinned) return 'this ClusterPivot was about to begin with another target';
  return undefined;
}

function factsOf({ source, target, began, committed, completed, objects, hosts }: StoredReport): Facts {
  return {
    startedTime: began,
    sourceUid: source,
    targetUid: target,
    committedTime: committed,
    completedTime: completed,
    pivotedHere: { objects, hosts: hosts.length },
  };
}

function reportInWords({ metadata }: ClusterPivot): string {
  return `ConfigMap ${metadata.namespace}/${reportName(metadata.name)}`;
}

/** Where a kubeconfig leads to the source itself: what the report has to do with that. */
export function verdictInWords(observation: Observation): string {
  const verdict = judgeReport(observation);
  if (verdict === undefined) return '';
  const report = reportInWords(observation.pivot);
  return verdict.accepted
    ? `, unless this cluster is the target: ${report} says that this pivot is complete, and a ClusterPivot here is so at once`
    : `. ${report} does not make this pivot complete: ${verdict.why}`;
}

/** What a ClusterPivot says that did nothing; undefined for any other. */
export function pivotedHereInWords(pivot: ClusterPivot): string | undefined {
  const { pivotedHere, completedTime } = pivot.status.journal ?? {};
  if (pivotedHere === undefined) return undefined;
  const { objects, hosts } = pivotedHere;
  return `nothing to do: ${reportInWords(pivot)} says that this pivot was completed at ${completedTime} with this cluster as its target; ${objects} objects and ${hosts} hosts moved`;
}
