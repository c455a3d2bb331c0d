/** Ironic's endpoint as the probes of both sides report it, and whether the probes are installed as they are wanted. */
import { type ClusterPivot, isOver } from '../api/clusterpivot.ts';
import type { KubeObject } from '../api/kube-object.ts';
import { probeLabel, probeNamespace } from '../api/probe-lease.ts';
import { daemonSets, leases, namespaces, roleBindings } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { settleAll } from '../kube/settle-all.ts';
import type { EndpointSide } from '../pivot/endpoint/watch.ts';
import type { ObservedEndpoint, Side } from '../pivot/observation.ts';
import { ironicRightsName, probeHashAnnotation, probeName } from '../pivot/probe-objects.ts';
import { ironicNamespace, ironicPods } from '../pivot/workloads.ts';
import { type Surroundings, type WantedProbe, wantedProbes } from './probe-parts.ts';
import { listOrNone } from './read-lists.ts';
import type { World } from './world.ts';

/** Nothing is installed before a pivot begins, and nothing is left of it when it is over. */
export function isWatched({ spec, status }: ClusterPivot): boolean {
  return spec.ironic.endpoint !== undefined && status.journal?.startedTime !== undefined && !isOver(status);
}

/** What one cluster has of a pivot's probes. */
export interface FoundProbes {
  readonly leases: readonly KubeObject[];
  /** Of the objects that are installed. */
  readonly hash: string | undefined;
  /** They may see the Pods of Ironic, or there is no namespace yet in which they could. */
  readonly mayLook: boolean;
}

export async function findProbes(client: ClusterClient, around: Surroundings, side: Side): Promise<FoundProbes> {
  const name = probeName(around.pivot);
  const namespace = ironicNamespace(around, around.ironicManifests, side);
  const [found, daemonSet, mayLook] = await settleAll([
    listOrNone(client, leases, { namespace: probeNamespace, labelSelector: `${probeLabel}=${name}` }),
    client.get(daemonSets, { namespace: probeNamespace, name }),
    namespace === undefined ? true : mayLookAt(client, around.pivot, namespace),
  ]);
  return { leases: found, hash: daemonSet?.metadata.annotations?.[probeHashAnnotation], mayLook };
}

async function mayLookAt(client: ClusterClient, pivot: ClusterPivot, namespace: string): Promise<boolean> {
  const [bound, there] = await settleAll([
    client.get(roleBindings, { namespace, name: ironicRightsName(pivot) }),
    client.get(namespaces, { name: namespace }),
  ]);
  return bound !== undefined || there === undefined;
}

/** Of a target that is gone. */
export const noProbes: FoundProbes = { leases: [], hash: undefined, mayLook: false };

export interface TargetProbes {
  readonly found: FoundProbes;
  /** Monotonic, from before the reports were read. */
  readonly at: number;
}

/** A report counts from before it was read, on either side. */
export async function observeEndpoint(
  world: World,
  around: Surroundings,
  { found, at }: TargetProbes,
): Promise<ObservedEndpoint | undefined> {
  const { pivot, source, target } = around;
  const { endpoint } = pivot.spec.ironic;
  if (endpoint === undefined) return undefined;
  const [wanted, foundInSource] = await settleAll([
    wantedProbes(world, around),
    findProbes(world.source, around, 'source'),
  ]);
  const sideOf = (side: Side, nodes: readonly KubeObject[], probes: FoundProbes): EndpointSide => {
    const { gone, node } = ironicPods(around, side);
    const probed = isAsWanted(probes, wanted(side));
    return { leases: probes.leases, nodes, probed, ironicGone: gone, ironicNode: node };
  };
  return world.endpoints.look(pivot, {
    now: at,
    probe: probeName(pivot),
    endpoint,
    holdSeconds: pivot.spec.gates.holdSeconds,
    sourceIsExternal: pivot.spec.ironic.source.type === 'External',
    targetIsGone: target === undefined,
    source: sideOf('source', source.nodes, foundInSource),
    target: sideOf('target', target?.nodes ?? [], found),
  });
}

function isAsWanted({ hash, mayLook }: FoundProbes, wanted: WantedProbe): boolean {
  return 'objects' in wanted && wanted.objects.hash === hash && mayLook;
}
