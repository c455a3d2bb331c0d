/** Metal3Cluster: provisioned as soon as it has an endpoint; the endpoint itself is the user's business. */
import type { KubeObject, ObjectRef } from '../../../src/api/kube-object.ts';
import { clusterNameLabel } from '../../../src/api/marks.ts';
import { type Condition, report, withConditions } from '../decide/conditions.ts';
import { ownerOf } from '../decide/ownership.ts';
import { isPaused } from '../decide/paused.ts';
import { finalizers } from '../marks.ts';
import { metal3Clusters, metal3Machines } from '../resources.ts';
import { adorn, clusterNamed, dropFinalizer, type Outcome, type World, writeStatus } from '../world.ts';

interface Metal3Cluster extends KubeObject {
  readonly spec?: { readonly controlPlaneEndpoint?: { readonly host?: string; readonly port?: number } };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

export async function reconcileMetal3Cluster(world: World, ref: Required<ObjectRef>): Promise<Outcome> {
  const infra = await world.client.get<Metal3Cluster>(metal3Clusters, ref);
  if (infra === undefined) return 'done';
  const cluster = await clusterNamed(world, ref.namespace, ownerOf(infra, 'cluster.x-k8s.io', 'Cluster')?.name);
  if (cluster === undefined || isPaused(cluster, infra)) return 'done';
  if (infra.metadata.deletionTimestamp !== undefined) {
    const labelSelector = `${clusterNameLabel}=${cluster.metadata.name}`;
    const machines = await world.client.list(metal3Machines, { namespace: ref.namespace, labelSelector });
    if (machines.items.length > 0) return { againMs: 5000 };
    await dropFinalizer(world, metal3Clusters, infra, finalizers.metal3Cluster);
    return 'done';
  }
  const current = await adorn(world, metal3Clusters, infra, { finalizer: finalizers.metal3Cluster });
  const endpoint = current.spec?.controlPlaneEndpoint;
  const ready = (endpoint?.host ?? '') !== '' && (endpoint?.port ?? 0) > 0;
  const readyReport = ready
    ? report('Ready', true, 'Ready')
    : report('Ready', false, 'ControlPlaneEndpointMissing', 'spec.controlPlaneEndpoint needs host and port');
  await writeStatus(world, metal3Clusters, current, {
    ...(ready && { initialization: { provisioned: true } }),
    conditions: withConditions(
      current.status?.conditions,
      [readyReport, report('Paused', false, 'NotPaused')],
      world.now(),
    ),
  });
  return 'done';
}
