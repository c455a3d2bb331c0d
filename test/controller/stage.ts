/** Two empty clusters of a test file's own with all CRDs and rights, and the operator in this process working on them. */
import { pino } from 'pino';
import { expect } from 'vitest';
import { type ClusterPivot, conditionsOf } from '../../src/api/clusterpivot.ts';
import type { Condition } from '../../src/api/conditions.ts';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { clusterPivots, events } from '../../src/api/resources.ts';
import { ClockJumps } from '../../src/controller/clock-jumps.ts';
import { Controller } from '../../src/controller/controller.ts';
import { EndpointWatches } from '../../src/controller/endpoint-watches.ts';
import { Reporter } from '../../src/controller/report.ts';
import { Surveys } from '../../src/controller/surveys.ts';
import { TargetConnections } from '../../src/controller/target.ts';
import type { World } from '../../src/controller/world.ts';
import { type Clock, systemClock } from '../../src/kube/clock.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { connect } from '../../src/kube/connect.ts';
import { EventRecorder } from '../../src/kube/events.ts';
import { buildKubeconfig } from '../../src/kube/kubeconfig.ts';
import { Reflector } from '../../src/kube/reflector.ts';
import { Metrics } from '../../src/metrics/metrics.ts';
import type { Side } from '../../testbed/witness/audit-entry.ts';
import { type ControlPlane, startControlPlane } from '../env/control-plane.ts';
import { AuditTrail } from './audit-trail.ts';
import { installOperator, installProviders } from './install.ts';
import { objectOf } from './minimal-crds.ts';

export const ownNamespace = 'clusterpivot-system';
export const operatorUser = `system:serviceaccount:${ownNamespace}:clusterpivot-operator`;

/** One of the two clusters, as its administrator. */
export interface Cluster {
  readonly plane: ControlPlane;
  readonly admin: ClusterClient;
  readonly audit: AuditTrail;
}

export interface Stage extends AsyncDisposable {
  readonly source: Cluster;
  readonly target: Cluster;
  /** Every ClusterPivot as it is now. */
  readonly pivots: Reflector;
  /** Every version of every ClusterPivot that was seen, in order. */
  readonly history: readonly ClusterPivot[];
  /** Warnings and errors that the operator logged. */
  readonly complaints: readonly Complaint[];
  startOperator(clock?: Clock): Promise<void>;
}

export interface Complaint {
  readonly clusterpivot?: string;
  readonly error?: string;
  readonly msg: string;
}

export async function openStage(): Promise<Stage> {
  const [source, target] = await Promise.all([openCluster('source'), openCluster('target')]);
  await installOperator(source.admin, ownNamespace);
  const history: ClusterPivot[] = [];
  const complaints: Complaint[] = [];
  const pivots = new Reflector({
    client: source.admin,
    resource: clusterPivots,
    onChange: ({ object }) => history.push(object as ClusterPivot),
  });
  pivots.start();
  await pivots.synced();
  const closing: (() => Promise<unknown>)[] = [];
  return {
    source,
    target,
    pivots,
    history,
    complaints,
    startOperator: async (clock) => {
      const stop = await startOperator(source, (line) => complaints.push(JSON.parse(line) as Complaint), clock);
      closing.push(stop);
    },
    [Symbol.asyncDispose]: async () => {
      for (const close of closing) await close();
      await pivots.stop();
      await Promise.all(
        [source, target].map(async ({ plane, admin }) => {
          await admin.close();
          await plane.stop();
        }),
      );
    },
  };
}

export async function openCluster(side: Side): Promise<Cluster> {
  const plane = await startControlPlane({ audit: true });
  const admin = connect(plane.access);
  const audit = new AuditTrail(side, admin, plane.access.auditLog);
  await installProviders(admin);
  return { plane, admin, audit };
}

