/** Credentials and connections of one cluster: client-node reads the kubeconfig, and we keep the TLS connections. */

import type { RequestOptions } from 'node:https';
import { createSecureContext } from 'node:tls';
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
  /** Aborted when the connection is closed by us. */
  readonly closing: AbortSignal;
}

type TlsOptions = Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'servername' | 'rejectUnauthorized'>;

interface Pools {
  readonly tls: TlsOptions;
  readonly madeFor: string;
  requests: Agent;
  streams: Agent;
}

/**
 * client-node builds a new connection pool for every request, so each call would cost a TLS handshake. This one keeps a
 * pool until the bytes of CA, certificate or key change, or its connection is found dead.
 */
export class PooledKubeConfig extends KubeConfig {
  #pools: Pools | undefined;
  readonly #closing = new AbortController();

  /** Reads credentials (again) and gives the pools that fit them. */
  async access(): Promise<Access> {
    const { tls, headers } = await this.credentials();
    const { requests, streams } = this.#poolsFor(tls);
    return { headers, requests, streams, closing: this.#closing.signal };
  }

  /** How a connection is made and a request proves who sends it, as of now. */
  async credentials(): Promise<{ readonly tls: TlsOptions; readonly headers: Access['headers'] }> {
    const options: RequestOptions = {};
    await this.applyToHTTPSOptions(options);
    const headers = Object.fromEntries(
      Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
    const { ca, cert, key, servername, rejectUnauthorized } = options;
    const given: TlsOptions = { ca, cert, key, servername, rejectUnauthorized };
    return { tls: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)), headers };
  }

  override async applySecurityAuthentication(context: RequestContext): Promise<void> {
    const { headers, requests } = await this.access();
    for (const [name, value] of Object.entries(headers)) context.setHeaderParam(name, value);
    context.setDispatcher(requests);
  }

  /**
   * Something on this pool did not answer in time. Where one connection has silently died the others have too, and each would
   * lose a request, so later ones get a new pool; what is under way on the old one may still end.
   */
  retire(suspect: Agent): void {
    const pools = this.#pools;
    if (pools?.requests === suspect) pools.requests = requestPool(pools.tls);
    else if (pools?.streams === suspect) pools.streams = streamPool(pools.tls);
    else return;
    void suspect.close();
  }

  /** Breaks off all that is under way, and ends all connections; later calls fail. */
  async close(): Promise<void> {
    this.#closing.abort(new KubeError('the connection to this cluster was closed by us', { kind: 'invalid' }));
    const pools = this.#pools;
    this.#pools = undefined;
    if (pools !== undefined) await Promise.all([pools.requests.destroy(), pools.streams.destroy()]);
  }

  #poolsFor(tls: TlsOptions): Pools {
    // Not `network`: trying again would never help.
    this.#closing.signal.throwIfAborted();
    const madeFor = JSON.stringify(tls);
    if (this.#pools?.madeFor !== madeFor) {
      const old = this.#pools;
      this.#pools = { tls, madeFor, requests: requestPool(tls), streams: streamPool(tls) };
      // Exchanges under way may end on the old credentials; nobody waits for them.
      void old?.requests.close();
      void old?.streams.close();
    }
    return this.#pools;
  }
}

/** What the survey asks at a time, and some for all others: a request that waits for a connection counts as one that takes long. */
function requestPool(tls: TlsOptions): Agent {
  return pool(tls, 24);
}

/** Each stream has a connection of its own. */
function streamPool(tls: TlsOptions): Agent {
  return pool(tls, null);
}

/** HTTP/1.1: what is broken off ends its connection, and touches nothing else (docs/adr/0014). */
function pool({ ca, cert, key, ...peer }: TlsOptions, connections: number | null): Agent {
  return new Agent({
    allowH2: false,
    connections,
    // One context for all connections: each of its own would read CA and certificate again, and keep them.
    connect: { ...peer, secureContext: createSecureContext({ ca, cert, key }), timeout: 10_000 },
    headersTimeout: 30_000,
    bodyTimeout: 0,
    // API servers send no Keep-Alive hints, and close after 90 s; the default of 4 s would mean a handshake per reconcile.
    keepAliveTimeout: 60_000,
  });
}
