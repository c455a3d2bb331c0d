/** A whole pivot as the operator's own metrics tell it, scrape by scrape: what a dashboard is tried on. */
import type { ClusterPivot, PivotStatus } from '../../src/api/clusterpivot.ts';
import { phaseConditions } from '../../src/api/conditions.ts';
import { type Phase, phases } from '../../src/api/phases.ts';
import { specSchema } from '../../src/api/spec.ts';
import { Metrics } from '../../src/metrics/metrics.ts';
import { pivotSamples } from '../../src/metrics/pivot-samples.ts';
import type { HostCounts, Seen } from '../../src/metrics/seen.ts';
import { FakeClock } from '../kube/fake-clock.ts';

/** When it begins, in seconds since 1970. */
export const begin = Date.UTC(2026, 0, 2, 3) / 1000;
export const secondsPerScrape = 15;
export const minutes = 20;

const objects = 204;
const hosts = 14;

/** Phase → the minutes in which it begins and ends. */
const course: Readonly<Partial<Record<Phase, readonly [number, number]>>> = {
  Preflight: [0, 2],
  Preparing: [2, 4],
  Quiescing: [4, 6],
  HandingOver: [6, 7],
  Copying: [7, 9],
  Verifying: [9, 10],
  Committing: [10, 11],
  Activating: [11, 13],
  Soaking: [13, 15],
  Completed: [15, minutes],
};

/** Why it is not Ready, until it is. */
const reasonOf: Readonly<Partial<Record<Phase, string>>> = {
  Quiescing: 'HostNotSteady',
  HandingOver: 'AddressNotHeld',
  Copying: 'CopyJobRunning',
  Activating: 'HostNotRestored',
  Soaking: 'Soaking',
};

const time = (minute: number) => new Date((begin + minute * 60) * 1000).toISOString();

function phaseAt(minute: number): Phase {
  const found = phases.find((name) => minute < (course[name]?.[1] ?? 0));
  return found ?? 'Completed';
}

/** From 0 when it begins to 1 when it ends. */
function done(phase: Phase, minute: number): number {
  const [from = 0, to = 0] = course[phase] ?? [];
  return Math.min(1, Math.max(0, (minute - from) / (to - from)));
}

function statusAt(minute: number): PivotStatus {
  const phase = phaseAt(minute);
  const begun = phases.filter((name) => (course[name]?.[0] ?? Number.POSITIVE_INFINITY) <= minute);
  const copied = Math.round(objects * done('Copying', minute));
  const deleted = Math.round(objects * done('Committing', minute));
  const committed = minute >= 10;
  return {
    phase,
    conditions: conditionsAt(phase, minute),
    phases: begun.map((name) => {
      const [from, to] = course[name] ?? [0, 0];
      return { name, startTime: time(from), ...(to <= minute ? { endTime: time(to) } : {}) };
    }),
    progress: { planned: objects, copied, deleted, percent: 0 },
    hosts: { total: hosts, ready: committed ? Math.floor(hosts * done('Activating', minute)) : hosts },
    journal: {
      ...(minute >= 2 ? { startedTime: time(2) } : {}),
      ...(minute >= 7 ? { copy: { attempt: 1, job: 'copy-1', clusters: ['prod'] } } : {}),
      ...(minute >= 9 ? { inventory: { objects, hash: 'abc', secrets: ['inventory-0'] } } : {}),
      ...(committed ? { committedTime: time(10) } : {}),
      ...(minute >= 13 ? { activatedTime: time(13) } : {}),
      ...(minute >= 15 ? { completedTime: time(15) } : {}),
    },
  };
}

function conditionsAt(phase: Phase, minute: number): PivotStatus['conditions'] {
  const completed = phase === 'Completed';
  const reason = completed ? 'PivotCompleted' : (reasonOf[phase] ?? 'InProgress');
  const condition = (type: string, is: boolean, why: string) =>
    ({ type, status: is ? 'True' : 'False', reason: why, message: '', lastTransitionTime: time(minute) }) as const;
  const met = Object.entries(phaseConditions).filter(([name]) => minute >= (course[name as Phase]?.[1] ?? 2));
  return [
    condition('Ready', completed, reason),
    condition('Reconciling', !completed, reason),
    condition('Stalled', false, 'Met'),
    ...met.map(([, type]) => condition(type, true, 'Met')),
  ];
}

