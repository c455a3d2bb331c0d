/** Metal3Machine: from a Machine with bootstrap data to a provisioned host with a Node, and what a pause does to it. */
import type { ObjectRef } from '../../../src/api/kube-object.ts';
import { clusterNameLabel } from '../../../src/api/marks.ts';
import { machines } from '../../../src/api/resources.ts';
import { type BareMetalHost, isProvisioned, provisioningState } from '../bare-metal-host.ts';
import { provisionPatch } from '../decide/host-claim.ts';
import { ensureBlockMovePatch, unpausePatch } from '../decide/host-pause.ts';
import { type Progress, statusAfter, statusWhenPaused } from '../decide/machine-status.ts';
import { providerId } from '../decide/node-appearance.ts';
import { ownerOf } from '../decide/ownership.ts';
import { isAnnotatedPaused, isPaused } from '../decide/paused.ts';
import { finalizers } from '../marks.ts';
import type { Cluster, Machine, Metal3Machine } from '../metal3-machine.ts';
import { metal3Machines } from '../resources.ts';
import { adorn, clusterNamed, dropFinalizer, type Outcome, refOf, type World, writeStatus } from '../world.ts';
import { associate, hostOf, patchHost, pauseHost, releaseHost, rememberedHost } from './host-of-machine.ts';
import { dataOfMachine, releaseData } from './machine-data-claim.ts';
import { ensureNode } from './workload-node.ts';

interface Scope {
  readonly cluster: Cluster;
  readonly machine: Machine;
  readonly metal3Machine: Metal3Machine;
}

function waiting(reason: string, message: string, associated = false): Progress {
  return { kind: 'waiting', reason, message, associated };
}

async function claimedHost(world: World, { cluster, metal3Machine }: Scope): Promise<BareMetalHost | Progress> {
  const remembered = rememberedHost(metal3Machine);
  if (remembered === undefined) {
    const host = await associate(world, metal3Machine, cluster.metadata.name);
    return host ?? waiting('NoAvailableHost', 'no available BareMetalHost matches spec.hostSelector and is free');
  }
  const host = await hostOf(world, metal3Machine);
  return (
    host ?? waiting('AssociatedBMHNotFound', `BareMetalHost ${remembered.namespace}/${remembered.name} does not exist`)
  );
}

/** One pass over an unpaused machine; goes as far as it can and says what it waits for. */
async function advance(world: World, scope: Scope): Promise<Progress> {
  const { cluster, machine } = scope;
  if (cluster.status?.initialization?.infrastructureProvisioned !== true) {
    return waiting(
      'WaitingForClusterInfrastructureReady',
      `Cluster ${cluster.metadata.name} has no infrastructure yet`,
    );
  }
  const dataSecret = machine.spec?.bootstrap?.dataSecretName;
  if (dataSecret === undefined) {
    return waiting('WaitingForBootstrapReady', `Machine ${machine.metadata.name} has no bootstrap data yet`);
  }
  const metal3Machine = await adorn(world, metal3Machines, scope.metal3Machine, {
    finalizer: finalizers.metal3Machine,
  });
  const claimed = await claimedHost(world, { ...scope, metal3Machine });
  if ('kind' in claimed && claimed.kind === 'waiting') return claimed as Progress;
  const blocked = await patchHost(world, claimed as BareMetalHost, ensureBlockMovePatch(claimed as BareMetalHost));
  const data = await dataOfMachine(world, metal3Machine, cluster.metadata.name);
  const status = { ...data.status, userData: { name: dataSecret, namespace: refOf(machine).namespace } };
  await writeStatus(world, metal3Machines, metal3Machine, status);
  if (data.waitingFor !== undefined && !isProvisioned(blocked)) {
    return waiting('WaitingForMetal3Data', data.waitingFor, true);
  }
  const host = await patchHost(world, blocked, provisionPatch(blocked, metal3Machine, status));
  if (!isProvisioned(host)) {
    const state = provisioningState(host) || 'not looked at by the Bare Metal Operator yet';
    return waiting('WaitingForBareMetalHostProvisioned', `BareMetalHost ${host.metadata.name} is ${state}`, true);
  }
  const noNode = await ensureNode(world, { cluster: cluster.metadata.name, host, machine, metal3Machine });
  if (noNode !== undefined) return waiting('SettingProviderIDOnNodeFailed', noNode, true);
  const id = providerId(host, metal3Machine);
  if (metal3Machine.spec?.providerID !== id) {
    await world.client.patch(metal3Machines, refOf(metal3Machine), {
      type: 'merge',
      body: { spec: { providerID: id } },
    });
  }
  return { kind: 'provisioned', host };
}

async function deleteMachine(world: World, { metal3Machine }: Scope): Promise<Outcome> {
  const free = await releaseHost(world, await hostOf(world, metal3Machine), metal3Machine);
  const dataGone = await releaseData(world, metal3Machine);
  if (!free || !dataGone) return { againMs: 2000 };
  await dropFinalizer(world, metal3Machines, metal3Machine, finalizers.metal3Machine);
  return 'done';
}

async function pause(world: World, metal3Machine: Metal3Machine): Promise<Outcome> {
  const host = await hostOf(world, metal3Machine);
  const failure = host && (await pauseHost(world, host));
  if (failure !== undefined) world.log(failure, { metal3Machine: metal3Machine.metadata.name });
  await writeStatus(world, metal3Machines, metal3Machine, statusWhenPaused(metal3Machine, failure, world.now()));
  return 'done';
}

async function scopeOf(world: World, ref: Required<ObjectRef>): Promise<Scope | undefined> {
  const metal3Machine = await world.client.get<Metal3Machine>(metal3Machines, ref);
  if (metal3Machine === undefined || isAnnotatedPaused(metal3Machine)) return undefined;
  const owner = ownerOf(metal3Machine, 'cluster.x-k8s.io', 'Machine');
  const machine = owner && (await world.client.get<Machine>(machines, { namespace: ref.namespace, name: owner.name }));
  const cluster = await clusterNamed(world, ref.namespace, metal3Machine.metadata.labels?.[clusterNameLabel]);
  return machine && cluster && { cluster, machine, metal3Machine };
}

export async function reconcileMetal3Machine(world: World, ref: Required<ObjectRef>): Promise<Outcome> {
  const scope = await scopeOf(world, ref);
  if (scope === undefined) return 'done';
  const { cluster, metal3Machine } = scope;
  if (cluster.spec?.paused === true) return pause(world, metal3Machine);
  const host = await hostOf(world, metal3Machine);
  if (host !== undefined) await patchHost(world, host, unpausePatch(host, cluster.metadata.name));
  if (isPaused(cluster, metal3Machine)) return 'done';
  if (metal3Machine.metadata.deletionTimestamp !== undefined) return deleteMachine(world, scope);
  const progress = await advance(world, scope);
  const current = await world.client.get<Metal3Machine>(metal3Machines, ref);
  if (current === undefined) return 'done';
  await writeStatus(world, metal3Machines, current, statusAfter(current, progress, world.now()));
  return progress.kind === 'waiting' ? { againMs: 5000 } : 'done';
}
