/** Clusters, control planes and Machines that are not at rest, word for word. */
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/api/kube-object.ts';
import {
  cluster,
  type Meta,
  machine,
  machineDeployment,
  marked,
  object,
  observation,
  ownedObjects,
  view,
} from '../given.ts';
import {
  healthyCluster,
  hostedControlPlanes,
  inSource,
  kubeadmControlPlanes,
  machinePools,
  machineSets,
  type Said,
  said,
} from './given.ts';

const condition = (type: string, status: string, message = '') => ({ type, status, reason: 'Any', message });
const ownControlPlane = {
  controlPlaneRef: { apiGroup: 'controlplane.cluster.x-k8s.io', kind: 'KubeadmControlPlane', name: 'prod' },
};

describe('ClusterHealthy', () => {
  const remedy = 'waiting until it is available, and nothing is rolled out, scaled, repaired or deleted';
  const seen = (what: string): Said => ({
    message: `Cluster metal3/prod is not healthy: ${what}; ${remedy}`,
    objects: ['Cluster metal3/prod'],
  });

  it.each([
    [
      'is not available',
      healthyCluster([condition('Available', 'False', '* WorkersAvailable:\n  * MachineDeployment workers: 1 of 2')]),
      seen('Available is False (* WorkersAvailable: * MachineDeployment workers: 1 of 2)'),
    ],
    [
      'has a control plane that is not available',
      healthyCluster([condition('ControlPlaneAvailable', 'False')], ownControlPlane),
      seen('ControlPlaneAvailable is False'),
    ],
    [
      'has a control plane of which nobody knows',
      healthyCluster([condition('ControlPlaneAvailable', 'Unknown', 'no contact')], ownControlPlane),
      seen('ControlPlaneAvailable is Unknown (no contact)'),
    ],
    [
      'with a topology is of unknown health',
      healthyCluster([condition('Available', 'Unknown')], { topology: { classRef: { name: 'metal' } } }),
      seen('Available is Unknown'),
    ],
    ...['RollingOut', 'ScalingUp', 'ScalingDown', 'Remediating', 'Deleting'].map(
      (type) => [`is ${type}`, healthyCluster([condition(type, 'True')]), seen(`${type} is True`)] as const,
    ),
    [
      'has several such conditions',
      healthyCluster([condition('Available', 'False'), condition('ScalingUp', 'True', 'from 1 to 2')]),
      seen('Available is False, ScalingUp is True (from 1 to 2)'),
    ],
  ] as const)('fails for a Cluster that %s', (_, prod, answer) => {
    expect(said('ClusterHealthy', inSource(prod))).toEqual(answer);
  });

  it.each([
    ['reports nothing', cluster()],
    ['has no status', { ...cluster(), status: undefined }],
    ['has a null for conditions', { ...cluster(), status: { conditions: null } }],
    [
      'has single Machines for a control plane, of which Cluster API never knows',
      healthyCluster([condition('Available', 'Unknown'), condition('ControlPlaneAvailable', 'Unknown')]),
    ],
    ['does not know whether it scales', healthyCluster([condition('ScalingUp', 'Unknown')], ownControlPlane)],
  ])('passes for a Cluster that %s', (_, prod: KubeObject) => {
    expect(said('ClusterHealthy', inSource(prod))).toBeUndefined();
  });
});

const remedy = 'waiting until every rollout, scaling and repair is over';
const settled = { observedGeneration: 1, replicas: 3, readyReplicas: 3, upToDateReplicas: 3 };
const controlPlane = (status: object | undefined = {}, meta: Meta = {}, kind = kubeadmControlPlanes) =>
  object(kind, 'prod', meta, { spec: { replicas: 3 }, status: status && { ...settled, ...status } });

describe('ControlPlaneSettled', () => {
  const refersTo = (ref: object) => cluster('prod', { controlPlaneRef: ref });
  const group = 'controlplane.cluster.x-k8s.io';

  it.each([
    [
      'lacks a replica',
      controlPlane({ replicas: 2, readyReplicas: 2 }),
      'wants 3 Machines and has 2, 3 up to date, 2 ready',
    ],
    ['has one too many', controlPlane({ replicas: 4 }), 'wants 3 Machines and has 4, 3 up to date, 3 ready'],
    [
      'has one that is out of date',
      controlPlane({ upToDateReplicas: 2 }),
      'wants 3 Machines and has 3, 2 up to date, 3 ready',
    ],
    [
      'was changed just now',
      controlPlane({}, { generation: 2 }),
      'was changed, and its controller has not seen that yet',
    ],
    ['says nothing', { ...controlPlane(), status: undefined }, 'has no status yet'],
    ['has an empty status', { ...controlPlane(), status: {} }, 'wants 3 Machines and has 0, 0 up to date, 0 ready'],
    [
      'repairs a Machine',
      controlPlane({ conditions: [condition('Remediating', 'True', 'Machine m-0')] }),
      'is not settled: Remediating is True (Machine m-0)',
    ],
  ])('fails for one that %s', (_, plane: KubeObject, what) => {
    expect(said('ControlPlaneSettled', inSource(cluster(), plane))).toEqual({
      message: `KubeadmControlPlane metal3/prod ${what}; ${remedy}`,
      objects: ['KubeadmControlPlane metal3/prod'],
    });
  });

  it.each([
    ['by group', { apiGroup: group, kind: 'HostedControlPlane', name: 'prod' }],
    [
      'by version, as before contract v1beta2',
      { apiVersion: `${group}/v1beta1`, kind: 'HostedControlPlane', name: 'prod' },
    ],
  ])('fails for one of another provider that a Cluster names %s', (_, ref) => {
    const plane = controlPlane({ readyReplicas: 2 }, {}, hostedControlPlanes);
    expect(said('ControlPlaneSettled', inSource(refersTo(ref), plane))).toEqual({
      message: `HostedControlPlane metal3/prod wants 3 Machines and has 3, 3 up to date, 2 ready; ${remedy}`,
      objects: ['HostedControlPlane metal3/prod'],
    });
  });

  it.each([
    ['is settled', [cluster('prod', ownControlPlane), controlPlane()]],
    ['does not tell of generations', [cluster(), controlPlane({ observedGeneration: undefined }, { generation: 7 })]],
    ['is managed and has no replicas', [{ ...controlPlane({ replicas: 1 }), spec: {} }]],
    ['speaks contract v1beta1', [controlPlane({ upToDateReplicas: undefined, updatedReplicas: 3 })]],
    ['is named and missing, which others tell', [cluster('prod', ownControlPlane)]],
    [
      'no Cluster names, and is of another provider',
      [cluster(), controlPlane({ replicas: 0 }, {}, hostedControlPlanes)],
    ],
    ['is not referred to properly', [refersTo({})]],
  ])('passes for one that %s', (_, objects: readonly KubeObject[]) => {
    expect(said('ControlPlaneSettled', inSource(...objects))).toBeUndefined();
  });
});

