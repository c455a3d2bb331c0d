/** Brings the world into the source, and waits until everybody who looks after it has come to rest. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeObject, Resource } from '../../../src/api/kube-object.ts';
import { blockMoveAnnotation, hostPausedAnnotation } from '../../../src/api/marks.ts';
import { bareMetalHosts, clusters, deployments, machines, namespaces } from '../../../src/api/resources.ts';
import type { ClusterClient } from '../../../src/kube/cluster-client.ts';
import { conditionNamed } from '../../../src/pivot/conditions.ts';
import { isClaimed, savedStatus, unsteadiness } from '../../../src/pivot/hosts.ts';
import { hostFirmwareSettings, metal3Datas, metal3Machines } from '../../../testbed/capm3-stand-in/resources.ts';
import { objectOf } from '../../controller/minimal-crds.ts';
import { kubeconfigOf, targetAccount } from '../stage/accounts.ts';
import type { StageCluster } from '../stage/cluster.ts';
import type { Stage } from '../stage/stage.ts';
import { clusterObjects } from './cluster-objects.ts';
import { hostFirmwareComponents } from './firmware.ts';
import { hostObjects } from './host-objects.ts';
import { clusterName, hostNames, machineNames, namespace, spareHost } from './names.ts';
import { plant } from './planted.ts';

/** Resolves when every host is steady and every Machine runs. */
export async function seed(stage: Stage): Promise<void> {
  const { source, target } = stage;
  const { admin } = source;
  const kubeconfig = await kubeconfigOf(target.admin, targetAccount, target.proxy);
  await admin.create(namespaces, objectOf(namespaces, { name: namespace, labels: { 'example.com/team': 'metal' } }));
  await plant(admin, hostObjects());
  await plant(admin, clusterObjects(kubeconfig));
  // The other way round CAPM3 would pause the hosts at once, with a status that none of them has restored yet.
  await admin.patch(clusters, { namespace, name: clusterName }, { type: 'merge', body: { spec: { paused: null } } });
  // Its fixture adopts somebody else's host first.
  await untilAvailable(admin);
  const unpausing = { metadata: { annotations: { [hostPausedAnnotation]: null } } };
  for (const name of [...hostNames, spareHost]) {
    await admin.patch(bareMetalHosts, { namespace, name }, { type: 'merge', body: unpausing });
  }
  await Promise.all([untilAtRest(stage.source), untilAvailable(target.admin)]);
  // What its user asks of the firmware: the one part of a host's children that nobody would make anew.
  const settings = { spec: { settings: { LogicalProc: 'Disabled' } } };
  await admin.patch(hostFirmwareSettings, { namespace, name: hostNames[0] }, { type: 'merge', body: settings });
}

const pollMs = 100;
const patienceMs = 180_000;

/** Resolves when nothing is under way in the cluster that has the world; rejects with what is, when that takes too long. */
export async function untilAtRest({ admin }: StageCluster): Promise<void> {
  await untilNone(async () => [...(await unrest(admin)), ...(await unavailable(admin))], 'the world is not at rest');
}

/** Namespaces that are being deleted are gone five seconds later at the earliest: so does the namespace controller. */
export async function untilNothingTerminates({ source, target }: Stage): Promise<void> {
  await untilNone(async () => {
    const lists = await Promise.all([source, target].map(async ({ admin }) => admin.list(namespaces)));
    const terminating = lists
      .flatMap(({ items }) => items)
      .filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
    return terminating.map((one) => said(one, 'is being deleted'));
  }, 'not all is gone');
}

async function untilAvailable(client: ClusterClient): Promise<void> {
  await untilNone(async () => unavailable(client), 'not everything runs');
}

export async function untilTrue(holds: () => Promise<boolean>, what: string): Promise<void> {
  await untilNone(async () => ((await holds()) ? [] : ['not yet']), what);
}

/** Two looks in a row: what has just been written may set off more. */
async function untilNone(look: () => Promise<readonly string[]>, what: string): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (let quiet = 0; quiet < 2; ) {
    const found = await look();
    quiet = found.length === 0 ? quiet + 1 : 0;
    if (performance.now() > deadline) throw new Error(`${what}: ${found.join('; ')}`);
    await sleep(pollMs);
  }
}

async function unrest(client: ClusterClient): Promise<readonly string[]> {
  const all = async (resource: Resource) => (await client.list(resource, { namespace })).items;
  const [settings, components, hosts, machineList, metal3MachineList, datas] = await Promise.all([
    all(hostFirmwareSettings),
    all(hostFirmwareComponents),
    all(bareMetalHosts),
    all(machines),
    all(metal3Machines),
    all(metal3Datas),
  ]);
  return [
    ...missing('BareMetalHosts', hosts, hostNames.length + 1),
    ...missing('Machines', machineList, machineNames.length),
    ...missing('Metal3Data', datas, 1),
    ...missing('HostFirmwareSettings', settings, hosts.length),
    ...missing('HostFirmwareComponents', components, hosts.length),
    ...hosts.flatMap(restlessHost),
    ...machineList.flatMap((machine) =>
      (machine['status'] as { phase?: string } | undefined)?.phase === 'Running' ? [] : [said(machine, 'does not run')],
    ),
    ...metal3MachineList.flatMap((machine) =>
      conditionNamed(machine, 'Ready')?.status === 'True' ? [] : [said(machine, 'is not ready')],
    ),
    ...datas.flatMap((data) =>
      (data['status'] as { ready?: boolean } | undefined)?.ready === true ? [] : [said(data, 'is not rendered')],
    ),
  ];
}

function missing(what: string, found: readonly unknown[], wanted: number): readonly string[] {
  return found.length === wanted ? [] : [`${found.length} of ${wanted} ${what}`];
}

function restlessHost(host: KubeObject): readonly string[] {
  const why = unsteadiness(host) ?? (savedStatus(host) === undefined ? undefined : 'has not consumed its saved status');
  if (why !== undefined) return [said(host, why)];
  const isKept = blockMoveAnnotation in (host.metadata.annotations ?? {});
  return isClaimed(host) && !isKept ? [said(host, 'is not kept from being moved by CAPM3')] : [];
}

function said({ kind, metadata }: KubeObject, what: string): string {
  return `${kind} ${metadata.name} ${what}`;
}

interface Replicas {
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly availableReplicas?: number };
}

async function unavailable(client: ClusterClient): Promise<readonly string[]> {
  const { items } = await client.list(deployments);
  return items.flatMap((deployment) => {
    const { spec, status } = deployment as unknown as Replicas;
    const isAvailable = (status?.availableReplicas ?? 0) === (spec.replicas ?? 1);
    return isAvailable ? [] : [said(deployment, 'is not available')];
  });
}
