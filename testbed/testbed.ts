/** The testbed as a whole: up, found, reset, down. */
import { ensureBmcs, resetBmcs } from './bmcs.ts';
import { contentKey } from './cache.ts';
import { standInImage } from './capm3-stand-in/manifests/components.ts';
import { clusterNames, findCluster, type TestbedCluster } from './cluster.ts';
import { componentImages, ensureComponentImages } from './component-images.ts';
import { type Engine, ensureEngine, findEngine } from './engine.ts';
import { untilAtRest } from './hosts-at-rest.ts';
import { imageId } from './image.ts';
import { install } from './install.ts';
import { ensureIronicImage, ironicImage } from './ironic-image.ts';
import { bareMetalOperatorManifest } from './manifests/baremetal-operator.ts';
import { ironicManifest } from './manifests/ironic.ts';
import { ironicPlaceholder } from './manifests/ironic-placeholder.ts';
import { switchToIronic } from './metal3.ts';
import { findPlaces, type ProvisioningPlaces } from './network.ts';
import { ensureNodeBase } from './node-base.ts';
import { ensureNodeImage } from './node-image.ts';
import { ensureNodes, removeNodes } from './nodes.ts';
import { ensureStandInImage } from './own-images.ts';
import { type Progress, silent, timed } from './progress.ts';
import { ensureRepository, type Repository } from './repository.ts';
import { bmcSystems } from './seed/host-objects.ts';
import { defaultPlan, type SeedPlan } from './seed/plan.ts';
import { type SeedNumbers, seedPlan, seedSource, seedStateName } from './seeding.ts';
import { currentState, goBackTo, keepState, keptStates, leaveState } from './state.ts';

export interface Testbed {
  readonly engine: Engine;
  readonly source: TestbedCluster;
  readonly target: TestbedCluster;
  /** The clusterctl repository that the source was initialised from; the target's providers come from it too. */
  readonly repository: Repository;
  /** Base image for programs of ours: Node.js 24 as `node`, user 65532. */
  readonly nodeBaseImage: string;
  readonly places: ProvisioningPlaces;
  /** True when nothing stands behind the hosts: the Bare Metal Operators run their fixture, Ironic is a placeholder. */
  readonly fixture: boolean;
}

export interface TestbedOptions extends SeedNumbers {
  /** False leaves the source without a Cluster and hosts. Default: true. */
  readonly seed?: boolean;
  /** True for hosts without BMCs and Ironic, of which a machine can carry thousands. Default: false. */
  readonly fixture?: boolean;
}

interface Parts {
  readonly engine: Engine;
  readonly nodeImage: string;
  readonly nodeBaseImage: string;
  readonly repository: Repository;
  /** Kept state of two clusters with everything installed from these parts. */
  readonly installedState: string;
}

/** What is up before it is known in which mode. */
type Clusters = Omit<Testbed, 'fixture'>;

async function makeParts(progress: Progress): Promise<Parts> {
  const engine = await ensureEngine(progress);
  const nodeImage = await ensureNodeImage(engine, progress);
  await ensureComponentImages(engine, progress);
  const nodeBaseImage = await ensureNodeBase(engine, progress);
  await ensureStandInImage(engine, nodeBaseImage, progress);
  const repository = await ensureRepository(progress);
  const images = await Promise.all(
    [...componentImages, standInImage].map(async (image) => (await imageId(engine, image)) ?? ''),
  );
  const manifests = JSON.stringify([await bareMetalOperatorManifest(), ironicPlaceholder(0), ironicPlaceholder(1)]);
  const installedState = `installed-${contentKey([repository.folder, ...images, manifests])}`;
  return { engine, nodeImage, nodeBaseImage, repository, installedState };
}

async function startAndInstall(parts: Parts, progress: Progress): Promise<Clusters> {
  const { engine, nodeImage, nodeBaseImage, repository, installedState } = parts;
  let { source, target } = await ensureNodes(engine, nodeImage, progress);
  const found = async (): Promise<Clusters> => {
    const places = await findPlaces(engine);
    if (places === undefined) throw new Error('the provisioning network vanished while the clusters were started');
    return { engine, source, target, repository, nodeBaseImage, places };
  };
  if ((await keptStates([source, target])).includes(installedState)) return found();
  if ((await source.exec(['ls', '/var/lib/kubernetes'])).includes('etcd.') || (await hasPods(source))) {
    progress('the running clusters were installed from other sources: starting new ones');
    await removeNodes(engine);
    ({ source, target } = await ensureNodes(engine, nodeImage, progress));
  }
  await timed(progress, 'loading images into both nodes', '10 s', async () => {
    await Promise.all([source, target].map(loadAllImages));
  });
  await install({ source, target }, repository, progress);
  await keepState([source, target], installedState);
  return found();
}

/** An installation that was broken off leaves Pods, and no kept state. */
async function hasPods(cluster: TestbedCluster): Promise<boolean> {
  return (await cluster.kubectl(['get', 'pods', '--all-namespaces', '--output=name'])).trim() !== '';
}

async function loadAllImages(cluster: TestbedCluster): Promise<void> {
  for (const image of [...componentImages, standInImage]) await cluster.loadImage(image);
}

