/** Two real control planes with proxies before them, everything that a pivot meets in them, and the operator as a process. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../../scripts/bundle.ts';
import type { KubeObject, ObjectRef } from '../../../src/api/kube-object.ts';
import { systemClock } from '../../../src/kube/clock.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { ensureBinaries } from '../../../testbed/binaries.ts';
import { oneAtATime, runManager } from '../../../testbed/capm3-stand-in/manager.ts';
import type { World as StandInWorld } from '../../../testbed/capm3-stand-in/world.ts';
import type { Side } from '../../../testbed/witness/audit-entry.ts';
import { runCapiStandIn } from '../capi-stand-in/manager.ts';
import type { Harm } from '../proxy/api-proxy.ts';
import { connectAs, kubeconfigOf, operatorAccount } from './accounts.ts';
import { type ClusterParts, openCluster, type StageCluster } from './cluster.ts';
import { stageCrds } from './crds.ts';
import { OperatorProcess } from './operator-process.ts';

export interface Stage extends AsyncDisposable, Readonly<Record<Side, StageCluster>> {
  /** Below it are the logs of everything that runs. */
  readonly folder: string;
  /** What comes to harm from now on; undefined: nothing. */
  harmWith(harm: Harm | undefined): void;
  /** An operator that is not started yet; `settings` are variables of its environment. */
  operator(settings: Readonly<Record<string, string>>): OperatorProcess;
}

/** Image of the Jobs: Pods with it run the mover. */
export const operatorImage = 'clusterpivot.local/operator:faults';

/** What all stages of a test run have in common. */
export interface Programs extends AsyncDisposable {
  /** With the bundled operator and mover. */
  readonly folder: string;
  readonly clusterctl: string;
  readonly bareMetalOperator: string;
  readonly crds: readonly KubeObject[];
}

/** From the sources as they are now. */
export async function preparePrograms(): Promise<Programs> {
  const folder = await mkdtemp(join(tmpdir(), 'clusterpivot-programs-'));
  const { clusterctl, 'baremetal-operator': bareMetalOperator } = await ensureBinaries([
    'clusterctl',
    'baremetal-operator',
  ]);
  await bundle({ operator: 'src/main.ts', mover: 'src/mover/mover-process.ts' }, folder);
  const remove = async () => rm(folder, { recursive: true, force: true });
  return { folder, clusterctl, bareMetalOperator, crds: await stageCrds(), [Symbol.asyncDispose]: remove };
}

export async function openStage(programs: Programs): Promise<Stage> {
  await using opening = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'clusterpivot-faults-'));
  opening.defer(async () => rm(folder, { recursive: true, force: true }));
  let harm: Harm | undefined;
  const parts: ClusterParts = {
    crds: programs.crds,
    harm: {
      faultFor: (request) => harm?.faultFor(request),
      kill: async (request) => harm?.kill(request),
    },
    mover: { module: join(programs.folder, 'mover.mjs'), clusterctl: programs.clusterctl },
    bareMetalOperator: programs.bareMetalOperator,
    operatorImage,
    folder,
  };
  const [source, target] = await Promise.all([openCluster('source', parts), openCluster('target', parts)]);
  for (const cluster of [source, target]) opening.use(cluster);
  for (const cluster of [source, target]) opening.use(await startStandIns(cluster, target.admin));

  const kubeconfig = join(folder, 'operator.kubeconfig');
  await writeFile(kubeconfig, await kubeconfigOf(source.admin, operatorAccount, source.proxy), { mode: 0o600 });
  const operatorParts = {
    module: join(programs.folder, 'operator.mjs'),
    kubeconfig,
    image: operatorImage,
    admin: source.admin,
    logFile: join(folder, 'operator.log'),
  };
  const closing = opening.move();
  return {
    folder,
    source,
    target,
    harmWith: (next) => {
      harm = next;
    },
    operator: (settings) => new OperatorProcess({ ...operatorParts, settings }),
    [Symbol.asyncDispose]: async () => closing.disposeAsync(),
  };
}

/** CAPM3 with Metal3 IPAM, and Cluster API. Nodes appear in the target, whose Cluster it is. */
async function startStandIns({ plane, log }: StageCluster, target: ClusterClient): Promise<AsyncDisposable> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const world = async (user: string): Promise<StandInWorld> => ({
    client: await connectAs(plane, user),
    workload: async (_cluster: Required<ObjectRef>) => target,
    oneClaim: oneAtATime(),
    now: () => new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    log: (message, fields) => log(`${user}: ${message}`, fields),
  });
  const [capm3, capi] = await Promise.all([world('capm3-stand-in'), world('capi-stand-in')]);
  const running = Promise.all([runManager(capm3, systemClock, signal), runCapiStandIn(capi, signal)]);
  return {
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await running;
      await Promise.all([capm3, capi].map(async ({ client }) => client.close()));
    },
  };
}