/** As src/main.ts does, with the rights of its account and nothing more. */
async function startOperator(
  cluster: Cluster,
  onLine: (line: string) => void,
  clock?: Clock,
): Promise<() => Promise<void>> {
  const world = await openWorld(cluster, onLine, clock);
  const { source, log } = world;
  const metrics = new Metrics({ clock: systemClock, leads: world.leads, lease: 'test' });
  const recorder = new EventRecorder({
    client: source,
    reporter: { controller: 'pivot.metal3.io/operator', instance: 'test' },
    onProblem: (error) => log.warn({ error: String(error) }, 'an Event was lost'),
  });
  const targets = new TargetConnections();
  const reporter = new Reporter({ source, events: recorder, metrics, log });
  const controller = new Controller({ world, targets, reporter, metrics });
  await controller.start();
  return async () => {
    await controller.stop();
    await recorder.flush();
    await Promise.all([targets.close(), source.close()]);
  };
}

/** What the operator acts in; whoever opens it closes its source. */
export async function openWorld(
  { plane, admin }: Cluster,
  onLine: (line: string) => void,
  clock: Clock = systemClock,
): Promise<World> {
  const { token } = await admin.requestToken(
    { namespace: ownNamespace, name: 'clusterpivot-operator' },
    30 * 24 * 3600,
  );
  const { server, caData } = plane.access;
  return {
    clock,
    source: connect({ server, caData, token }),
    namespace: ownNamespace,
    image: 'registry.example/clusterpivot',
    probeImage: 'registry.example/clusterpivot-probe',
    endpoints: new EndpointWatches(),
    clockJumps: new ClockJumps(clock),
    surveys: new Surveys(clock),
    soak: { requests: 50, spacingMs: 1 },
    log: pino({ level: 'warn', base: null }, { write: onLine }),
    leads: () => true,
  };
}

/** The user that a pivot is in its target, so that the audit log tells one pivot's writes from another's. */
export function targetUserOf(namespace: string): string {
  return `target-of-${namespace}`;
}

export interface Certified {
  readonly groups?: readonly string[];
  readonly notAfter?: Date;
}

/** As Cluster API makes one for a workload cluster: a client certificate of an administrator, unless told otherwise. */
export async function kubeconfigFor(
  { plane }: Cluster,
  user: string,
  { groups = ['system:masters'], notAfter }: Certified = {},
): Promise<string> {
  const { certificate, key } = await plane.authority.client(user, groups, notAfter);
  const { server, caData } = plane.access;
  return buildKubeconfig({ server, caData, clientCertificateData: certificate, clientKeyData: key });
}

/** Names sort as ages do: creationTimestamp has whole seconds only. */
export async function createPivot(
  { source }: Stage,
  namespace: string,
  spec: Readonly<Record<string, unknown>>,
  name = 'pivot',
): Promise<void> {
  await source.admin.create(clusterPivots, objectOf(clusterPivots, { name, namespace }, { spec }), {
    fieldValidation: 'Strict',
  });
}

export function pivotNow({ pivots }: Stage, namespace: string, name = 'pivot'): ClusterPivot | undefined {
  return pivots.get({ namespace, name }) as ClusterPivot | undefined;
}

export function conditionOf(pivot: ClusterPivot | undefined, type: string): Condition | undefined {
  return pivot === undefined ? undefined : conditionsOf(pivot.status).find((condition) => condition.type === type);
}

/** Resolves when the pivot gives this reason for not being ready. */
export async function untilReason(
  stage: Stage,
  namespace: string,
  reason: string,
  name = 'pivot',
): Promise<ClusterPivot> {
  await expect
    .poll(() => conditionOf(pivotNow(stage, namespace, name), 'Ready')?.reason, { timeout: 30_000, interval: 25 })
    .toBe(reason);
  const pivot = pivotNow(stage, namespace, name);
  if (pivot === undefined) throw new Error('it is gone again');
  return pivot;
}

export async function eventsOf({ source }: Stage, namespace: string): Promise<readonly KubeObject[]> {
  return (await source.admin.list(events, { namespace })).items;
}

/** Every time the source refused the operator something, as it said in a status or in its log. */
export function refusals({ history, complaints }: Stage): readonly string[] {
  const said = history
    .map((pivot) => conditionOf(pivot, 'Ready'))
    .filter((ready) => ready?.reason === 'ReadRefused' || ready?.reason === 'WriteRefused')
    .map((ready) => ready?.message ?? '');
  const logged = complaints.map(({ error = '' }) => error).filter((error) => / 40[13] /.test(error));
  return [...new Set([...said, ...logged])];
}
