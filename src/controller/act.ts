/** Carries out actions: one handler a kind, and a missing one does not compile. Doing an action twice does it once. */
import type { Journal } from '../api/journal.ts';
import { type KubeObject, refOf } from '../api/kube-object.ts';
import { pivotFinalizer } from '../api/marks.ts';
import {
  clusterPivots,
  clusters,
  customResourceDefinitions,
  deployments,
  jobs,
  namespaces,
  validatingWebhooks,
} from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import type { Action } from '../pivot/action.ts';
import { namespaceCopy } from '../pivot/namespace-copy.ts';
import type { Observation, Side } from '../pivot/observation.ts';
import { planDocument } from '../pivot/plan/document.ts';
import { renderPlan } from '../pivot/plan/render.ts';
import { planStatus } from '../pivot/status.ts';
import { inSpan } from '../tracing/spans.ts';
import { ensureTargetNamespace } from './accounts.ts';
import { applyManifests, deleteManifests } from './apply-manifests.ts';
import { takeClaim } from './claims.ts';
import { cleanUp } from './clean-up.ts';
import { deleteObjects } from './delete-objects.ts';
import { switchOwner } from './gitops-owners.ts';
import { installProbe } from './install-probe.ts';
import { storeInventory } from './inventory-store.ts';
import { listProviders, unlistProviders } from './list-providers.ts';
import { writeJournal, writeMirror } from './mirror.ts';
import { patchIncarnation } from './patch-incarnation.ts';
import { storePlan } from './plan-store.ts';
import { readInventory } from './read-inventory.ts';
import { runCopyJob, runInitJob } from './run-jobs.ts';
import { pinTarget } from './target.ts';
import type { ConnectedWorld } from './world.ts';
import { writeReport } from './write-report.ts';

/** What an action came to, for the journal. */
type Outcome = Partial<Journal> | undefined;

type Handlers = {
  readonly [Kind in Action['kind']]: (
    action: Extract<Action, { kind: Kind }>,
    world: ConnectedWorld,
    observation: Observation,
  ) => Promise<Outcome | void>;
};

/** Carries out actions in order; the facts that they found out come back. `mayAct` is asked before each, and throws when not. */
export async function carryOut(
  actions: readonly Action[],
  world: ConnectedWorld,
  observation: Observation,
  mayAct: () => Promise<void>,
): Promise<Partial<Journal>> {
  let facts: Partial<Journal> = {};
  for (const action of actions) {
    await mayAct();
    world.log.debug({ action: action.kind }, 'acting');
    const handler = handlers[action.kind] as Handlers['addFinalizer'];
    const effect = async () => handler(action as Extract<Action, { kind: 'addFinalizer' }>, world, observation);
    facts = { ...facts, ...(await inSpan(action.kind, {}, effect)) };
  }
  return facts;
}

