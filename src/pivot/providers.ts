/**
 * Which Cluster API providers a cluster has: those in clusterctl's inventory, and those that somebody installed without it (by
 * Helm, by GitOps, by the Cluster API Operator). clusterctl goes by its inventory alone.
 */
import type { ClusterView, Provider } from './observation.ts';
import type { ProviderDeployment } from './survey.ts';

/** The CRD of clusterctl's inventory. */
export const providerCrd = 'providers.clusterctl.cluster.x-k8s.io';

const prefixes = {
  'bootstrap-': 'BootstrapProvider',
  'control-plane-': 'ControlPlaneProvider',
  'infrastructure-': 'InfrastructureProvider',
  'ipam-': 'IPAMProvider',
  'runtime-extension-': 'RuntimeExtensionProvider',
  'addon-': 'AddonProvider',
} as const;

/** A provider that runs and is not in the inventory. */
export interface UnlistedProvider extends Provider {
  /** Name of its Provider object, were there one: the value of clusterctl's label. */
  readonly label: string;
  readonly namespace: string;
}

type Seen = Pick<ClusterView, 'providers' | 'providerDeployments'>;

/** In the inventory or not. */
export function providersOf(view: Seen): readonly Provider[] {
  return [...view.providers, ...unlistedProviders(view).map(({ name, type, version }) => ({ name, type, version }))];
}

/** Those whose version its image tells; each once. */
export function unlistedProviders({ providers, providerDeployments }: Seen): readonly UnlistedProvider[] {
  const found = new Map<string, UnlistedProvider>();
  for (const { provider: label, namespace, version } of providerDeployments) {
    const named = readLabel(label);
    const isListed = providers.some(({ type, name }) => type === named?.type && name === named.name);
    if (named === undefined || version === undefined || isListed || found.has(label)) continue;
    found.set(label, { ...named, version, label, namespace });
  }
  return [...found.values()];
}

/** The first provider that runs unlisted and does not tell its version: it can be compared with nothing. */
export function providerWithoutVersion({ providers, providerDeployments }: Seen): ProviderDeployment | undefined {
  return providerDeployments.find(({ provider, version }) => {
    const named = readLabel(provider);
    const isListed = providers.some(({ type, name }) => type === named?.type && name === named.name);
    return named !== undefined && version === undefined && !isListed;
  });
}

/** clusterctl's name for a provider with its type (cmd/clusterctl/client/config, ManifestLabel); undefined for other labels, such as cert-manager's. */
export function readLabel(label: string): { readonly type: string; readonly name: string } | undefined {
  if (label === 'cluster-api') return { type: 'CoreProvider', name: label };
  const prefix = Object.entries(prefixes).find(([start]) => label.startsWith(start));
  return prefix === undefined ? undefined : { type: prefix[1], name: label.slice(prefix[0].length) };
}
