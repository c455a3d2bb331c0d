/** Credentials and connections of one cluster: client-node reads the kubeconfig, and we keep the TLS connections. */
import type { RequestOptions } from 'node:https';
import { KubeConfig, type RequestContext } from '@kubernetes/client-node';
import { Agent } from 'undici';
import { KubeError } from './errors.ts';

/** What one exchange needs; asked for anew each time, because tokens and certificates rotate. */
export interface Access {
  readonly headers: Readonly<Record<string, string>>;
  /** For requests that end soon. */
  readonly requests: Agent;
  /** For streams, so that a stuck session of one kind never holds the other. */
  readonly streams: Agent;
}

type TlsOptions = Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'servername' | 'rejectUnauthorized'>;

/**
 * client-node builds a new connection pool for every request, so each call would cost a TLS handshake. This one keeps a
 * pool until the bytes of CA, certificate or key change.
 */
export class PooledKubeConfig extends KubeConfig {
  #pools: { readonly madeFor: string; readonly requests: Agent; readonly streams: Agent } | undefined;
  #closed = false;

  /** Reads credentials (again) and gives the pools that fit them. */
  async access(): Promise<Access> {
    const options: RequestOptions = {};
    await this.applyToHTTPSOptions(options);
    const headers = Object.fromEntries(
      Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
    const { ca, cert, key, servername, rejectUnauthorized } = options;
    const given: TlsOptions = { ca, cert, key, servername, rejectUnauthorized };
    const tls = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    return { headers, ...this.#poolsFor(tls) };
  }

  override async applySecurityAuthentication(context: RequestContext): Promise<void> {
    const { headers, requests } = await this.access();
    for (const [name, value] of Object.entries(headers)) context.setHeaderParam(name, value);
    context.setDispatcher(requests);
  }

  /** Ends all connections at once, streams too; later calls fail. */
  async close(): Promise<void> {
    this.#closed = true;
    const pools = this.#pools;
    this.#pools = undefined;
    await Promise.all([pools?.requests.destroy(), pools?.streams.destroy()]);
  }

  #poolsFor(tls: TlsOptions): { readonly requests: Agent; readonly streams: Agent } {
    // Not `network`: trying again would never help.
    if (this.#closed) throw new KubeError('the connection to this cluster was closed by us', { kind: 'invalid' });
    const madeFor = JSON.stringify(tls);
    if (this.#pools?.madeFor !== madeFor) {
      const old = this.#pools;
      this.#pools = { madeFor, requests: pool(tls, 2), streams: pool(tls, null) };
      // Exchanges under way may end on the old credentials; nobody waits for them.
      void old?.requests.close();
      void old?.streams.close();
    }
    return this.#pools;
  }
}

/** `connections` only matters to servers that lack HTTP/2, where each stream needs a connection of its own. */
function pool(tls: TlsOptions, connections: number | null): Agent {
  return new Agent({
    connections,
    connect: { ...tls, timeout: 10_000 },
    headersTimeout: 30_000,
    bodyTimeout: 0,
    // API servers send no Keep-Alive hints; the default of 4 s would mean a handshake per reconcile.
    keepAliveTimeout: 60_000,
    h2Options: { pingInterval: 15_000 },
  });
}
