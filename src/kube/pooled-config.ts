/** Credentials and connections of one cluster: client-node reads the kubeconfig, and we keep the TLS connections. */

import type { RequestOptions } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
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
   * Something on this pool did not answer in time. An HTTP/2 session whose peer has silently gone would take, and lose,
   * all later requests too, so they get a new one; what is under way on the old one may still end.
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
    if (pools !== undefined) await Promise.all([end(pools.requests), end(pools.streams)]);
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

/**
 * Everything on it was aborted before. undici lets the error of a request that is torn off with its connection go unhandled, so
 * what is left gets a moment.
 */
async function end(pool: Agent): Promise<void> {
  const moment = new AbortController();
  await Promise.race([pool.close(), delay(1000, undefined, { signal: moment.signal }).catch(() => undefined)]);
  moment.abort();
  await pool.destroy();
}

/** More than one connection only matters to servers that lack HTTP/2. */
function requestPool(tls: TlsOptions): Agent {
  return pool(tls, 2);
}

/** Without HTTP/2 each stream needs a connection of its own. */
function streamPool(tls: TlsOptions): Agent {
  return pool(tls, null);
}

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
