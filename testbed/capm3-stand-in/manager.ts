/** The stand-in's controllers put together: what is followed, what is reconciled when, by which function. */
import type { KubeObject, ObjectRef, Resource } from '../../src/api/kube-object.ts';
import { bareMetalHosts, clusters, machines } from '../../src/api/resources.ts';
import type { Clock } from '../../src/kube/clock.ts';
import { follow } from './follow.ts';
import { reconcileIpPool } from './reconcile/ip-pool.ts';
import { reconcileMetal3Cluster } from './reconcile/metal3-cluster.ts';
import { reconcileMetal3Data } from './reconcile/metal3-data.ts';
import { reconcileMetal3DataTemplate } from './reconcile/metal3-data-template.ts';
import { reconcileMetal3Machine } from './reconcile/metal3-machine.ts';
import * as resources from './resources.ts';
import { clusterSignature, type ReconciledKind, reconciledKinds, type Target, targetsOf } from './routes.ts';
import { startWork } from './work.ts';
import type { Outcome, World } from './world.ts';

const reconcilers: Readonly<Record<ReconciledKind, (world: World, ref: Required<ObjectRef>) => Promise<Outcome>>> = {
  Metal3Cluster: reconcileMetal3Cluster,
  Metal3Machine: reconcileMetal3Machine,
  Metal3DataTemplate: reconcileMetal3DataTemplate,
  Metal3Data: reconcileMetal3Data,
  IPPool: reconcileIpPool,
};

const followed: readonly Resource[] = [
  clusters,
  machines,
  bareMetalHosts,
  resources.metal3Clusters,
  resources.metal3Machines,
  resources.metal3DataTemplates,
  resources.metal3DataClaims,
  resources.metal3Datas,
  resources.ipPools,
  resources.ipClaims,
  resources.ipAddresses,
];

const parallelReconciles = 8;

/** Lets one caller in at a time. */
export function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return async (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Runs until `signal` is aborted. */
export async function runManager(world: World, clock: Clock, signal: AbortSignal): Promise<void> {
  const known = new Map<ReconciledKind, Map<string, KubeObject>>(reconciledKinds.map((kind) => [kind, new Map()]));
  const signatures = new Map<string, string>();
  const keyOf = (object: KubeObject) => `${object.metadata.namespace}/${object.metadata.name}`;
  const objectsOf = (kind: ReconciledKind) => [...(known.get(kind)?.values() ?? [])];

  const ask = startWork<Target>({
    clock,
    signal,
    parallel: parallelReconciles,
    keyOf: ({ kind, namespace, name }) => `${kind} ${namespace}/${name}`,
    handle: async ({ kind, namespace, name }) => reconcilers[kind](world, { namespace, name }),
    failed: (target, error) => world.log('reconcile failed', { ...target, error: messageOf(error) }),
  });
  const passOn = (object: KubeObject) => {
    for (const target of targetsOf(object, objectsOf)) ask(target);
  };
  const seen = (object: KubeObject) => {
    known.get(object.kind as ReconciledKind)?.set(keyOf(object), object);
    if (object.kind === 'Cluster') {
      const signature = clusterSignature(object);
      if (signatures.get(keyOf(object)) === signature) return;
      signatures.set(keyOf(object), signature);
    }
    passOn(object);
  };
  const gone = (object: KubeObject) => {
    known.get(object.kind as ReconciledKind)?.delete(keyOf(object));
    if (object.kind === 'Cluster') signatures.delete(keyOf(object));
    passOn(object);
  };
  await Promise.all(
    followed.map(async (resource) => {
      const failed = (error: unknown) =>
        world.log('cannot follow', { plural: resource.plural, error: messageOf(error) });
      await follow(resource, { client: world.client, clock, signal, seen, gone, failed });
    }),
  );
}
