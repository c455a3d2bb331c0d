/** Reads one cluster into a ClusterView: what runs in it, and the objects of the pivot's namespace. */
import { type KubeObject, type Resource, withoutManagedFields } from '../api/kube-object.ts';
import type { DeploymentRef } from '../api/names.ts';
import {
  bareMetalHosts,
  clusters,
  ironics,
  machineDeployments,
  machines,
  namespaces,
  nodes,
  providers,
  services,
  validatingWebhooks,
} from '../api/resources.ts';
import type { ClusterClient } from '../kube/cluster-client.ts';
import { settleAll } from '../kube/settle-all.ts';
import type { FoundObject } from '../pivot/graph.ts';
import type { Inventory } from '../pivot/inventory.ts';
import { type Crd, moveKinds } from '../pivot/move-kinds.ts';
import type { ClusterView, IronicResource, Provider, Reads, Webhook } from '../pivot/observation.ts';
import { listCrds } from './list-crds.ts';
import { listMoveObjects } from './list-move-objects.ts';
import { observeWorkloads } from './observe-workloads.ts';
import { listInventoryObjects, listNamed, listObjects, listOrNone } from './read-lists.ts';

export interface Question {
  readonly namespace: string;
  readonly reads: Reads;
  /** Deployments to look at even if nothing tells what they are. */
  readonly named: readonly DeploymentRef[];
  readonly inventory: Inventory | undefined;
  /** For the target: the source's CRDs tell which kinds to look for there, too. */
  readonly sourceCrds: readonly Crd[] | undefined;
  /** For the target: what the source keeps, and others may have brought there before. */
  readonly kept?: readonly FoundObject[];
}

export async function observeCluster(client: ClusterClient, question: Question): Promise<ClusterView> {
  const { namespace, reads } = question;
  const inNamespace = (resource: Resource) => listOrNone(client, resource, { namespace });
  const [
    system,
    own,
    inventory,
    deployed,
    webhooks,
    clusterObjects,
    machineObjects,
    deploymentObjects,
    hosts,
    nodeObjects,
    ironicObjects,
    crds,
  ] = await settleAll([
    client.get(namespaces, { name: 'kube-system' }),
    client.get(namespaces, { name: namespace }),
    listOrNone(client, providers),
    observeWorkloads(client, question.named),
    readWebhooks(client),
    inNamespace(clusters),
    inNamespace(machines),
    inNamespace(machineDeployments),
    inNamespace(bareMetalHosts),
    listOrNone(client, nodes, { keep: trimNode }),
    listOrNone(client, ironics),
    reads.crds ? listCrds(client) : undefined,
  ]);
  const objects = reads.objects ? await readObjects(client, question, crds) : undefined;
  return {
    uid: system?.metadata.uid ?? '',
    namespaceExists: own !== undefined,
    namespaceTerminating: own?.metadata.deletionTimestamp !== undefined,
    providers: inventory.map(readProvider),
    ...deployed,
    webhooks,
    ironics: ironicObjects.map(readIronic),
    clusters: clusterObjects,
    machines: machineObjects,
    machineDeployments: deploymentObjects,
    hosts,
    nodes: nodeObjects,
    crds,
    objects,
  };
}

/**
 * Before the inventory is taken: of the source everything that decides what moves, of the target what could be in its way:
 * all in the namespace, and elsewhere what is kept in the source.
 */
async function readObjects(
  client: ClusterClient,
  { inventory, sourceCrds, namespace, kept = [] }: Question,
  crds: readonly Crd[] | undefined,
): Promise<readonly FoundObject[]> {
  if (inventory !== undefined) return listInventoryObjects(client, inventory, namespace);
  if (sourceCrds === undefined) return listMoveObjects(client, { crds: crds ?? [], namespace });
  const resources = moveKinds(sourceCrds).map(({ resource }) => resource);
  const elsewhere = kept.filter(({ object }) => object.metadata.namespace !== namespace);
  const lists = await settleAll([listObjects(client, resources, namespace), listNamed(client, elsewhere)]);
  return lists.flat();
}

/** The images that a node holds are most of its status, and nobody's business here. */
function trimNode({ status, ...node }: KubeObject): KubeObject {
  const { nodeInfo } = (status ?? {}) as { readonly nodeInfo?: object };
  return { ...withoutManagedFields(node), status: { nodeInfo } };
}

function readProvider(object: KubeObject): Provider {
  const {
    providerName = '',
    type = '',
    version = '',
  } = object as { providerName?: string; type?: string; version?: string };
  return { name: providerName, type, version };
}

interface IronicStatus {
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly message?: string;
    readonly observedGeneration?: number;
  }[];
  readonly observedGeneration?: number;
}

/** What was said of an older generation says nothing of this one. */
function readIronic({ metadata, status }: KubeObject): IronicResource {
  const { conditions = [], observedGeneration } = (status ?? {}) as IronicStatus;
  const condition = conditions.find(({ type }) => type === 'Ready');
  const seen = condition?.observedGeneration ?? observedGeneration;
  const isCurrent = seen === undefined || seen === metadata.generation;
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    ready: condition?.status === 'True' && isCurrent,
    message: isCurrent ? (condition?.message ?? 'it has no condition Ready yet') : 'its operator has not seen it yet',
  };
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
  const found = await settleAll(
    [...unique].map(async ([key, { namespace, name }]) => {
      const service = await client.get(services, { namespace, name });
      const spec = service?.['spec'] as { selector?: Readonly<Record<string, string>> } | undefined;
      return [key, spec?.selector ?? {}] as const;
    }),
  );
  return new Map(found);
}
