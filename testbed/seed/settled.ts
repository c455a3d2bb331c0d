/** Whether a seeded cluster has come to rest, and if not, what it waits for. */
import type { KubeObject } from '../../src/api/kube-object.ts';
import type { BareMetalHost } from '../capm3-stand-in/bare-metal-host.ts';
import type { Metal3Machine } from '../capm3-stand-in/metal3-machine.ts';
import { controlPlaneName, hostNames, hostsWithFirmwareSettings, type SeedPlan, workersName } from './plan.ts';

interface WithConditions extends KubeObject {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    readonly [field: string]: unknown;
  };
}

export interface MachineObject extends KubeObject {
  readonly status?: { readonly phase?: string; readonly nodeRef?: { readonly name?: string } };
}

/** What is in the source cluster's namespace. */
export interface Snapshot {
  readonly clusters: readonly WithConditions[];
  readonly machines: readonly MachineObject[];
  readonly machineDeployments: readonly WithConditions[];
  readonly metal3Machines: readonly Metal3Machine[];
  readonly hosts: readonly BareMetalHost[];
  readonly hardwareData: readonly KubeObject[];
  readonly firmwareSettings: readonly KubeObject[];
  readonly ipAddresses: readonly KubeObject[];
}

function unmet(object: WithConditions | undefined, type: string, what: string): readonly string[] {
  if (object === undefined) return [`${what} does not exist yet`];
  const condition = object.status?.conditions?.find((candidate) => candidate.type === type);
  if (condition?.status === 'True') return [];
  const message = condition?.message?.trim().replaceAll(/\s*\n\s*/g, ' ') ?? '';
  return [`${what} is not ${type} yet${message === '' ? '' : ` (${message})`}`];
}

function named<T extends KubeObject>(objects: readonly T[], name: string): T | undefined {
  return objects.find((object) => object.metadata.name === name);
}

/** One line for many objects in the same case, so that a large seed stays readable. */
function summary(what: string, missing: readonly string[], of: number): readonly string[] {
  if (missing.length === 0) return [];
  const shown = missing.slice(0, 3).join(', ');
  return [`${missing.length} of ${of} ${what}: ${shown}${missing.length > 3 ? ', ...' : ''}`];
}

function hostTrouble(host: BareMetalHost | undefined, name: string, goal: string): readonly string[] {
  if (host === undefined) return [`${name} does not exist`];
  const status = host.status as
    | { operationalStatus?: string; errorType?: string; errorMessage?: string; poweredOn?: boolean }
    | undefined;
  const state = host.status?.provisioning?.state ?? '';
  const problem = (status?.errorMessage ?? '') === '' ? '' : ` (${status?.errorMessage})`;
  if (state !== goal) return [`${name} is ${state === '' ? 'new' : state}${problem}`];
  if (status?.operationalStatus !== 'OK' || (status.errorType ?? '') !== '') {
    return [`${name} is ${status?.operationalStatus}${problem}`];
  }
  return status.poweredOn === true ? [] : [`${name} is off`];
}

function waitingHosts(plan: SeedPlan, hosts: readonly BareMetalHost[]): readonly string[] {
  const byName = new Map(hosts.map((host) => [host.metadata.name, host]));
  const goal = (index: number) => (index < plan.hosts ? 'provisioned' : 'available');
  const missing = hostNames(plan).flatMap((name, index) => hostTrouble(byName.get(name), name, goal(index)));
  return summary('hosts', missing, plan.hosts + plan.unclaimed);
}

function waitingMachines(plan: SeedPlan, machines: readonly MachineObject[]): readonly string[] {
  const unready = machines
    .filter((machine) => machine.status?.phase !== 'Running' || machine.status.nodeRef === undefined)
    .map((machine) => `${machine.metadata.name} is ${machine.status?.phase ?? 'new'}`);
  const absent = Array.from({ length: Math.max(0, plan.hosts - machines.length) }, () => 'one does not exist yet');
  return summary('Machines', [...unready, ...absent], plan.hosts);
}

function waitingMetal3Machines(machines: readonly Metal3Machine[], of: number): readonly string[] {
  const missing = machines.flatMap((machine) => {
    const ready = machine.status?.conditions?.find((condition) => condition.type === 'Ready');
    return ready?.status === 'True' ? [] : [`${machine.metadata.name} waits: ${ready?.message ?? 'not looked at yet'}`];
  });
  return summary('Metal3Machines', missing, of);
}

function absent(what: string, names: readonly string[], present: readonly KubeObject[]): readonly string[] {
  const have = new Set(present.map((object) => object.metadata.name));
  return summary(
    what,
    names.filter((name) => !have.has(name)).map((name) => `${name} is missing`),
    names.length,
  );
}

/** What the control plane still waits for; workers are created after it. */
export function waitsForControlPlane(
  plan: SeedPlan,
  { clusters, metal3Machines }: Pick<Snapshot, 'clusters' | 'metal3Machines'>,
): readonly string[] {
  const cluster = named(clusters, plan.clusterName);
  const machine = named(metal3Machines, controlPlaneName(plan));
  return [
    ...unmet(cluster, 'ControlPlaneInitialized', `Cluster ${plan.clusterName}`),
    ...waitingMetal3Machines(machine === undefined ? [] : [machine], 1),
  ];
}

/** Everything that is not at rest yet, in words; empty when the seed is complete. */
export function waitsFor(plan: SeedPlan, seen: Snapshot): readonly string[] {
  const addresses = plan.hosts - seen.ipAddresses.length;
  return [
    ...waitingHosts(plan, seen.hosts),
    ...waitingMachines(plan, seen.machines),
    ...waitingMetal3Machines(seen.metal3Machines, plan.hosts),
    ...unmet(named(seen.machineDeployments, workersName(plan)), 'Available', `MachineDeployment ${workersName(plan)}`),
    ...unmet(named(seen.clusters, plan.clusterName), 'ControlPlaneInitialized', `Cluster ${plan.clusterName}`),
    ...absent('HardwareData', hostNames(plan), seen.hardwareData),
    ...absent('HostFirmwareSettings', hostsWithFirmwareSettings(plan), seen.firmwareSettings),
    ...(addresses > 0 ? [`${addresses} of ${plan.hosts} IPAddresses are missing`] : []),
  ];
}
