/** What the metrics say of one ClusterPivot: a pure function of it, and of what was last seen of its clusters. */
import { type ClusterPivot, conditionsOf, isOver } from '../api/clusterpivot.ts';
import { phaseConditions, readyCondition, reasons, reconcilingCondition } from '../api/conditions.ts';
import { phases } from '../api/phases.ts';
import type { ConnectionExpiries } from '../kube/cluster-client.ts';
import { budgetOf } from '../pivot/budget.ts';
import type { Labels, Sample } from './family.ts';
import type { PivotFamily } from './pivot-families.ts';
import { type HostCounts, holders, type Seen } from './seen.ts';

export interface ShownPivot {
  readonly pivot: ClusterPivot;
  /** undefined until this process has looked. */
  readonly seen: Seen | undefined;
  readonly credentials: Readonly<Record<'source' | 'target', ConnectionExpiries | undefined>>;
  /** Failed looks that were taken again. */
  readonly retries: number;
}

type PivotSample = Sample<PivotFamily>;

const shownPhases = [...phases, 'RollingBack', 'RolledBack'] as const;

export function pivotSamples(shown: ShownPivot): readonly PivotSample[] {
  const { pivot } = shown;
  const { namespace = '', name } = pivot.metadata;
  return [
    ...phaseSamples(pivot),
    ...conditionSamples(pivot),
    ...timeSamples(pivot),
    ...objectSamples(pivot),
    ...hostSamples(shown),
    ...stateSet('clusterpivot_endpoint_held', 'holder', holders, shown.seen?.holder),
    ...credentialSamples(shown),
    sample('clusterpivot_left_paused', isLeftPaused(shown) ? 1 : 0),
    sample('clusterpivot_copies_total', pivot.status.journal?.copy?.attempt ?? 0),
    sample('clusterpivot_retries_total', shown.retries),
  ].map((one) => ({ ...one, labels: { namespace, name, ...one.labels } }));
}

function sample(name: PivotFamily, value: number, labels: Labels = {}): PivotSample {
  return { name, labels, value };
}

/** One sample for each value that it may have; none at all while it has none. */
function stateSet(
  name: PivotFamily,
  label: string,
  values: readonly string[],
  is: string | undefined,
): readonly PivotSample[] {
  if (is === undefined) return [];
  return values.map((value) => sample(name, value === is ? 1 : 0, { [label]: value }));
}

function phaseSamples({ status }: ClusterPivot): readonly PivotSample[] {
  return stateSet('clusterpivot_phase', 'phase', shownPhases, status.phase);
}

function conditionSamples({ status }: ClusterPivot): readonly PivotSample[] {
  return conditionsOf(status).map(({ type: condition, status: is, reason }) =>
    sample('clusterpivot_condition', 1, { condition, status: is, reason }),
  );
}

function timeSamples(pivot: ClusterPivot): readonly PivotSample[] {
  const { phase, phases: times = [], progress } = pivot.status;
  const start = times.find(({ name }) => name === phase)?.startTime;
  const deadline = deadlineOf(pivot);
  const progressTimes = [...times.flatMap(({ startTime, endTime }) => [startTime, endTime]), progress?.lastTime];
  const latest = Math.max(...progressTimes.flatMap((time) => (time === undefined ? [] : [Date.parse(time)])));
  return [
    ...timeSample('clusterpivot_phase_start_time_seconds', start === undefined ? undefined : Date.parse(start)),
    ...timeSample('clusterpivot_phase_deadline_time_seconds', deadline),
    ...timeSample('clusterpivot_last_progress_time_seconds', Number.isFinite(latest) ? latest : undefined),
  ];
}

function timeSample(name: PivotFamily, epochMs: number | undefined, labels?: Labels): readonly PivotSample[] {
  return epochMs === undefined ? [] : [sample(name, epochMs / 1000, labels)];
}

/** Budgets run from the first write to the commit, on the way forward, and not while a human holds the pivot. */
function deadlineOf(pivot: ClusterPivot): number | undefined {
  const { startedTime, committedTime, rollback } = pivot.status.journal ?? {};
  const phase = shownPhases.find((name) => name === pivot.status.phase);
  const suspended = conditionsOf(pivot.status).some(
    ({ type, reason }) => type === readyCondition && reason === reasons.Suspended,
  );
  const runs = startedTime !== undefined && committedTime === undefined && rollback === undefined && !suspended;
  return runs && phase !== undefined ? budgetOf(pivot, phase)?.endsAt : undefined;
}

function objectSamples({ status }: ClusterPivot): readonly PivotSample[] {
  const { progress, journal } = status;
  const verified = conditionsOf(status).some(
    (condition) => condition.type === phaseConditions.Verifying && condition.status === 'True',
  );
  const counts = {
    planned: progress?.planned ?? 0,
    copied: progress?.copied ?? 0,
    verified: verified ? (journal?.inventory?.objects ?? journal?.pivotedHere?.objects ?? 0) : 0,
    deleted: progress?.deleted ?? 0,
  };
  return Object.entries(counts).map(([state, count]) => sample('clusterpivot_objects', count, { state }));
}

function hostSamples({ pivot: { status }, seen }: ShownPivot): readonly PivotSample[] {
  const of = (cluster: string, counts: HostCounts | undefined) =>
    Object.entries(counts ?? {}).map(([state, count]) => sample('clusterpivot_hosts', count, { cluster, state }));
  const notRestored =
    status.journal?.committedTime === undefined || status.hosts === undefined
      ? []
      : [sample('clusterpivot_hosts_not_restored', status.hosts.total - status.hosts.ready)];
  return [...of('source', seen?.hosts.source), ...of('target', seen?.hosts.target), ...notRestored];
}

function credentialSamples({ pivot, credentials }: ShownPivot): readonly PivotSample[] {
  if (isOver(pivot.status)) return [];
  return (['source', 'target'] as const).flatMap((cluster) => {
    const { serverCertificate, clientCertificate, token } = credentials[cluster] ?? {};
    const kinds = { 'server-certificate': serverCertificate, 'client-certificate': clientCertificate, token };
    return Object.entries(kinds).flatMap(([kind, at]) =>
      timeSample('clusterpivot_credential_expiry_time_seconds', at, { credential: `${cluster}-${kind}` }),
    );
  });
}

/**
 * From the begin of a copy until everything is unpaused again the pauses are the pivot's: Preflight refuses any other. Nobody
 * works on a pivot that is stalled, suspended or over.
 */
function isLeftPaused({ pivot: { status }, seen }: ShownPivot): boolean {
  const { copy, activatedTime, rollback } = status.journal ?? {};
  const mayBePaused = copy !== undefined && activatedTime === undefined && rollback?.finishedTime === undefined;
  const idle = conditionsOf(status).some((one) => one.type === reconcilingCondition && one.status === 'False');
  return idle && mayBePaused && seen?.paused !== false;
}
