/** The statuses that docs/spec shows, made by the operator's own decisions over modelled worlds. */
import { conditionsOf, type PivotStatus } from '../../src/api/clusterpivot.ts';
import type { Journal } from '../../src/api/journal.ts';
import type { KubeObject } from '../../src/api/kube-object.ts';
import { sanitizeKubeconfig } from '../../src/kube/kubeconfig.ts';
import { decide } from '../../src/pivot/decide.ts';
import { endpointNotHeld } from '../../src/pivot/endpoint/held.ts';
import { hostStatus } from '../../src/pivot/hosts.ts';
import type { Observation } from '../../src/pivot/observation.ts';
import { statusAfter } from '../../src/pivot/status.ts';
import { heldView, holding, report, side, watching } from '../pivot/endpoint/given.ts';
import { endpoint, released, seen } from '../pivot/endpoint/observed.ts';
import {
  at,
  copies,
  fence,
  fencedSource,
  host,
  inventoryOf,
  machine,
  observation,
  ownedObjects,
  pivot,
  prepared,
  runningTarget,
  steadyHosts,
  targetView,
  view,
} from '../pivot/given.ts';
import { inTheTarget, reported } from '../pivot/given-report.ts';
import { server, survey } from '../pivot/given-survey.ts';
import { type Conditions, run } from '../pivot/model/run.ts';
import { World } from '../pivot/model/world.ts';

/** What of a status is shown. */
interface Shown {
  readonly fields?: readonly (keyof PivotStatus)[];
  readonly conditions?: readonly string[];
}

const summary = ['Ready', 'Reconciling', 'Stalled'];
const metadata = { generation: 1 };

export const statusExamples: Readonly<Record<string, () => object>> = {
  Ready: () => show(completed(), { conditions: ['Ready'] }),
  Stalled: () => show(refused(), { conditions: ['Reconciling', 'Stalled'] }),
  PreflightPassed: () => show(statusOf({ source: view(unsettled()) }), { conditions: ['PreflightPassed'] }),
  PlanApproved: () => show(statusOf({ spec: { approval: 'Manual' } }), { conditions: ['PlanApproved'] }),
  TargetPrepared: () => show(onTheWay(/installs/), { conditions: ['TargetPrepared'] }),
  HostsSteady: () => show(statusOf({ journal: prepared, source: view(troubled()) }), { conditions: ['HostsSteady'] }),
  EndpointHandedOver: () => show(onTheWay(/of Ironic still runs/), { conditions: ['EndpointHandedOver'] }),
  EndpointHeld: () => show(notServed(), { conditions: ['EndpointHeld'] }),
  ObjectsCopied: () => show(onTheWay(/^1\d of 21 objects/), { conditions: ['ObjectsCopied'] }),
  CopyVerified: () => show(unfaithful(), { conditions: ['CopyVerified'] }),
  Committed: () => show(onTheWay(/deleting originals: 15/), { conditions: ['Committed'] }),
  TargetActive: () => show(onTheWay(/reached through its BMC/), { conditions: ['TargetActive'] }),
  Soaked: () => show(onTheWay(/watching for .* \(gates.soakSeconds\)/), { conditions: ['Soaked'] }),
  SourceDisposable: () => show(completed(), { conditions: ['SourceDisposable'] }),
  RolledBack: () => show(rolledBack(), { conditions: ['RolledBack'] }),

  waiting: () => show(statusOf({ source: view(unsettled()) }), { fields: ['message'], conditions: summary }),
  approval: () => show(statusOf({ spec: { approval: 'Manual' } }), { fields: ['message'], conditions: summary }),
  planOnly: () => show(statusOf({ spec: { mode: 'Plan' } }), { fields: ['message'], conditions: summary }),
  suspended: () => show(statusOf({ spec: { suspend: true } }), { fields: ['message'], conditions: summary }),
  working: () => show(onTheWay(/^1\d of 21 objects/), { fields: ['message'], conditions: summary }),
  held: () => show(held(), { fields: ['message'], conditions: summary }),
  rollingBack: () => show(goingBack(), { fields: ['message'], conditions: [...summary, 'RolledBack'] }),
  failedBack: () => show(failedBack(), { fields: ['message'], conditions: [...summary, 'RolledBack'] }),
  backAgain: () => show(rolledBack(), { fields: ['message'], conditions: [...summary, 'RolledBack'] }),
  notHeeded: () => show(calledOffTooLate(), { fields: ['message'], conditions: [...summary, 'RolledBack'] }),
  touched: () => show(touched(), { fields: ['message'], conditions: summary }),
  pivotedHere: () => show(pivotedHere(), { fields: ['message'], conditions: [...summary, 'SourceDisposable'] }),
  complete: () => show(completed(), { fields: ['message'], conditions: [...summary, 'SourceDisposable'] }),

  plan: () => ({ status: { plan: pick(undisturbed(), ({ plan }) => plan !== undefined).plan } }),
  checks: () => ({ status: { checks: statusOf({ survey: clocksApart() }).checks } }),
  endpoint: () => show(notServed(), { fields: ['endpoint'] }),
  progress: () => show(onTheWay(/^1\d of 21 objects/), { fields: ['message', 'progress', 'hosts', 'phases'] }),
};

