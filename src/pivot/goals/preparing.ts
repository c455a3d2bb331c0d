/** Has the target all it needs, without running Ironic yet? */
import type { ClusterPivot } from '../../api/clusterpivot.ts';
import { pivotFinalizer } from '../../api/marks.ts';
import type { Action } from '../action.ts';
import { targetChanged, targetNotAccessible } from '../gates/access.ts';
import { targetInterfaceStatic } from '../gates/endpoint.ts';
import {
  missingProviders,
  providerOlderInTarget,
  providersToList,
  targetProvidersNotReady,
} from '../gates/providers.ts';
import { targetBareMetalOperator, targetHostWebhook, targetIronic } from '../gates/workloads.ts';
import { jobName } from '../jobs.ts';
import { missingLabels } from '../move-kinds.ts';
import type { ClusterView, Observation } from '../observation.ts';
import { providerCrd, type UnlistedProvider } from '../providers.ts';
import {
  act,
  fail,
  firstUnmet,
  firstViolation,
  met,
  type Result,
  record,
  type Violation,
  violation,
  wait,
} from '../result.ts';
import { probesInstalled } from './install-probes.ts';
import { orphansLabelled } from './label-orphans.ts';

const steps = [
  begin,
  labelCrds,
  orphansLabelled,
  createNamespace,
  listProviders,
  installProviders,
  probesInstalled,
  awaitTarget,
];

export function preparing(observation: Observation): Result {
  const { journal = {} } = observation.pivot.status;
  if (journal.fence !== undefined) return met;
  return firstUnmet(observation, steps);
}

function begin({ pivot, access, source, targetPinned, now }: Observation): Result {
  if (!(pivot.metadata.finalizers ?? []).includes(pivotFinalizer)) {
    return act([{ kind: 'addFinalizer' }], 'adding the finalizer that undoes a deleted pivot');
  }
  if (!targetPinned) return act([{ kind: 'pinTarget' }], "keeping a copy of the target's kubeconfig");
  if (pivot.status.journal?.startedTime !== undefined || access.state !== 'connected') return met;
  return record(
    {
      startedTime: new Date(now).toISOString(),
      sourceUid: source.uid,
      targetUid: access.uid,
      targetServer: access.server,
    },
    'beginning',
  );
}

function labelCrds({ pivot, source, target }: Observation): Result {
  const missing = { source: unlabelled(source), target: unlabelled(target) };
  const all = [...missing.source, ...missing.target];
  if (all.length === 0) return met;
  const recorded = pivot.status.journal?.labelledCrds ?? { source: [], target: [] };
  const merged = { source: merge(recorded.source, missing.source), target: merge(recorded.target, missing.target) };
  const isRecorded = merged.source.length === recorded.source.length && merged.target.length === recorded.target.length;
  if (!isRecorded) return record({ labelledCrds: merged }, 'noting which CRDs get clusterctl labels');
  const actions = (['source', 'target'] as const).flatMap((side) =>
    missing[side].map(({ name, labels }): Action => ({ kind: 'labelCrd', side, name, labels })),
  );
  return act(actions, `labelling ${all.length} CRDs so that clusterctl moves their objects`);
}

type Labelled = { name: string; labels: string[] };

function unlabelled(view: ClusterView | undefined): Labelled[] {
  return (view?.crds ?? [])
    .map((crd) => ({ name: crd.name, labels: [...missingLabels(crd)] }))
    .filter(({ labels }) => labels.length > 0);
}

/** What we added once stays recorded, even after somebody removed it again. */
function merge(recorded: readonly Labelled[], missing: readonly Labelled[]): Labelled[] {
  const known = new Set(recorded.map(({ name }) => name));
  return [...recorded, ...missing.filter(({ name }) => !known.has(name))];
}

/** An earlier pivot's, for example, that was rolled back a moment ago. */
export function namespaceTerminating({ metadata }: ClusterPivot): Violation {
  return violation(
    'ObjectBeingDeleted',
    `Namespace ${metadata.namespace} in the target is being deleted; waiting until it is gone`,
  );
}

function createNamespace({ pivot, target }: Observation): Result {
  if (target?.namespaceTerminating === true) return wait(namespaceTerminating(pivot), 1);
  if (target === undefined || target.namespaceExists) return met;
  if (pivot.status.journal?.createdNamespace !== true) {
    return record({ createdNamespace: true }, 'noting that the namespace in the target is ours');
  }
  return act([{ kind: 'createTargetNamespace' }], `creating Namespace ${pivot.metadata.namespace} in the target`);
}

/** clusterctl refuses a target whose providers are not in its inventory, however well they run. */
function listProviders(observation: Observation): Result {
  const { pivot, target } = observation;
  const { listedProviders: recorded = [], createdProviderCrd } = pivot.status.journal ?? {};
  const unlisted = providersToList(observation);
  if (unlisted.length === 0) return met;
  const names = unlisted.map(({ label, version }) => `${label} ${version}`).join(', ');
  const isRecorded = ({ namespace, label }: UnlistedProvider) =>
    recorded.some((one) => one.namespace === namespace && one.name === label);
  if (!unlisted.every(isRecorded)) {
    const added = unlisted.filter((one) => !isRecorded(one)).map(({ namespace, label: name }) => ({ namespace, name }));
    const hasCrd = target?.crds?.some(({ name }) => name === providerCrd) === true;
    return record(
      {
        listedProviders: [...recorded, ...added],
        ...(hasCrd || createdProviderCrd === true ? {} : { createdProviderCrd: true }),
      },
      `noting that ${names} will be put into clusterctl's inventory of the target`,
    );
  }
  return act(
    [{ kind: 'listProviders', providers: unlisted }],
    `putting ${names} into clusterctl's inventory of the target, where they run without it`,
  );
}

function installProviders(observation: Observation): Result {
  const { pivot, initJob } = observation;
  const missing = missingProviders(observation);
  const list = missing.map(({ type, name, version }) => `${type} ${name} ${version}`).join(', ');
  const job = pivot.status.journal?.initJob ?? jobName(pivot, 'init');
  if (missing.length === 0 && (initJob === undefined || initJob.finished)) return met;
  if (initJob?.finished === true && !initJob.succeeded) {
    return fail(
      violation(
        'InitJobFailed',
        `Job ${initJob.name} (clusterctl init) failed: ${initJob.problem ?? 'no reason given'}`,
      ),
    );
  }
  if (initJob?.finished === true) {
    return wait(
      violation('InitJobRunning', `clusterctl init has ended; waiting for ${list} in the target's inventory`),
    );
  }
  if (initJob !== undefined) {
    const problem = initJob.problem === undefined ? '' : ` (${initJob.problem})`;
    return wait(
      violation(
        'InitJobRunning',
        `Job ${initJob.name} installs ${list || 'the providers'} in the target${problem}; waiting for its end`,
      ),
    );
  }
  if (pivot.status.journal?.initJob === undefined) return record({ initJob: job }, `about to install ${list}`);
  return act([{ kind: 'runInitJob', job, providers: missing }], `installing ${list} in the target`);
}

function awaitTarget(observation: Observation): Result {
  const found = firstViolation(observation, [
    targetNotAccessible,
    targetChanged,
    providerOlderInTarget,
    targetProvidersNotReady,
    targetBareMetalOperator,
    targetHostWebhook,
    targetIronic,
    targetInterfaceStatic,
  ]);
  return found === undefined ? met : wait(found);
}