const handlers: Handlers = {
  addFinalizer: (_, world, { pivot }) =>
    setFinalizers(world.source, pivot, [...(pivot.metadata.finalizers ?? []), pivotFinalizer]),
  removeFinalizer: (_, world, { pivot }) =>
    setFinalizers(
      world.source,
      pivot,
      (pivot.metadata.finalizers ?? []).filter((name) => name !== pivotFinalizer),
    ),
  writePlan: (_, world, observation) => writePlan(world, observation),
  pinTarget: (_, world, { pivot }) => pinTarget(world, pivot),
  claim: ({ side }, world, { pivot }) => takeClaim(world, clientOf(world, side), { side, pivot }),
  labelCrd: ({ side, name, labels }, world) => patchLabels(clientOf(world, side), name, labels, ''),
  unlabelCrd: ({ side, name, labels }, world) => patchLabels(clientOf(world, side), name, labels, null),
  createTargetNamespace: (_, world, { pivot }) => createNamespace(world, pivot.metadata.namespace ?? ''),
  deleteTargetNamespace: async (_, world, { pivot }) => {
    await clientOf(world, 'target').delete(namespaces, { name: pivot.metadata.namespace ?? '' });
  },
  listProviders: ({ providers }, world) => listProviders(world.source, clientOf(world, 'target'), providers),
  unlistProviders: ({ providers, crd }, world) => unlistProviders(clientOf(world, 'target'), providers, crd),
  runInitJob: ({ providers }, world, { pivot }) => runInitJob(world, clientOf(world, 'target'), pivot, providers),
  runCopyJob: ({ job }, world, { pivot }) => runCopyJob(world, clientOf(world, 'target'), pivot, job),
  deleteJob: async ({ job }, { source, namespace }) => {
    await source.delete(jobs, { namespace, name: job }, { propagationPolicy: 'Foreground' });
  },
  setFailurePolicy: ({ configuration, webhook, failurePolicy }, { source }) =>
    setFailurePolicy(source, configuration, webhook, failurePolicy),
  installProbe: ({ side }, world, observation) =>
    installProbe(world, observation, { side, client: clientOf(world, side) }),
  applyManifests: ({ objects }, world) => applyManifests(clientOf(world, 'target'), objects),
  deleteManifests: ({ objects }, world) => deleteManifests(clientOf(world, 'target'), objects),
  scale: async ({ side, deployment, replicas }, world) => {
    await clientOf(world, side).patch(deployments, deployment, { type: 'merge', body: { spec: { replicas } } });
  },
  label: async ({ side, resource, object, labels }, world) =>
    patchIncarnation(clientOf(world, side), resource, object, { metadata: { labels } }),
  annotate: async ({ side, resource, object, annotations }, world) =>
    patchIncarnation(clientOf(world, side), resource, object, { metadata: { annotations } }),
  switchOwner: ({ owner, value }, { source }) => switchOwner(source, owner, value),
  unpauseCluster: ({ side, object }, world) =>
    patchIncarnation(clientOf(world, side), clusters, object, { spec: { paused: null } }),
  takeInventory: (_, world, observation) => takeInventory(world, observation),
  mirror: async ({ stage }, world, { pivot, inventory }) => {
    if (inventory === undefined) throw new Error('there is no inventory to mirror yet');
    const target = clientOf(world, 'target');
    await ensureTargetNamespace(target, world.namespace, pivot);
    await writeJournal(world.source, world.namespace, { pivot, stage });
    await writeMirror(target, world.namespace, { pivot, inventory, stage });
  },
  deleteObjects: ({ side, entries }, world) => deleteObjects(clientOf(world, side), entries),
  writeReport: (_, world, observation) => writeReport(clientOf(world, 'target'), observation),
  cleanUp: (_, world, { pivot }) => cleanUp(world, pivot),
};

function clientOf(world: ConnectedWorld, side: Side): ClusterClient {
  if (side === 'source') return world.source;
  if (world.target === undefined) throw new Error('the target cannot be reached');
  return world.target;
}

/** Guarded by resourceVersion: the list of finalizers is replaced as a whole, and others have theirs in it. */
async function setFinalizers(client: ClusterClient, pivot: KubeObject, finalizers: readonly string[]): Promise<void> {
  const { resourceVersion } = pivot.metadata;
  await client.patch(clusterPivots, refOf(pivot), {
    type: 'merge',
    body: { metadata: { resourceVersion, finalizers } },
  });
}

async function patchLabels(
  client: ClusterClient,
  name: string,
  labels: readonly string[],
  value: '' | null,
): Promise<void> {
  const changes = Object.fromEntries(labels.map((label) => [label, value]));
  await client.patch(customResourceDefinitions, { name }, { type: 'merge', body: { metadata: { labels: changes } } });
}

async function createNamespace(world: ConnectedWorld, name: string): Promise<void> {
  const original = await world.source.get(namespaces, { name });
  await clientOf(world, 'target').create(namespaces, namespaceCopy(name, original));
}

interface WebhookConfiguration extends KubeObject {
  readonly webhooks?: readonly { readonly name: string }[];
}

/** By position, which the test pins to the name: a list of webhooks has no keys, and nobody else's entry may be touched. */
async function setFailurePolicy(
  client: ClusterClient,
  configuration: string,
  webhook: string,
  failurePolicy: string,
): Promise<void> {
  const found = await client.get<WebhookConfiguration>(validatingWebhooks, { name: configuration });
  const index = (found?.webhooks ?? []).findIndex(({ name }) => name === webhook);
  if (index < 0) return;
  const at = `/webhooks/${index}`;
  const body = [
    { op: 'test', path: `${at}/name`, value: webhook },
    { op: 'replace', path: `${at}/failurePolicy`, value: failurePolicy },
  ];
  await client.patch(validatingWebhooks, { name: configuration }, { type: 'json', body });
}

async function writePlan({ source }: ConnectedWorld, observation: Observation): Promise<void> {
  const document = planDocument(observation);
  if (document === undefined) throw new Error('there is no plan yet: the source is not read completely');
  const text = renderPlan({ ...observation.pivot, status: planStatus(observation) }) ?? '';
  await storePlan(source, observation.pivot, { document, text });
}

async function takeInventory(world: ConnectedWorld, { pivot }: Observation): Promise<Outcome> {
  const namespace = pivot.metadata.namespace ?? '';
  const inventory = await readInventory(world.source, clientOf(world, 'target'), namespace);
  return { inventory: await storeInventory(world.source, world.namespace, pivot, inventory) };
}
