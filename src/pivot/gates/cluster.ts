/** Is the Cluster fit to move: provisioned, initialized, alone in its namespace, not paused, with settled Machines? */
import type { KubeObject } from '../../api/kube-object.ts';
import { capiPausedAnnotation } from '../../api/marks.ts';
import { describeObject } from '../graph.ts';
import type { Observation } from '../observation.ts';
import { type Violation, violation } from '../result.ts';

interface ClusterStatus {
  readonly initialization?: {
    readonly infrastructureProvisioned?: boolean;
    readonly controlPlaneInitialized?: boolean;
  };
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

export function isPaused(cluster: KubeObject): boolean {
  const spec = cluster['spec'] as { paused?: boolean } | undefined;
  return spec?.paused === true || capiPausedAnnotation in (cluster.metadata.annotations ?? {});
}

export function clusterNotFound({ pivot, source }: Observation): Violation | undefined {
  const { clusterName } = pivot.spec;
  if (source.clusters.some((cluster) => cluster.metadata.name === clusterName)) return undefined;
  return violation(
    'ClusterNotFound',
    `Cluster ${pivot.metadata.namespace}/${clusterName} does not exist in the source; waiting for it`,
  );
}

/** clusterctl moves whole namespaces: another Cluster in it would move along unasked. */
export function otherClusterInNamespace({ pivot, source }: Observation): Violation | undefined {
  const other = source.clusters.find((cluster) => cluster.metadata.name !== pivot.spec.clusterName);
  if (other === undefined) return undefined;
  return violation(
    'OtherClusterInNamespace',
    `${describeObject(other)} is in the namespace too and would move along; move it to another namespace or delete it`,
  );
}

export function clusterNotProvisioned({ source }: Observation): Violation | undefined {
  for (const cluster of source.clusters) {
    const status = (cluster['status'] ?? {}) as ClusterStatus;
    if (status.initialization?.infrastructureProvisioned !== true) {
      return violation(
        'ClusterNotProvisioned',
        `${describeObject(cluster)} has not provisioned its infrastructure; waiting for status.initialization.infrastructureProvisioned`,
      );
    }
    const condition = status.conditions?.find(({ type }) => type === 'ControlPlaneInitialized');
    if (condition?.status !== 'True') {
      return violation(
        'ControlPlaneNotInitialized',
        `${describeObject(cluster)} has no initialized control plane; waiting for its condition ControlPlaneInitialized`,
      );
    }
  }
  return undefined;
}

/** clusterctl refuses paused Clusters since 1.12, and somebody paused it for a reason. */
export function clusterPaused({ source }: Observation): Violation | undefined {
  const paused = source.clusters.find(isPaused);
  if (paused === undefined) return undefined;
  return violation(
    'ClusterPaused',
    `${describeObject(paused)} is paused; waiting until spec.paused and the annotation ${capiPausedAnnotation} are gone`,
  );
}

export function machineWithoutNode({ source }: Observation): Violation | undefined {
  const machine = source.machines.find(
    (candidate) => (candidate['status'] as { nodeRef?: { name?: string } } | undefined)?.nodeRef?.name === undefined,
  );
  if (machine === undefined) return undefined;
  return violation('MachineWithoutNode', `${describeObject(machine)} has no Node yet; waiting for its status.nodeRef`);
}

export function objectBeingDeleted({ source }: Observation): Violation | undefined {
  const objects = [...source.clusters, ...source.machines, ...source.machineDeployments, ...source.hosts];
  const terminating = objects.find((object) => object.metadata.deletionTimestamp !== undefined);
  if (terminating === undefined) return undefined;
  return violation(
    'ObjectBeingDeleted',
    `${describeObject(terminating)} is being deleted, and a move would bring it back to life; waiting until it is gone`,
  );
}

/** A rollout, scaling or remediation under way would create or delete Machines while they are copied. */
export function machinesNotSettled({ source }: Observation): Violation | undefined {
  for (const deployment of source.machineDeployments) {
    const wanted = (deployment['spec'] as { replicas?: number } | undefined)?.replicas ?? 0;
    const status = (deployment['status'] ?? {}) as {
      observedGeneration?: number;
      replicas?: number;
      readyReplicas?: number;
      upToDateReplicas?: number;
    };
    const settled =
      status.observedGeneration === deployment.metadata.generation &&
      [status.replicas, status.readyReplicas, status.upToDateReplicas].every((count) => (count ?? 0) === wanted);
    if (!settled) {
      return violation(
        'MachinesNotSettled',
        `${describeObject(deployment)} wants ${wanted} Machines and has ${status.replicas ?? 0}, ${status.upToDateReplicas ?? 0} up to date, ${status.readyReplicas ?? 0} ready; waiting until they agree`,
      );
    }
  }
  const machine = source.machines.find(
    (candidate) => (candidate['status'] as { phase?: string } | undefined)?.phase !== 'Running',
  );
  if (machine === undefined) return undefined;
  const phase = (machine['status'] as { phase?: string } | undefined)?.phase ?? 'unknown';
  return violation('MachinesNotSettled', `${describeObject(machine)} is ${phase}; waiting for Running`);
}