function seenAt(minute: number): Seen {
  const counts = (provisioned: number, available: number) => ({ provisioned, available }) as HostCounts;
  const holder = minute < 6.25 ? 'source' : minute < 6.75 ? 'none' : 'target';
  return {
    hosts: {
      source: minute < 10.5 ? counts(12, 2) : counts(0, 0),
      target: minute < 8 ? counts(0, 0) : counts(12, 2),
    },
    holder: minute < 2 || minute >= 15 ? undefined : holder,
    paused: minute >= 7 && minute < 13,
  };
}

/** What is told of the pivot, as lines without a time. */
function pivotLines(minute: number): readonly string[] {
  const pivot: ClusterPivot = {
    apiVersion: 'pivot.metal3.io/v1alpha1',
    kind: 'ClusterPivot',
    metadata: { namespace: 'metal3', name: 'prod', uid: 'u', generation: 1 },
    spec: specSchema.parse({ clusterName: 'prod' }),
    status: statusAt(minute),
  };
  const target = {
    serverCertificate: undefined,
    clientCertificate: (begin + 86_400) * 1000,
    token: undefined,
  };
  const credentials = { source: undefined, target };
  const seen = minute >= 15 ? undefined : seenAt(minute);
  return pivotSamples({ pivot, seen, credentials, retries: minute < 8.5 ? 0 : 1 }).map(({ name, labels, value }) => {
    const matchers = Object.entries(labels).map(([label, its]) => `${label}="${its}"`);
    return `${name}{${matchers.join(',')}} ${value}`;
  });
}

/** What Prometheus itself notes of an alert that waits for its time. */
function alertLines(minute: number): readonly string[] {
  if (minute < 6.25 || minute >= 6.75) return [];
  const labels = 'alertname="ClusterPivotEndpointUnheld",alertstate="pending",severity="warning"';
  return [`ALERTS{${labels},namespace="metal3",name="prod"} 1`];
}

/** One operator that leads and works, and is told of each phase. */
class RecordedOperator {
  readonly #clock = new FakeClock();
  readonly #metrics = new Metrics({ clock: this.#clock, leads: () => true, lease: 'clusterpivot-operator' });

  async work(from: number, to: number): Promise<void> {
    const metrics = this.#metrics;
    metrics.reconciles.haveWorkers(4);
    metrics.queue.onAdded('metal3/prod');
    await this.#clock.advance(20);
    metrics.queue.onTaken('metal3/prod');
    await metrics.reconciles.time(async () => ({ requeueAfterMs: 5000 }));
    await this.#clock.advance(100);
    metrics.queue.onDone('metal3/prod');
    const requests = metrics.requests.to('target');
    requests.onAnswer({ method: 'GET', host: 'target:6443', status: 200 });
    if (from >= 8 && from < 9) requests.onFailure('network');
    metrics.changed(statusAt(from), statusAt(to));
  }

  async lines(): Promise<readonly string[]> {
    const { text } = await this.#metrics.render();
    return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  }
}

/** What Prometheus adds when it collects; the label of a pivot's namespace is kept. */
function collected(line: string): string {
  const target = 'job="clusterpivot",pod="operator-a",instance="10.0.0.1:8443"';
  const end = line.lastIndexOf(' ');
  const [series, value] = [line.slice(0, end), line.slice(end + 1)];
  const labelled = series.endsWith('}') ? `${series.slice(0, -1)},${target}}` : `${series}{${target}}`;
  return `${labelled} ${value}`;
}

/** OpenMetrics with times, as promtool makes blocks of a database from. */
export async function recordPivot(): Promise<string> {
  const operator = new RecordedOperator();
  const lines: string[] = [];
  const step = secondsPerScrape / 60;
  for (let minute = 0; minute < minutes; minute += step) {
    await operator.work(minute - step, minute);
    const at = begin + minute * 60;
    const told = [...pivotLines(minute), ...(await operator.lines())].map(collected);
    lines.push(...[...told, ...alertLines(minute)].map((line) => `${line} ${at}`));
  }
  return `${lines.join('\n')}\n# EOF\n`;
}
