/** Is the Cluster fit to move: provisioned, initialized, alone in its namespace, not paused? */
import type { KubeObject } from '../../api/kube-object.ts';
import { capiPausedAnnotation } from '../../api/marks.ts';
import { describeObject, type FoundObject } from '../graph.ts';
import { nameSome } from '../inventory.ts';
import { sourceMoveSet } from '../move-set.ts';
import type { ClusterView, Observation } from '../observation.ts';
import { type Violation, violation } from '../result.ts';

interface ClusterStatus {
  readonly initialization?: {
    readonly infrastructureProvisioned?: boolean;
    readonly controlPlaneInitialized?: boolean;
  };
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

interface ClusterSpec {
  readonly paused?: boolean;
  readonly controlPlaneRef?: object;
}

/** How clusterctl pauses a Cluster, and what providers pause its hosts upon. */
export function isPaused(cluster: KubeObject): boolean {
  return (cluster['spec'] as ClusterSpec | undefined)?.paused === true;
}

/** How clusterctl pauses a ClusterClass, and a person may pause anything. */
export function isPausedByAnnotation(object: KubeObject): boolean {
  return capiPausedAnnotation in (object.metadata.annotations ?? {});
}

/** The ClusterClasses among the objects that move: clusterctl pauses them, too. */
export function pausedClasses(view: ClusterView | undefined): readonly FoundObject[] {
  return (view?.objects ?? []).filter(({ object }) => object.kind === 'ClusterClass' && isPausedByAnnotation(object));
}

export function clusterNotFound({ pivot, source }: Observation): Violation | undefined {
  const { clusterName } = pivot.spec;
  if (source.clusters.some((cluster) => cluster.metadata.name === clusterName)) return undefined;
  const others = source.clusters.length === 0 ? '' : `, where ${nameSome(source.clusters)} is`;
  return violation(
    'ClusterNotFound',
    `Cluster ${pivot.metadata.namespace}/${clusterName} does not exist in the source${others}; waiting for it`,
  );
}

/** clusterctl moves whole namespaces: another Cluster in it would move along unasked. */
export function otherClusterInNamespace(observation: Observation): Violation | undefined {
  const { pivot, source } = observation;
  // With a mistyped name, the other one is the one that is meant.
  if (clusterNotFound(observation) !== undefined) return undefined;
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
    const hasControlPlane = (cluster['spec'] as ClusterSpec | undefined)?.controlPlaneRef !== undefined;
    if (condition?.status !== 'True' || (hasControlPlane && status.initialization.controlPlaneInitialized !== true)) {
      return violation(
        'ControlPlaneNotInitialized',
        `${describeObject(cluster)} has no initialized control plane; waiting for its condition ControlPlaneInitialized`,
      );
    }
  }
  return undefined;
}

/** clusterctl refuses paused Clusters and ClusterClasses since 1.12, and somebody paused them for a reason. */
export function clusterPaused({ source }: Observation): Violation | undefined {
  const paused =
    source.clusters.find((cluster) => isPaused(cluster) || isPausedByAnnotation(cluster)) ??
    pausedClasses(source)[0]?.object;
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

/** Those that everything hangs on first, then whatever else moves. */
export function objectBeingDeleted(observation: Observation): Violation | undefined {
  const { clusters, machines, machineDeployments, hosts } = observation.source;
  const moving = sourceMoveSet(observation)?.groups.flat() ?? [];
  const objects = [clusters, machines, machineDeployments, hosts, moving.map(({ object }) => object)].flat();
  const terminating = objects.find((object) => object.metadata.deletionTimestamp !== undefined);
  if (terminating === undefined) return undefined;
  return violation(
    'ObjectBeingDeleted',
    `${describeObject(terminating)} is being deleted, and a move would bring it back to life; waiting until it is gone`,
  );
}
