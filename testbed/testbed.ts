/** The testbed as a whole: up, found, reset, down. */
import { contentKey } from './cache.ts';
import { standInImage } from './capm3-stand-in/manifests/components.ts';
import { clusterNames, findCluster, type TestbedCluster } from './cluster.ts';
import { componentImages, ensureComponentImages } from './component-images.ts';
import { type Engine, ensureEngine, findEngine } from './engine.ts';
import { imageId } from './image.ts';
import { install } from './install.ts';
import { bareMetalOperatorManifest } from './manifests/baremetal-operator.ts';
import { ironicManifest } from './manifests/ironic.ts';
import { ensureNodeBase } from './node-base.ts';
import { ensureNodeImage } from './node-image.ts';
import { ensureNodes, removeNodes } from './nodes.ts';
import { ensureStandInImage } from './own-images.ts';
import { type Progress, silent, timed } from './progress.ts';
import { ensureRepository, type Repository } from './repository.ts';
import { type SeedNumbers, seedSource, seedStateName } from './seeding.ts';
import { currentState, goBackTo, keepState, keptStates } from './state.ts';

export interface Testbed {
  readonly engine: Engine;
  readonly source: TestbedCluster;
  readonly target: TestbedCluster;
  /** The clusterctl repository that the source was initialised from; the target's providers come from it too. */
  readonly repository: Repository;
  /** Base image for programs of ours: Node.js 24 as `node`, user 65532. */
  readonly nodeBaseImage: string;
}

export interface TestbedOptions extends SeedNumbers {
  /** False leaves the source without a Cluster and hosts. Default: true. */
  readonly seed?: boolean;
}

interface Parts {
  readonly engine: Engine;
  readonly nodeImage: string;
  readonly nodeBaseImage: string;
  readonly repository: Repository;
  /** Kept state of two clusters with everything installed from these parts. */
  readonly installedState: string;
}

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
  const manifests = JSON.stringify([await bareMetalOperatorManifest(), ironicManifest(0), ironicManifest(1)]);
  const installedState = `installed-${contentKey([repository.folder, ...images, manifests])}`;
  return { engine, nodeImage, nodeBaseImage, repository, installedState };
}

async function startAndInstall(parts: Parts, progress: Progress): Promise<Testbed> {
  const { engine, nodeImage, nodeBaseImage, repository, installedState } = parts;
  let { source, target } = await ensureNodes(engine, nodeImage, progress);
  const testbed = (): Testbed => ({ engine, source, target, repository, nodeBaseImage });
  if ((await keptStates([source, target])).includes(installedState)) return testbed();
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
  return testbed();
}

/** An installation that was broken off leaves Pods, and no kept state. */
async function hasPods(cluster: TestbedCluster): Promise<boolean> {
  return (await cluster.kubectl(['get', 'pods', '--all-namespaces', '--output=name'])).trim() !== '';
}

async function loadAllImages(cluster: TestbedCluster): Promise<void> {
  for (const image of [...componentImages, standInImage]) await cluster.loadImage(image);
}

/**
 * Both clusters running with everything installed, and the source seeded. What is there already is kept: a second call
 * takes seconds and changes nothing, even after a pivot (resetTestbed brings the seeded state back).
 */
export async function upTestbed(options: TestbedOptions = {}, progress: Progress = silent): Promise<Testbed> {
  const parts = await makeParts(progress);
  const testbed = await startAndInstall(parts, progress);
  const clusters = [testbed.source, testbed.target];
  const wanted = options.seed === false ? parts.installedState : await seedStateName(parts.installedState, options);
  const now = await currentState(clusters);
  if (now === wanted) return testbed;
  if ((await keptStates(clusters)).includes(wanted)) {
    await timed(progress, 'going back to a kept state', '30 s', async () => goBackTo(clusters, wanted));
    return testbed;
  }
  if (now !== parts.installedState) {
    await timed(progress, 'going back to the state before the seed', '30 s', async () =>
      goBackTo(clusters, parts.installedState),
    );
  }
  await seedSource(testbed, options, progress);
  await timed(progress, 'keeping the state for resets', '15 s', async () => keepState(clusters, wanted));
  return testbed;
}

/** The running testbed, undefined when it is not (completely) up. Starts nothing. */
export async function findTestbed(progress: Progress = silent): Promise<Testbed | undefined> {
  const engine = await findEngine();
  if (engine === undefined) return undefined;
  const [source, target] = await Promise.all(clusterNames.map(async (name) => findCluster(engine, name)));
  if (source === undefined || target === undefined) return undefined;
  if ((await currentState([source, target])) === undefined) return undefined;
  const nodeBaseImage = await ensureNodeBase(engine, progress);
  return { engine, source, target, repository: await ensureRepository(progress), nodeBaseImage };
}

/** Puts both clusters back to how `up` left them, in seconds: whatever was done to them since is undone. Audit logs start empty. */
export async function resetTestbed(testbed: Testbed, progress: Progress = silent): Promise<void> {
  const clusters = [testbed.source, testbed.target];
  const state = await currentState(clusters);
  if (state === undefined)
    throw new Error('the testbed has no kept state to go back to: run `npm run testbed:up` first');
  await timed(progress, 'putting both clusters back to how `up` left them', '30 s', async () =>
    goBackTo(clusters, state),
  );
}

/** Removes clusters and networks. The cache stays. Does nothing when no engine runs. */
export async function downTestbed(progress: Progress = silent): Promise<void> {
  const engine = await findEngine();
  if (engine === undefined) return;
  await timed(progress, 'removing both clusters', '5 s', async () => removeNodes(engine));
}