/** The seeded hosts, or none, before a fixture. Kept for resets when it is what shall be up in the end. */
async function reachFixture(
  { source, target }: Clusters,
  { installedState }: Parts,
  { state, plan, keep, progress }: Wanted,
): Promise<void> {
  const clusters = [source, target];
  const kept = await keptStates(clusters);
  const from = kept.includes(state) ? state : installedState;
  if ((await currentState(clusters)) !== from)
    await timed(progress, 'going back to a kept state', '30 s', async () => goBackTo(clusters, from));
  if (from === state || plan === undefined) return;
  await leaveState(clusters);
  await seedSource({ source, target }, plan, progress);
  if (keep) await timed(progress, 'keeping the state for resets', '15 s', async () => keepState(clusters, state));
}

interface Wanted {
  readonly state: string;
  /** undefined for no hosts. */
  readonly plan: SeedPlan | undefined;
  readonly keep: boolean;
  readonly progress: Progress;
}

/** Changes with what the hosts were seeded to, and with Ironic. */
async function ironicStateName(seededState: string, { engine, places }: Clusters): Promise<string> {
  const image = (await imageId(engine, ironicImage)) ?? '';
  const manifests = JSON.stringify([await bareMetalOperatorManifest(places), ironicManifest(places, 1)]);
  return `${ironicPrefix}${seededState}-${contentKey([image, manifests])}`;
}

const ironicPrefix = 'ironic-';

/** Gives both clusters a real Ironic instead of the fixture, and waits until it has adopted every host. */
async function moveToIronic({ source, target, places }: Clusters, progress: Progress): Promise<void> {
  await leaveState([source, target]);
  await timed(progress, 'Ironic and the Bare Metal Operator before it, in both clusters', '60 s', async () => {
    await Promise.all([switchToIronic(source, places, 1), switchToIronic(target, places, 0)]);
  });
  await timed(progress, 'registering and adopting all hosts in Ironic', '60 s', async () =>
    untilAtRest({ cluster: source, namespace: defaultPlan.namespace, fixture: false }, progress),
  );
}

/**
 * Both clusters running with everything installed, and the source seeded. What is there already is kept: a second call
 * takes seconds and changes nothing, even after a pivot (resetTestbed brings the seeded state back).
 */
export async function upTestbed(options: TestbedOptions = {}, progress: Progress = silent): Promise<Testbed> {
  const fixture = options.fixture === true;
  const parts = await makeParts(progress);
  if (!fixture) await ensureIronicImage(parts.engine, progress);
  const testbed = await startAndInstall(parts, progress);
  const { engine, source, target, places } = testbed;
  const clusters = [source, target];
  const plan = options.seed === false ? undefined : seedPlan(options, places.bmcs);
  const state = plan === undefined ? parts.installedState : await seedStateName(parts.installedState, plan);
  const wanted = fixture ? state : await ironicStateName(state, testbed);
  if (!fixture) {
    await ensureBmcs(engine, { address: places.bmcs, systems: plan === undefined ? [] : bmcSystems(plan) });
    await timed(progress, 'loading Ironic into both nodes', '20 s', async () => {
      await Promise.all(clusters.map(async (cluster) => cluster.loadImage(ironicImage)));
    });
  }
  if ((await currentState(clusters)) === wanted) return { ...testbed, fixture };
  if (!fixture) await resetBmcs(engine, places.bmcs);
  if ((await keptStates(clusters)).includes(wanted)) {
    await timed(progress, 'going back to a kept state', '60 s', async () => goBackTo(clusters, wanted));
    return { ...testbed, fixture };
  }
  await reachFixture(testbed, parts, { state, plan, keep: fixture, progress });
  if (!fixture) {
    await moveToIronic(testbed, progress);
    await timed(progress, 'keeping the state for resets', '15 s', async () => keepState(clusters, wanted));
  }
  return { ...testbed, fixture };
}

/** The running testbed, undefined when it is not (completely) up. Starts nothing. */
export async function findTestbed(progress: Progress = silent): Promise<Testbed | undefined> {
  const engine = await findEngine();
  if (engine === undefined) return undefined;
  const [source, target] = await Promise.all(clusterNames.map(async (name) => findCluster(engine, name)));
  if (source === undefined || target === undefined) return undefined;
  const [state, places] = await Promise.all([currentState([source, target]), findPlaces(engine)]);
  if (state === undefined || places === undefined) return undefined;
  const nodeBaseImage = await ensureNodeBase(engine, progress);
  const repository = await ensureRepository(progress);
  return { engine, source, target, repository, nodeBaseImage, places, fixture: !state.startsWith(ironicPrefix) };
}

/**
 * Puts both clusters and the BMCs back to how `up` left them: whatever was done to them since is undone, logs start empty.
 * Ironic starts empty as well, and takes the hosts in again after this has returned (untilAtRest waits for that).
 */
export async function resetTestbed(testbed: Testbed, progress: Progress = silent): Promise<void> {
  const clusters = [testbed.source, testbed.target];
  const state = await currentState(clusters);
  if (state === undefined)
    throw new Error('the testbed has no kept state to go back to: run `npm run testbed:up` first');
  await timed(progress, 'putting both clusters back to how `up` left them', '30 s', async () => {
    await resetBmcs(testbed.engine, testbed.places.bmcs);
    await goBackTo(clusters, state);
  });
}

/** Removes clusters and networks. The cache stays. Does nothing when no engine runs. */
export async function downTestbed(progress: Progress = silent): Promise<void> {
  const engine = await findEngine();
  if (engine === undefined) return;
  await timed(progress, 'removing both clusters', '5 s', async () => removeNodes(engine));
}
