/** Opens the connection to a cluster: by parts that were checked, by the Pod's own account, or by a kubeconfig file. */
import { readFileSync } from 'node:fs';
import { type Clock, type Random, systemClock } from './clock.ts';
import type { ClusterClient } from './cluster-client.ts';
import { connectionExpiries } from './connection-expiries.ts';
import { Exchange, type Limits, usualLimits } from './exchange.ts';
import type { KubeconfigParts } from './kubeconfig-parts.ts';
import { PooledKubeConfig } from './pooled-config.ts';
import type { RequestObserver } from './request-observer.ts';
import { RestClient } from './rest-client.ts';

/**
 * `in-cluster` is the ServiceAccount of the Pod we run in. A kubeconfig file is trusted as kubectl trusts it (it may
 * run credential plugins): only for files of the person who starts the program.
 */
export type ConnectTo = KubeconfigParts | 'in-cluster' | { readonly kubeconfigFile: string; readonly context?: string };

export interface ConnectOptions {
  readonly clock?: Clock;
  readonly random?: Random;
  readonly limits?: Partial<Limits>;
  readonly observer?: RequestObserver | undefined;
}

/** Nothing is sent yet. Throws when the source of credentials is not there or cannot be used. */
export function connect(to: ConnectTo, options: ConnectOptions = {}): ClusterClient {
  return connectWith(kubeconfig(to), options);
}

/** As its current context says. The connection closes what `config` opened. */
export function connectWith(
  config: PooledKubeConfig,
  { clock = systemClock, random = Math.random, limits, observer }: ConnectOptions = {},
): ClusterClient {
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error('the kubeconfig has no cluster for its current context');
  if (!cluster.server.startsWith('https://'))
    throw new Error(`the API server must have an https:// URL; it is ${cluster.server}`);
  if (cluster.proxyUrl) throw new Error('proxy-url is not supported: the API server must be reachable without a proxy');
  return new RestClient({
    exchange: new Exchange(config, cluster.server.replace(/\/+$/, ''), {
      limits: { ...usualLimits, ...limits },
      observer,
    }),
    caData: caOf(cluster),
    retry: { clock, random },
    expiries: async (signal) => connectionExpiries(config, new URL(cluster.server), signal),
    close: () => config.close(),
  });
}

function kubeconfig(to: ConnectTo): PooledKubeConfig {
  const config = new PooledKubeConfig();
  if (to === 'in-cluster') {
    if (process.env['KUBERNETES_SERVICE_HOST'] === undefined) {
      throw new Error('not in a cluster: KUBERNETES_SERVICE_HOST is not set; run as a Pod, or name a kubeconfig file');
    }
    config.loadFromCluster();
  } else if ('kubeconfigFile' in to) {
    config.loadFromFile(to.kubeconfigFile);
    if (to.context !== undefined) config.setCurrentContext(to.context);
  } else {
    load(config, to);
  }
  return config;
}

/** Field by field, so that nothing but the parts can come in. */
function load(config: PooledKubeConfig, parts: KubeconfigParts): void {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  config.loadFromClusterAndUser(
    {
      name: 'cluster',
      server: parts.server,
      skipTLSVerify: false,
      ...(parts.caData === undefined ? {} : { caData: base64(parts.caData) }),
      ...(parts.tlsServerName === undefined ? {} : { tlsServerName: parts.tlsServerName }),
    },
    'token' in parts
      ? { name: 'user', token: parts.token }
      : { name: 'user', certData: base64(parts.clientCertificateData), keyData: base64(parts.clientKeyData) },
  );
}

function caOf({ caData, caFile }: { readonly caData?: string; readonly caFile?: string }): string | undefined {
  if (caData) return Buffer.from(caData, 'base64').toString('utf8');
  return caFile ? readFileSync(caFile, 'utf8') : undefined;
}
