/** Fills the source cluster with a Cluster on bare metal, and waits until the real controllers have brought it to rest. */
import { generateKeyPairSync } from 'node:crypto';
import { apiVersionOf, type KubeObject, type Resource, refOf } from '../../src/api/kube-object.ts';
import {
  bareMetalHosts,
  clusters,
  hardwareData,
  machineDeployments,
  machines,
  namespaces,
} from '../../src/api/resources.ts';
import type { ClusterClient } from '../../src/kube/cluster-client.ts';
import { isConflict, isTransient } from '../../src/kube/errors.ts';
import type { BareMetalHost } from '../capm3-stand-in/bare-metal-host.ts';
import type { Metal3Machine } from '../capm3-stand-in/metal3-machine.ts';
import { hostFirmwareSettings, ipAddresses, metal3Machines } from '../capm3-stand-in/resources.ts';
import { caSecret, clusterObjects, controlPlaneObjects, kubeconfigSecret, workerObjects } from './cluster-objects.ts';
import { hostObjects, type Seedling } from './host-objects.ts';
import { firmwareSettings, hostsWithFirmwareSettings, type SeedPlan } from './plan.ts';
import { type MachineObject, type Snapshot, waitsFor, waitsForControlPlane } from './settled.ts';
import { readWorkload } from './workload.ts';

export interface SeedClients {
  /** The management cluster that a pivot starts from. */
  readonly source: ClusterClient;
  /** The cluster that becomes the workload cluster, and later the target. */
  readonly target: ClusterClient;
  /** Admin kubeconfig (YAML) of `target` as Pods of both clusters can use it. */
  readonly targetKubeconfig: string;
}

export interface SeedOptions {
  /** One line for people; repeated only when it changes. */
  readonly progress: (line: string) => void;
  /** Default: 5 minutes, and 2 s a host. */
  readonly timeoutSeconds?: number;
}

export interface SeedResult {
  readonly hosts: number;
  readonly machines: number;
  readonly seconds: number;
}

const parallel = 8;
const pollMs = 1000;

/** After a reset webhooks are refused until kube-proxy knows the Pods that answer them now. */
const patienceMs = 30_000;

async function createIfAbsent(client: ClusterClient, { resource, object }: Seedling): Promise<KubeObject> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await client.create(resource, object);
    } catch (error) {
      const existing = isConflict(error) ? await client.get(resource, refOf(object)) : undefined;
      if (existing !== undefined) return existing;
      if (!isTransient(error) || performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }
}

async function createAll(client: ClusterClient, seedlings: readonly Seedling[]): Promise<void> {
  const queue = [...seedlings];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await createIfAbsent(client, next);
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}

async function snapshot(client: ClusterClient, namespace: string): Promise<Snapshot> {
  const all = async <T extends KubeObject>(resource: Resource) => (await client.list<T>(resource, { namespace })).items;
  return {
    clusters: await all(clusters),
    machines: await all<MachineObject>(machines),
    machineDeployments: await all(machineDeployments),
    metal3Machines: await all<Metal3Machine>(metal3Machines),
    hosts: await all<BareMetalHost>(bareMetalHosts),
    hardwareData: await all(hardwareData),
    firmwareSettings: await all(hostFirmwareSettings),
    ipAddresses: await all(ipAddresses),
  };
}

interface Wait {
  readonly client: ClusterClient;
  readonly namespace: string;
  readonly missing: (seen: Snapshot) => readonly string[];
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly progress: (line: string) => void;
}

async function waitUntil({ client, namespace, missing, deadline, progress }: Wait): Promise<void> {
  let said = '';
  for (;;) {
    const began = Date.now();
    const open = missing(await snapshot(client, namespace));
    if (open.length === 0) return;
    // How many of what is enough to see that it goes on; the details are for when it does not.
    const line = `waiting for ${open.map((part) => part.replace(/[:(].*$/, '').trim()).join(', ')}`;
    if (line !== said) progress(line);
    said = line;
    if (Date.now() > deadline) {
      throw new Error(`The seeded cluster in namespace ${namespace} did not come to rest; it lacks ${open.join('; ')}`);
    }
    // A look at thousands of objects shall not be most of what the API server does.
    const tookMs = Date.now() - began;
    await new Promise((resolve) => setTimeout(resolve, Math.max(pollMs, 20 * tookMs)));
  }
}

/** Cluster API reads a key beside the CA certificate and only copies it; a real one of the target has no business here. */
function anyKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'sec1', format: 'pem' }).toString();
}

/** What a user changed in the firmware settings that the Bare Metal Operator made. Only its spec is the user's. */
async function touchFirmware(client: ClusterClient, plan: SeedPlan): Promise<void> {
  for (const name of hostsWithFirmwareSettings(plan)) {
    const ref = { name, namespace: plan.namespace };
    await client.patch(hostFirmwareSettings, ref, { type: 'merge', body: { spec: { settings: firmwareSettings } } });
  }
}

/** Cluster API's managers take a few hundred milliseconds a Machine, one after the other. */
function usualSeconds({ hosts, unclaimed }: SeedPlan): number {
  return 300 + 2 * (hosts + unclaimed);
}

/**
 * Creates what is not there yet and waits until everything is at rest: hosts provisioned or available, Machines Running
 * with Nodes, the MachineDeployment Available. Repeatable; changes nothing that exists, except the firmware settings.
 */
export async function seed(clients: SeedClients, plan: SeedPlan, options: SeedOptions): Promise<SeedResult> {
  const started = Date.now();
  const deadline = started + (options.timeoutSeconds ?? usualSeconds(plan)) * 1000;
  const { source } = clients;
  const { namespace } = plan;
  const { progress } = options;
  const workload = await readWorkload(clients.target, clients.targetKubeconfig);
  progress(`creating ${plan.hosts + plan.unclaimed} BareMetalHosts and Cluster ${namespace}/${plan.clusterName}`);
  const home = { apiVersion: apiVersionOf(namespaces), kind: 'Namespace', metadata: { name: namespace } };
  await createIfAbsent(source, { resource: namespaces, object: home });
  await createAll(source, [...hostObjects(plan), ...clusterObjects(plan, workload)]);
  const cluster = await source.get(clusters, { namespace, name: plan.clusterName });
  if (cluster === undefined)
    throw new Error(`Cluster ${namespace}/${plan.clusterName} vanished while it was being seeded`);
  // In this order: with a CA and without a kubeconfig, Cluster API would make a kubeconfig of its own.
  await createIfAbsent(source, kubeconfigSecret(plan, workload, cluster));
  await createIfAbsent(source, caSecret(plan, workload, anyKey()));
  await createAll(source, controlPlaneObjects(plan, workload));
  const wait = { client: source, namespace, deadline, progress };
  // The bootstrap provider looks at workers again only after 30 s when they come before the control plane.
  await waitUntil({ ...wait, missing: (seen) => waitsForControlPlane(plan, seen) });
  await createAll(source, workerObjects(plan, workload));
  await waitUntil({ ...wait, missing: (seen) => waitsFor(plan, seen) });
  await touchFirmware(source, plan);
  const seconds = Math.round((Date.now() - started) / 1000);
  progress(`${plan.hosts} machines on ${plan.hosts + plan.unclaimed} hosts at rest after ${seconds} s`);
  return { hosts: plan.hosts + plan.unclaimed, machines: plan.hosts, seconds };
}
