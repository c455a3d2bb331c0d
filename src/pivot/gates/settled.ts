/** Is the Cluster healthy, and is nothing being rolled out, scaled or repaired that would create or delete Machines? */
import { groupOf, type KubeObject } from '../../api/kube-object.ts';
import { changesUnderWay, conditionInWords, conditionNamed } from '../conditions.ts';
import { describeObject, isKind, referenceKey, referenceKeyOf } from '../graph/found-object.ts';
import { objectsHere } from '../objects-here.ts';
import type { Observation } from '../observation.ts';
import { type Case, type Violation, violationOf } from '../result.ts';

interface ControlPlaneRef {
  readonly apiGroup?: string;
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
}

interface ClusterSpec {
  readonly controlPlaneRef?: ControlPlaneRef;
  readonly topology?: object;
}

function specOf(cluster: KubeObject): ClusterSpec {
  return cluster['spec'] ?? {};
}

/** Of conditions that are not there nothing is demanded: older releases have fewer. */
export function clusterNotHealthy({ source }: Observation): Violation | undefined {
  const cases = source.clusters.flatMap((cluster): Case[] => {
    const conditions = [...unavailable(cluster), ...changesUnderWay(cluster)];
    if (conditions.length === 0) return [];
    return [
      { object: describeObject(cluster), seen: `is not healthy: ${conditions.map(conditionInWords).join(', ')}` },
    ];
  });
  return violationOf(
    'ClusterNotHealthy',
    cases,
    'waiting until it is available, and nothing is rolled out, scaled, repaired or deleted',
  );
}

/**
 * Cluster API 1.14 can't tell whether a control plane of single Machines is available (core/reconcilers/cluster/
 * cluster_controller_status.go): ControlPlaneAvailable, and with it Available, stay Unknown for ever there.
 */
function unavailable(cluster: KubeObject) {
  const { controlPlaneRef, topology } = specOf(cluster);
  const isToldOf = controlPlaneRef !== undefined || topology !== undefined;
  return ['Available', 'ControlPlaneAvailable'].flatMap((type) => {
    const condition = conditionNamed(cluster, type);
    if (condition === undefined || condition.status === 'True') return [];
    return condition.status === 'False' || isToldOf ? [condition] : [];
  });
}

const remedy = 'waiting until every rollout, scaling and repair is over';

/** One that a Cluster names and that does not exist is for `referenceNotMoved` to tell. */
export function controlPlaneNotSettled({ source }: Observation): Violation | undefined {
  const named = new Set(source.clusters.flatMap(controlPlaneOf));
  const controlPlanes = objectsHere(source).filter(
    (object) =>
      isKind(object, 'KubeadmControlPlane', 'controlplane.cluster.x-k8s.io') || named.has(referenceKeyOf(object)),
  );
  return violationOf('ControlPlaneNotSettled', controlPlanes.flatMap(unsettledCase), remedy);
}

function controlPlaneOf(cluster: KubeObject): readonly string[] {
  const { apiGroup, apiVersion = '', kind = '', name = '' } = specOf(cluster).controlPlaneRef ?? {};
  if (name === '') return [];
  return [referenceKey({ group: apiGroup ?? groupOf(apiVersion), kind, namespace: cluster.metadata.namespace, name })];
}

/** A rollout, scaling or remediation under way would create or delete Machines while they are copied. */
export function machinesNotSettled({ source }: Observation): Violation | undefined {
  const sets = objectsHere(source).filter((object) => isKind(object, 'MachineSet') || isKind(object, 'MachinePool'));
  return violationOf(
    'MachinesNotSettled',
    [
      ...[...source.machineDeployments, ...sets].flatMap(unsettledCase),
      ...source.machines.flatMap((machine): Case[] => {
        const { phase } = (machine['status'] ?? {}) as { phase?: string };
        if (phase === 'Running') return [];
        return [{ object: describeObject(machine), seen: `is ${phase ?? 'in no known phase'} instead of Running` }];
      }),
    ],
    remedy,
  );
}

function unsettledCase(object: KubeObject): Case[] {
  const seen = unsettled(object);
  return seen === undefined ? [] : [{ object: describeObject(object), seen }];
}

interface ReplicaStatus {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly upToDateReplicas?: number;
  /** As contract v1beta1 of Cluster API calls it. */
  readonly updatedReplicas?: number;
}

function unsettled(object: KubeObject): string | undefined {
  const status = object['status'] as ReplicaStatus | undefined;
  const { replicas: wanted } = (object['spec'] ?? {}) as { replicas?: number };
  if (status === undefined) return 'has no status yet';
  const { observedGeneration, replicas = 0, readyReplicas = 0, upToDateReplicas, updatedReplicas = 0 } = status;
  if (observedGeneration !== undefined && observedGeneration !== object.metadata.generation) {
    return 'was changed, and its controller has not seen that yet';
  }
  const upToDate = upToDateReplicas ?? updatedReplicas;
  const counts = [replicas, readyReplicas, ...(isAlone(object) ? [] : [upToDate])];
  // A managed control plane has no number of Machines.
  if (wanted !== undefined && counts.some((count) => count !== wanted)) {
    return `wants ${wanted} Machines and has ${replicas}, ${upToDate} up to date, ${readyReplicas} ready`;
  }
  const changes = changesUnderWay(object);
  return changes.length === 0 ? undefined : `is not settled: ${changes.map(conditionInWords).join(', ')}`;
}

/** Of the Machines of a MachineSet without MachineDeployment, Cluster API never says that they are up to date. */
function isAlone(object: KubeObject): boolean {
  const owners = object.metadata.ownerReferences ?? [];
  return isKind(object, 'MachineSet') && !owners.some(({ kind }) => kind === 'MachineDeployment');
}