function show(status: PivotStatus, { fields = [], conditions = [] }: Shown): object {
  const shown = conditions.map((type) => {
    const found = conditionsOf(status).find((condition) => condition.type === type);
    if (found === undefined) throw new Error(`no condition ${type} in ${status.phase}`);
    return found;
  });
  return {
    status: {
      phase: status.phase,
      ...Object.fromEntries(fields.map((field) => [field, status[field]])),
      ...(shown.length === 0 ? {} : { conditions: shown }),
    },
  };
}

/** After one look. */
function statusOf(is: NonNullable<Parameters<typeof observation>[0]>): PivotStatus {
  return after(observation({ metadata, ...is }));
}

function after(observed: Observation): PivotStatus {
  const decision = decide(observed);
  return statusAfter(observed, decision, {});
}

function fresh(): World {
  return new World({ metadata });
}

/** Of a pivot without any trouble, each status on the way. */
const undisturbed = once(() => followed(fresh()));

/** Called off when half of the objects are copied. */
const back = once(() =>
  followed(fresh(), (world) => {
    if (world.target.objects.size >= 10) ask(world, { rollback: true });
  }),
);

/** Whole pivots take their time. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function followed(world: World, before: Conditions['before'] = () => {}): readonly PivotStatus[] {
  const statuses: PivotStatus[] = [];
  const note = () => {
    if (world.pivot !== undefined) statuses.push(world.pivot.status);
  };
  run(world, {
    before: (...moment) => {
      note();
      before(...moment);
    },
  });
  note();
  return statuses;
}

function pick(statuses: readonly PivotStatus[], is: (status: PivotStatus) => boolean): PivotStatus {
  const found = statuses.find(is);
  if (found === undefined) throw new Error(`no such status among ${statuses.map(({ message }) => message).join('\n')}`);
  return found;
}

function onTheWay(saying: RegExp): PivotStatus {
  return pick(undisturbed(), ({ message = '' }) => saying.test(message));
}

function last(statuses: readonly PivotStatus[]): PivotStatus {
  return pick(statuses.slice(-1), () => true);
}

function completed(): PivotStatus {
  return last(undisturbed());
}

function ask(world: World, spec: object): void {
  if (world.pivot !== undefined) world.pivot = { ...world.pivot, spec: { ...world.pivot.spec, ...spec } };
}

function goingBack(): PivotStatus {
  return pick(back(), ({ message = '' }) => /deleting copies/.test(message));
}

function rolledBack(): PivotStatus {
  return last(back());
}

/** HandingOver was given too little time. */
function failedBack(): PivotStatus {
  const timeouts = { preparingSeconds: 1800, quiescingSeconds: 86_400, handingOverSeconds: 5, copyingSeconds: 3600 };
  return last(followed(new World({ metadata, spec: { timeouts } })));
}

/** A first look that finds the report beside it. */
function pivotedHere(): PivotStatus {
  const seen = inTheTarget({ metadata });
  return statusAfter(seen, decide(seen), reported);
}

/** After the commit, with nothing left in the source. */
function committed(facts: Journal, target: readonly KubeObject[], spec: object = {}): PivotStatus {
  return statusOf({
    spec: { ...spec },
    journal: { ...released, releasedTime: at(-70), committedTime: at(-60), ...facts },
    mirrored: 'committing',
    inventory: inventoryOf(ownedObjects()),
    source: view([], fencedSource),
    target: targetView(target, runningTarget),
  });
}

