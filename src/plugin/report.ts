/** The story of a pivot that is over. */
import type { ClusterPivot, PhaseTimes } from '../api/clusterpivot.ts';
import { clockWords } from './durations.ts';
import { table } from './text.ts';

/** What the operator leaves in the target (src/controller/write-report.ts), and as much of it as a status tells. */
export interface PivotReport {
  readonly clusterPivot: string;
  readonly cluster: string;
  readonly began?: string | undefined;
  readonly committed?: string | undefined;
  readonly completed?: string | undefined;
  readonly rolledBack?: string | undefined;
  /** Why it was rolled back. */
  readonly cause?: string | undefined;
  /** How the source differs from what it was, after a rollback. */
  readonly differences?: readonly string[] | undefined;
  readonly phases?: readonly PhaseTimes[] | undefined;
  readonly objects?: number | undefined;
  readonly hosts?:
    | readonly { readonly name: string; readonly state: string; readonly poweredOn?: boolean }[]
    | undefined;
}

/** Of a pivot that is over. */
export function reportFrom({ metadata, spec, status }: ClusterPivot): PivotReport {
  const { journal = {}, plan, phases } = status;
  return {
    clusterPivot: `${metadata.namespace}/${metadata.name}`,
    cluster: spec.clusterName,
    began: journal.startedTime,
    committed: journal.committedTime,
    completed: journal.completedTime,
    rolledBack: journal.rollback?.finishedTime,
    cause: journal.rollback?.cause,
    differences: journal.rollback?.differences,
    phases,
    objects: (journal.inventory ?? journal.pivotedHere)?.objects,
    hosts: plan?.hosts.map(({ name, state }) => ({ name, state })),
  };
}

export function reportText(report: PivotReport): string {
  const { clusterPivot, cluster, began, completed, rolledBack, phases = [], hosts, differences = [] } = report;
  const end = completed ?? rolledBack;
  const took = began === undefined || end === undefined ? '' : ` after ${clockWords(seconds(began, end))}`;
  const outcome =
    completed === undefined ? `was rolled back at ${rolledBack}${took}` : `is complete since ${completed}${took}`;
  const moved =
    report.objects === undefined
      ? []
      : [
          `${report.objects} objects${hosts === undefined ? '' : ` and ${hosts.length} BareMetalHosts`} ${completed === undefined ? 'were to move; they are in the source' : 'moved'}`,
        ];
  const sections = [
    [
      `ClusterPivot ${clusterPivot} of Cluster ${cluster} ${outcome}`,
      ...moved,
      ...(report.cause === undefined ? [] : [`why it was rolled back: ${report.cause}`]),
      ...differences.map((text) => `the source differs from before: ${text}`),
    ],
    table([['PHASE', 'BEGAN', 'TOOK'], ...phases.map(phaseRow)]),
    hosts === undefined || hosts.length === 0
      ? []
      : table([['HOST', 'STATE'], ...hosts.map(({ name, state }) => [name, state])]),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function phaseRow({ name, startTime, endTime }: PhaseTimes): readonly string[] {
  return [name, startTime, endTime === undefined ? '' : clockWords(seconds(startTime, endTime))];
}

function seconds(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}
