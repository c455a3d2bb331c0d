/** The webhooks that stand before what moves, and how many endpoints are ready to answer for each. */
import {
  customResourceDefinitions,
  endpointSlices,
  mutatingWebhooks,
  validatingWebhooks,
} from '../../api/resources.ts';
import type { ClusterClient } from '../../kube/cluster-client.ts';
import { type Around, conversionOf, type WebhookFound, webhooksBefore } from '../../pivot/admission-webhooks.ts';
import { crdNameOf, typesOf } from '../../pivot/graph.ts';
import type { WebhookService } from '../../pivot/survey.ts';
import { listOrNone } from '../read-lists.ts';
import type { Asker } from './asker.ts';

export async function readWebhooks(
  client: ClusterClient,
  around: Around,
  { ask }: Asker,
): Promise<readonly WebhookService[]> {
  const configurations = await Promise.all(
    [validatingWebhooks, mutatingWebhooks].map(async (resource) => ask(async () => listOrNone(client, resource))),
  );
  const admission = configurations.flat().flatMap((configuration) => webhooksBefore(configuration, around));
  const conversion = await readConversions(client, around, ask);
  const found = [...admission, ...conversion];
  const services = [...new Set(found.flatMap(({ service }) => service ?? []))];
  const ready = new Map(
    await Promise.all(
      services.map(async (service) => [service, await ask(async () => readyEndpoints(client, service))] as const),
    ),
  );
  return found.map((webhook) => ({
    ...webhook,
    readyEndpoints: webhook.service === undefined ? undefined : ready.get(webhook.service),
  }));
}

/** One CRD after the other: together they are many megabytes. */
async function readConversions(
  client: ClusterClient,
  { moving }: Around,
  ask: Asker['ask'],
): Promise<readonly WebhookFound[]> {
  const found: WebhookFound[] = [];
  for (const type of typesOf(moving)) {
    if (type.group === '') continue;
    const crd = await ask(async () => client.get(customResourceDefinitions, { name: crdNameOf(type) }));
    const conversion = crd === undefined ? undefined : conversionOf(crd);
    if (conversion !== undefined) found.push(conversion);
  }
  return found;
}

interface Endpoints {
  readonly endpoints?: readonly { readonly conditions?: { readonly ready?: boolean } }[] | null;
}

/** Unknown readiness counts as ready (discovery.k8s.io/v1, EndpointConditions). */
async function readyEndpoints(client: ClusterClient, service: string): Promise<number> {
  const [namespace = '', name = ''] = service.split('/');
  const slices = await client.list(endpointSlices, { namespace, labelSelector: `kubernetes.io/service-name=${name}` });
  return slices.items
    .flatMap((slice) => (slice as Endpoints).endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready !== false).length;
}