describe('MachinesSettled', () => {
  const set = (status: object, ownedBy: readonly KubeObject[] = []) =>
    object(machineSets, 'workers-1', { ownedBy }, { spec: { replicas: 3 }, status: { ...settled, ...status } });
  const pool = (status: object) =>
    object(machinePools, 'pool', {}, { spec: { replicas: 3 }, status: { ...settled, ...status } });

  it.each([
    [
      'rolls out',
      machineDeployment({ replicas: 3, upToDateReplicas: 1 }),
      'MachineDeployment metal3/workers wants 2 Machines and has 3, 1 up to date, 2 ready',
    ],
    [
      'was changed, and nobody has seen it yet',
      machineDeployment({}, { generation: 2 }),
      'MachineDeployment metal3/workers was changed, and its controller has not seen that yet',
    ],
    [
      'says nothing yet',
      { ...machineDeployment(), status: undefined },
      'MachineDeployment metal3/workers has no status yet',
    ],
    [
      'scales, as it says itself',
      machineDeployment({ conditions: [condition('ScalingDown', 'True', 'from 3 to 2')] }),
      'MachineDeployment metal3/workers is not settled: ScalingDown is True (from 3 to 2)',
    ],
    [
      'is a MachineSet with a Machine that is not ready',
      set({ readyReplicas: 2 }),
      'MachineSet metal3/workers-1 wants 3 Machines and has 3, 3 up to date, 2 ready',
    ],
    [
      'is a MachineSet of an older revision',
      set({ upToDateReplicas: 0 }, [machineDeployment()]),
      'MachineSet metal3/workers-1 wants 3 Machines and has 3, 0 up to date, 3 ready',
    ],
    [
      'is a MachinePool that grows',
      pool({ replicas: 2 }),
      'MachinePool metal3/pool wants 3 Machines and has 2, 3 up to date, 3 ready',
    ],
    [
      'is a Machine being provisioned',
      machine('m-0', { phase: 'Provisioning' }),
      'Machine metal3/m-0 is Provisioning instead of Running',
    ],
    [
      'is a Machine being deleted',
      machine('m-0', { phase: 'Deleting' }),
      'Machine metal3/m-0 is Deleting instead of Running',
    ],
    [
      'is a Machine of no phase',
      { ...machine('m-0'), status: undefined },
      'Machine metal3/m-0 is in no known phase instead of Running',
    ],
  ])('fails for what %s', (_, unsettled: KubeObject, seen) => {
    expect(said('MachinesSettled', inSource(cluster(), unsettled))).toEqual({
      message: `${seen}; ${remedy}`,
      objects: [`${unsettled.kind} metal3/${unsettled.metadata.name}`],
    });
  });

  it('names the first of many, and lists all', () => {
    const machines = ['a', 'b', 'c'].map((name) => machine(name, { phase: 'Pending' }));
    expect(said('MachinesSettled', inSource(...machines))).toEqual({
      message: `Machine metal3/a is Pending instead of Running (and 2 more); ${remedy}`,
      objects: ['Machine metal3/a', 'Machine metal3/b', 'Machine metal3/c'],
    });
  });

  it('passes for a MachineSet that stands alone: nobody says that its Machines are up to date', () => {
    expect(said('MachinesSettled', inSource(set({ upToDateReplicas: 0 })))).toBeUndefined();
  });

  it('passes for a MachineSet without Machines', () => {
    const old = object(
      machineSets,
      'old',
      {},
      { spec: { replicas: 0 }, status: { observedGeneration: 1, replicas: 0 } },
    );
    expect(said('MachinesSettled', inSource(old))).toBeUndefined();
  });

  it('does not look at another namespace', () => {
    const objects = ownedObjects();
    const source = view(objects);
    const elsewhere = {
      resource: machineSets,
      object: marked(set({ replicas: 1 }), { namespace: 'x' }),
      elsewhere: true as const,
    };
    const observed = observation({ source: { ...source, objects: [...(source.objects ?? []), elsewhere] } });
    expect(said('MachinesSettled', observed)).toBeUndefined();
  });
});
