/** The Deployments of a cluster that run the Bare Metal Operator or Ironic, or that somebody named, with their Pods; and those of providers. */
import type { KubeObject } from '../api/kube-object.ts';
import { managersOf } from '../api/managed-fields.ts';
import type { DeploymentRef } from '../api/names.ts';
import { deployments, pods } from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { settleAll } from '../kube/settle-all.ts';
import type { ClusterView, ObservedPod, Workload } from '../pivot/observation.ts';
import { isOfProvider, readProviderDeployment } from '../pivot/provider-deployment.ts';
import { looksLikeBareMetalOperator, looksLikeIronic } from '../pivot/workloads.ts';

interface DeploymentFields {
  readonly spec: {
    readonly replicas?: number;
    readonly selector: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly template: {
      readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
      readonly spec: { readonly containers: readonly { readonly name: string; readonly image?: string }[] };
    };
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

export async function observeWorkloads(
  client: ClusterClient,
  named: readonly DeploymentRef[],
): Promise<Pick<ClusterView, 'workloads' | 'providerDeployments'>> {
  const all = await client.list(deployments);
  const relevant = all.items.filter((object) => {
    const { spec } = object as unknown as DeploymentFields;
    const containers = containersOf(spec);
    const isNamed = named.some(
      ({ namespace, name }) => namespace === object.metadata.namespace && name === object.metadata.name,
    );
    return isNamed || looksLikeBareMetalOperator(containers) || looksLikeIronic(containers);
  });
  return {
    workloads: await settleAll(relevant.map((object) => readWorkload(client, object))),
    providerDeployments: all.items.filter(isOfProvider).map(readProviderDeployment),
  };
}

function containersOf(spec: DeploymentFields['spec']): Workload['containers'] {
  return spec.template.spec.containers.map(({ name, image }) => ({ name, image: image ?? '' }));
}

async function readWorkload(client: ClusterClient, object: KubeObject): Promise<Workload> {
  const { spec, status } = object as unknown as DeploymentFields;
  const { name, namespace = '', generation } = object.metadata;
  const labelSelector = Object.entries(spec.selector.matchLabels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const found = await client.list(pods, { namespace, labelSelector });
  const replicas = spec.replicas ?? 1;
  // No time is known of kubectl and autoscalers, which use the scale subresource; whoever came before owns the number no
  // more then, unless it was the same.
  const scaledBy = managersOf(object, ['spec', 'replicas']).at(-1);
  return {
    namespace,
    name,
    containers: containersOf(spec),
    podLabels: spec.template.metadata?.labels ?? {},
    replicas,
    ...(scaledBy === undefined ? {} : { scaledBy }),
    available:
      status?.observedGeneration === generation &&
      (status?.updatedReplicas ?? 0) === replicas &&
      (status?.availableReplicas ?? 0) === replicas,
    pods: found.items.filter(isAlive).map(readPod),
  };
}

function readPod(pod: KubeObject): ObservedPod {
  const { nodeName } = (pod['spec'] ?? {}) as { readonly nodeName?: string };
  return { name: pod.metadata.name, ready: isReady(pod), node: nodeName };
}

interface PodStatus {
  readonly phase?: string;
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

function isAlive(pod: KubeObject): boolean {
  const { phase } = (pod['status'] ?? {}) as PodStatus;
  return phase !== 'Succeeded' && phase !== 'Failed';
}

function isReady(pod: KubeObject): boolean {
  const { conditions } = (pod['status'] ?? {}) as PodStatus;
  return conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}
