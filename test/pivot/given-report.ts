/** The cluster that a pivot ended in, with the report that it left there, as a ClusterPivot of its name sees both. */
import type { Journal } from '../../src/api/journal.ts';
import { type ParsedReport, parseReport } from '../../src/api/report.ts';
import type { Observation } from '../../src/pivot/observation.ts';
import { at, observation, steadyHosts } from './given.ts';

const source = '6f9c2a70-5b1e-4d3f-8a26-0c7d9e1f4b52';

const report = {
  clusterPivot: 'metal3/prod',
  cluster: 'prod',
  source,
  target: 'uid-of-source',
  began: at(-3600),
  committed: at(-2700),
  completed: at(-2400),
  phases: [],
  objects: 21,
  hosts: steadyHosts().map(({ metadata }) => ({ name: metadata.name, state: 'provisioned' })),
};

/** What the journal has of it. */
export const reported = {
  startedTime: report.began,
  sourceUid: source,
  targetUid: 'uid-of-source',
  committedTime: report.committed,
  completedTime: report.completed,
  pivotedHere: { objects: 21, hosts: 4 },
} satisfies Journal;

export function reportWith(changed: object = {}): ParsedReport {
  return parseReport(JSON.stringify({ ...report, ...changed }));
}

/** Where the manifest is applied once more: the kubeconfig leads to the source itself. */
export function inTheTarget(is: NonNullable<Parameters<typeof observation>[0]> = {}): Observation {
  return observation({
    ...is,
    metadata: { finalizers: [], ...is.metadata },
    access: { state: 'connected', server: 'https://192.0.2.10:6443', uid: 'uid-of-source' },
    target: undefined,
    targetPinned: is.targetPinned ?? false,
    report: 'report' in is ? is.report : reportWith(),
  });
}
