/** One look at a namespace: everything of an unpaused Cluster gets its status, what is missing is made, what goes is taken down. */
import type { KubeObject, Resource } from '../../../src/api/kube-object.ts';
import { clusterNameLabel } from '../../../src/api/marks.ts';
import { clusters, machineDeployments, machines } from '../../../src/api/resources.ts';
import { isPaused } from '../../../testbed/capm3-stand-in/decide/paused.ts';
import type { Cluster } from '../../../testbed/capm3-stand-in/metal3-machine.ts';
import { metal3Machines } from '../../../testbed/capm3-stand-in/resources.ts';
import { adorn, dropFinalizer, refOf, type World, writeStatus } from '../../../testbed/capm3-stand-in/world.ts';
import { controlPlanes, machineSets } from './resources.ts';
import { missingMachines, type OwnedMachine, ownedBy, type Replicated } from './scale.ts';
import { statusAtRest } from './status.ts';

/** Owners come before what they own. */
export const reconciled: readonly Resource[] = [clusters, controlPlanes, machineDeployments, machineSets, machines];

const finalizers: Readonly<Record<string, string>> = {
  Cluster: 'cluster.cluster.x-k8s.io',
  KubeadmControlPlane: 'kubeadm.controlplane.cluster.x-k8s.io',
  MachineDeployment: 'cluster.x-k8s.io/machinedeployment',
  MachineSet: 'cluster.x-k8s.io/machineset',
  Machine: 'machine.cluster.x-k8s.io',
};

export async function reconcileNamespace(world: World, namespace: string): Promise<void> {
  // One after the other: whoever unpauses a Cluster has put everything in its place before.
  const known = await world.client.list<Cluster>(clusters, { namespace });
  const byName = new Map(known.items.map((cluster) => [cluster.metadata.name, cluster]));
  const found = await Promise.all(reconciled.map(async (resource) => withResource(world, resource, namespace)));
  const knownMachines = await world.client.list<OwnedMachine>(machines, { namespace });
  for (const { resource, object } of found.flat()) {
    const cluster = byName.get(object.metadata.labels?.[clusterNameLabel] ?? object.metadata.name);
    if (cluster === undefined || isPaused(cluster, object)) continue;
    await reconcileOne(world, { resource, object, machines: knownMachines.items });
  }
}

async function withResource({ client }: World, resource: Resource, namespace: string) {
  const { items } = await client.list(resource, { namespace });
  return items.map((object) => ({ resource, object }));
}

interface Subject {
  readonly resource: Resource;
  readonly object: KubeObject;
  /** All of the namespace. */
  readonly machines: readonly OwnedMachine[];
}

async function reconcileOne(world: World, { resource, object, machines: all }: Subject): Promise<void> {
  if (object.metadata.deletionTimestamp !== undefined) return takeDown(world, resource, object);
  const current = await adorn(world, resource, object, { finalizer: finalizers[object.kind] ?? '' });
  // A MachineDeployment has its Machines through its MachineSets.
  if (object.kind === 'MachineSet' || object.kind === 'KubeadmControlPlane') {
    for (const machine of missingMachines(current, all)) {
      world.log('made a Machine that was missing', { machine: machine.metadata.name });
      await world.client.create(machines, machine);
    }
  }
  await writeStatus(world, resource, current, statusAtRest(current, countOf(current, all), world.now()));
}

function countOf(object: KubeObject, all: readonly OwnedMachine[]): number {
  if (object.kind !== 'MachineDeployment') return ownedBy(object, all).length;
  return (object as Replicated).spec?.replicas ?? 0;
}

/** A Machine that goes takes its Metal3Machine along, and with it what runs on its host. */
async function takeDown(world: World, resource: Resource, object: KubeObject): Promise<void> {
  if (object.kind === 'Machine') {
    const name = (object as OwnedMachine).spec?.infrastructureRef?.name ?? '';
    const { namespace } = refOf(object);
    world.log('takes a Machine down', { machine: object.metadata.name });
    if (await world.client.delete(metal3Machines, { namespace, name })) return;
  }
  await dropFinalizer(world, resource, object, finalizers[object.kind] ?? '');
}