function calledOffTooLate(): PivotStatus {
  return committed({}, copies(ownedObjects()), { rollback: true });
}

/** The host of a Machine was deprovisioned while the target is watched. */
function touched(): PivotStatus {
  const [first = host('m-0'), ...others] = steadyHosts();
  const operationHistory = { ...hostStatus(first).operationHistory, deprovision: { start: at(-12) } };
  const hosts = [host('m-0', { status: { operationHistory } }), ...others];
  return committed({ activatedTime: at(-30) }, ownedObjects(hosts));
}

/** The kubeconfig of a cloud's tool, which runs a program. */
function refused(): PivotStatus {
  const kubeconfig = `
clusters: [{name: prod, cluster: {server: 'https://192.0.2.10:6443'}}]
contexts: [{name: prod, context: {cluster: prod, user: admin}}]
current-context: prod
users: [{name: admin, user: {exec: {command: tool}}}]`;
  const read = sanitizeKubeconfig(kubeconfig);
  if (read.ok) throw new Error('the kubeconfig was taken');
  const { field, problem } = read;
  return statusOf({ access: { state: 'invalid', secret: 'prod-kubeconfig', field, problem }, target: undefined });
}

/** A budget is used up, and nothing shall be undone. */
function held(): PivotStatus {
  const since = [{ name: 'HandingOver', startTime: at(-901) }];
  const spec = { onFailure: 'Hold' };
  const observed = observation({ source: view(ownedObjects(), fencedSource), target: targetView() });
  const journal = { ...prepared, fence, fencedTime: at(-800) };
  const starting = {
    ...targetView(),
    workloads: targetView([], runningTarget).workloads.map((it) => ({ ...it, available: false })),
  };
  return after({ ...observed, target: starting, pivot: pivot({ spec, metadata, journal, status: { phases: since } }) });
}

function notServed(): PivotStatus {
  const deaf = { ...holding, image: { connection: 'refused', problem: 'connect ECONNREFUSED' } } as const;
  const target = side('target', report('new-1', deaf), report('new-2', watching('new-1')));
  const seenView = heldView({ target });
  const notHeld = endpointNotHeld(seenView);
  return statusOf({
    spec: { ironic: { endpoint } },
    journal: released,
    source: view([], fencedSource),
    target: targetView([], runningTarget),
    endpoint: seen(seenView, { notHeld, heldBy: 'target node new-1' }),
  });
}

function unfaithful(): PivotStatus {
  const originals = ownedObjects();
  const wrong = copies(originals).map((copy) =>
    copy.kind === 'BareMetalHost' && copy.metadata.name === 'm-1'
      ? { ...copy, spec: { ...(copy['spec'] as object), online: false } }
      : copy,
  );
  return statusOf({
    journal: {
      ...released,
      copy: { attempt: 1, job: 'cpv-job', clusters: ['prod'] },
      releasedTime: at(-20),
      endpointReadySince: at(-60),
    },
    inventory: inventoryOf(originals),
    source: view(originals, fencedSource),
    target: targetView(wrong, runningTarget),
  });
}

/** A Machine that has no Node yet, and a host that is being provisioned. */
function unsettled() {
  const [first, ...others] = steadyHosts();
  const hosts = [first ?? host('m-0'), host('m-1', { state: 'provisioning' }), ...others.slice(1)];
  return ownedObjects(hosts).map((object) =>
    object.kind === 'Machine' && object.metadata.name === 'm-1'
      ? { ...machine('m-1', { nodeRef: undefined }), metadata: object.metadata }
      : object,
  );
}

function troubled() {
  const [first, , ...others] = steadyHosts();
  const bad = { operationalStatus: 'error', errorType: 'power management error', errorMessage: 'no answer' };
  return ownedObjects([first ?? host('m-0'), host('m-1', { status: bad }), ...others]);
}

function clocksApart(): Observation['survey'] {
  const servers = { source: server(), target: server({ clockAheadMs: 3100 }) };
  return { state: 'taken', survey: survey({ takenAt: Date.parse(at(0)), servers }) };
}
