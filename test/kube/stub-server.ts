/** An HTTPS server (HTTP/2 and 1.1) that answers as a test scripts it: the ways in which API servers and networks fail. */
import { once } from 'node:events';
import { ServerResponse } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { KubeObject } from '../../src/api/kube-object.ts';
import type { KubeconfigParts } from '../../src/kube/kubeconfig.ts';
import { certificateAuthority } from '../env/certificates.ts';

export interface StubRequest {
  /** HTTP/2 is offered too, as API servers do. */
  readonly httpVersion: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/**
 * An answer; a string body goes out as it is, anything else as JSON. `reset` breaks the connection, `hang` never
 * answers, a `WatchScript` is a stream that the test feeds.
 */
export type Reply =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  | 'reset'
  | 'hang'
  | WatchScript;

/** A watch stream in the hands of a test; what is sent before a client comes waits for it. */
export class WatchScript {
  readonly #steps: ((response: Http2ServerResponse) => void)[] = [];
  #response: Http2ServerResponse | undefined;
  /** The client has gone, or the stream was ended. */
  closed = false;

  send(type: string, object: unknown): void {
    this.raw(`${JSON.stringify({ type, object })}\n`);
  }

  raw(bytes: string | Buffer): void {
    this.#step((response) => response.write(bytes));
  }

  end(): void {
    this.#step((response) => response.end());
  }

  /** Breaks the TCP connection. */
  reset(): void {
    this.#step(breakConnection);
  }

  attach(response: Http2ServerResponse): void {
    this.#response = response;
    response.on('close', () => {
      this.closed = true;
    });
    response.writeHead(200, { 'content-type': 'application/json' });
    // HTTP/1.1 would keep them back until the first byte of the body.
    if (response instanceof ServerResponse) response.flushHeaders();
    for (const step of this.#steps.splice(0)) step(response);
  }

  #step(step: (response: Http2ServerResponse) => void): void {
    if (this.#response === undefined) this.#steps.push(step);
    else step(this.#response);
  }
}

export interface StubServer extends AsyncDisposable {
  readonly parts: KubeconfigParts;
  /** In the order of arrival. */
  readonly requests: readonly StubRequest[];
  /** TLS connections so far, and those that are open. */
  readonly connections: { readonly total: number; readonly open: number };
  close(): Promise<void>;
}

function breakConnection(response: Http2ServerResponse): void {
  response.socket?.destroy();
}

/** `handler` gets each request and how many came before it on the same method and path. */
export async function startStubServer(
  handler: (request: StubRequest, before: number) => Reply | Promise<Reply>,
): Promise<StubServer> {
  const authority = await certificateAuthority('stub-ca');
  const { certificate, key } = await authority.server();
  const requests: StubRequest[] = [];
  const sockets = new Set<Socket>();
  let total = 0;
  const server = createSecureServer({ allowHTTP1: true, cert: certificate, key });
  server.on('secureConnection', (socket) => {
    total += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  server.on('request', (incoming, response) => void answer(incoming, response).catch(() => breakConnection(response)));
  const answer = async (incoming: Http2ServerRequest, response: Http2ServerResponse) => {
    const url = new URL(incoming.url, 'https://stub');
    const request: StubRequest = {
      httpVersion: incoming.httpVersion,
      method: incoming.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, value?.toString()])),
      body: await text(incoming),
    };
    const before = requests.filter(({ method, path }) => method === request.method && path === request.path).length;
    requests.push(request);
    write(response, await handler(request, before));
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address with a port');
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    parts: { server: `https://127.0.0.1:${address.port}`, caData: authority.certificate, token: 'stub-token' },
    requests,
    connections: {
      get total() {
        return total;
      },
      get open() {
        return sockets.size;
      },
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function write(response: Http2ServerResponse, reply: Reply): void {
  if (reply === 'hang') return;
  if (reply === 'reset') breakConnection(response);
  else if (reply instanceof WatchScript) reply.attach(response);
  else {
    const { status = 200, headers = {}, body = {} } = reply;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }
}

/** A Status object as API servers answer with. */
export function status(code: number, reason: string, message = reason): Reply {
  return { status: code, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code } };
}

/** A ConfigMap as tests pass it around. */
export function configMap(name: string, resourceVersion: string, uid = `uid-${name}`): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default', uid, resourceVersion },
    data: {},
  };
}
