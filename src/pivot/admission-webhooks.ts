/** Which webhooks does an API server ask before it takes one of the objects that move? */
import type { KubeObject, Resource } from '../api/kube-object.ts';
import type { FoundObject } from './graph.ts';
import { type LabelSelector, selects } from './label-selector.ts';
import type { WebhookService } from './survey.ts';

interface ClientConfig {
  readonly caBundle?: string;
  readonly url?: string;
  readonly service?: { readonly namespace: string; readonly name: string };
}

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly operations?: readonly string[];
  readonly resources?: readonly string[];
}

interface Webhook {
  readonly name: string;
  readonly failurePolicy?: string;
  readonly clientConfig: ClientConfig;
  readonly rules?: readonly Rule[];
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly matchConditions?: readonly object[];
}

/** Without the endpoints of its Service, which have to be looked up. */
export type WebhookFound = Omit<WebhookService, 'readyEndpoints'>;

export interface Around {
  readonly moving: readonly FoundObject[];
  /** What a pivot does to them there. */
  readonly operations: readonly string[];
  /** Of their namespace. */
  readonly namespaceLabels: Readonly<Record<string, string>>;
}

/**
 * Of Validating- and MutatingWebhookConfigurations. One with matchConditions is left out: only the API server can tell
 * whether it asks, and a dry run makes it. Versions do not matter, since a webhook is asked in its own one (matchPolicy).
 */
export function webhooksBefore(configuration: KubeObject, around: Around): readonly WebhookFound[] {
  const kind = configuration.kind === 'MutatingWebhookConfiguration' ? 'Mutating' : 'Validating';
  return ((configuration['webhooks'] ?? []) as readonly Webhook[])
    .filter((webhook) => (webhook.matchConditions ?? []).length === 0 && standsBefore(webhook, around))
    .map(({ name, failurePolicy = 'Fail', clientConfig }) => ({
      kind,
      configuration: configuration.metadata.name,
      name,
      failurePolicy,
      ...reached(clientConfig),
    }));
}

/** A CRD with one served version never converts; with several, whoever reads another one than is stored waits for it. */
export function conversionOf(crd: KubeObject): WebhookFound | undefined {
  const { conversion, versions } = crd['spec'] as {
    readonly conversion?: { readonly strategy: string; readonly webhook?: { readonly clientConfig?: ClientConfig } };
    readonly versions: readonly { readonly served: boolean }[];
  };
  const config = conversion?.webhook?.clientConfig;
  if (conversion?.strategy !== 'Webhook' || config === undefined) return undefined;
  if (versions.filter(({ served }) => served).length < 2) return undefined;
  const { name } = crd.metadata;
  return { kind: 'Conversion', configuration: name, name, failurePolicy: 'Fail', ...reached(config) };
}

function reached({ caBundle = '', service }: ClientConfig) {
  return {
    hasCaBundle: caBundle !== '',
    service: service === undefined ? undefined : `${service.namespace}/${service.name}`,
  };
}

function standsBefore({ rules = [], namespaceSelector, objectSelector }: Webhook, around: Around): boolean {
  const { moving, operations, namespaceLabels } = around;
  if (!selects(namespaceSelector, namespaceLabels)) return false;
  const matching = rules.filter((rule) => rule.operations?.some((one) => one === '*' || operations.includes(one)));
  return moving.some(
    ({ resource, object }) =>
      matching.some((rule) => isAbout(rule, resource)) && selects(objectSelector, object.metadata.labels ?? {}),
  );
}

function isAbout({ apiGroups = [], resources = [] }: Rule, { group, plural }: Resource): boolean {
  return (
    apiGroups.some((one) => one === '*' || one === group) &&
    resources.some((one) => one === '*' || one === '*/*' || one === plural || one === `${plural}/*`)
  );
}
