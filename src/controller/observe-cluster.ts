/** Reads one cluster into a ClusterView: what runs in it, and the objects of the pivot's namespace. */
import type { KubeObject, Resource } from '../api/kube-object.ts';
import {
  bareMetalHosts,
  clusters,
  deployments,
  machineDeployments,
  machines,
  namespaces,
  nodes,
  pods,
  providers,
  services,
  validatingWebhooks,
} from '../api/resources.ts';
import type { DeploymentRef } from '../api/names.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import type { Inventory } from '../pivot/inventory.ts';
import { inventoryResources } from '../pivot/inventory.ts';
import { type Crd, moveKinds } from '../pivot/move-kinds.ts';
import type { ClusterView, Provider, Reads, Webhook, Workload } from '../pivot/observation.ts';
import { looksLikeBareMetalOperator, looksLikeIronic } from '../pivot/workloads.ts';
import { listCrds } from './list-crds.ts';
import { listObjects, listOrNone } from './read-lists.ts';

export interface Question {
  readonly namespace: string;
  readonly reads: Reads;
  /** Deployments to look at even if nothing tells what they are. */
  readonly named: readonly DeploymentRef[];
  readonly inventory: Inventory | undefined;
  /** The source's CRDs tell which kinds to look for in the target, too. */
  readonly sourceCrds: readonly Crd[] | undefined;
}

export async function observeCluster(client: ClusterClient, question: Question): Promise<ClusterView> {
  const { namespace, reads } = question;
  const inNamespace = (resource: Resource) => listOrNone(client, resource, { namespace });
  const [
    system,
    own,
    inventory,
    workloads,
    webhooks,
    clusterObjects,
    machineObjects,
    deploymentObjects,
    hosts,
    nodeObjects,
    crds,
  ] = await Promise.all([
    client.get(namespaces, { name: 'kube-system' }),
    client.get(namespaces, { name: namespace }),
    listOrNone(client, providers),
    readWorkloads(client, question.named),
    readWebhooks(client),
    inNamespace(clusters),
    inNamespace(machines),
    inNamespace(machineDeployments),
    inNamespace(bareMetalHosts),
    listOrNone(client, nodes),
    reads.crds ? listCrds(client) : undefined,
  ]);
  return {
    uid: system?.metadata.uid ?? '',
    namespaceExists: own !== undefined,
    namespaceTerminating: own?.metadata.deletionTimestamp !== undefined,
    providers: inventory.map(readProvider),
    workloads,
    webhooks,
    clusters: clusterObjects,
    machines: machineObjects,
    machineDeployments: deploymentObjects,
    hosts,
    nodes: nodeObjects,
    crds,
    objects: reads.objects ? await listObjects(client, kindsToRead(question, crds), namespace) : undefined,
  };
}

function kindsToRead({ inventory, sourceCrds }: Question, crds: readonly Crd[] | undefined): readonly Resource[] {
  if (inventory !== undefined) return inventoryResources(inventory);
  return moveKinds(sourceCrds ?? crds ?? []).map(({ resource }) => resource);
}

function readProvider(object: KubeObject): Provider {
  const {
    providerName = '',
    type = '',
    version = '',
  } = object as { providerName?: string; type?: string; version?: string };
  return { name: providerName, type, version };
}

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

async function readWorkloads(client: ClusterClient, named: readonly DeploymentRef[]): Promise<readonly Workload[]> {
  const all = await client.list(deployments);
  const relevant = all.items.filter((object) => {
    const { spec } = object as unknown as DeploymentFields;
    const containers = containersOf(spec);
    const isNamed = named.some(
      ({ namespace, name }) => namespace === object.metadata.namespace && name === object.metadata.name,
    );
    return isNamed || looksLikeBareMetalOperator(containers) || looksLikeIronic(containers);
  });
  return Promise.all(relevant.map((object) => readWorkload(client, object)));
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
  return {
    namespace,
    name,
    containers: containersOf(spec),
    podLabels: spec.template.metadata?.labels ?? {},
    replicas,
    available:
      status?.observedGeneration === generation &&
      (status?.updatedReplicas ?? 0) === replicas &&
      (status?.availableReplicas ?? 0) === replicas,
    pods: found.items.filter(isAlive).map((pod) => ({ name: pod.metadata.name, ready: isReady(pod) })),
  };
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

interface WebhookFields {
  readonly name: string;
  readonly failurePolicy?: string;
  readonly clientConfig: { readonly service?: { readonly namespace: string; readonly name: string } };
}

async function readWebhooks(client: ClusterClient): Promise<readonly Webhook[]> {
  const configurations = await client.list(validatingWebhooks);
  const served = configurations.items.flatMap((configuration) =>
    ((configuration['webhooks'] ?? []) as readonly WebhookFields[]).flatMap((webhook) =>
      webhook.clientConfig.service === undefined
        ? []
        : [{ configuration: configuration.metadata.name, webhook, service: webhook.clientConfig.service }],
    ),
  );
  const selectors = await readSelectors(
    client,
    served.map(({ service }) => service),
  );
  return served.map(({ configuration, webhook, service }) => ({
    configuration,
    name: webhook.name,
    failurePolicy: webhook.failurePolicy ?? 'Fail',
    service: { namespace: service.namespace, selector: selectors.get(`${service.namespace}/${service.name}`) ?? {} },
  }));
}

async function readSelectors(
  client: ClusterClient,
  refs: readonly { readonly namespace: string; readonly name: string }[],
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const unique = new Map(refs.map((ref) => [`${ref.namespace}/${ref.name}`, ref]));
  const found = await Promise.all(
    [...unique].map(async ([key, { namespace, name }]) => {
      const service = await client.get(services, { namespace, name });
      const spec = service?.['spec'] as { selector?: Readonly<Record<string, string>> } | undefined;
      return [key, spec?.selector ?? {}] as const;
    }),
  );
  return new Map(found);
}
