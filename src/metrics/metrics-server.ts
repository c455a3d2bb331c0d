/** /metrics for Prometheus: over TLS for whom the source's API server lets read it; plain only on the loopback interface. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { listen, type RunningServer } from '../http-server.ts';
import type { Clock } from '../kube/clock.ts';
import type { AccessReviews, Verdict } from './access-reviews.ts';
import type { Metrics } from './metrics.ts';
import { type CertificateSource, followCertificate } from './serving-certificate.ts';

/** How the metrics are guarded; `undefined`: not at all, so only programs on this machine may reach them. */
export interface Guard {
  readonly reviews: AccessReviews;
  readonly certificates: CertificateSource;
  readonly clock: Clock;
}

export interface MetricsServerOptions {
  /** An address of this machine; undefined: all of them. */
  readonly address: string | undefined;
  /** 0: any free port. */
  readonly port: number;
  readonly metrics: Metrics;
  readonly guard: Guard | undefined;
  /** Told of what only the operator's log can say. */
  readonly onProblem: (problem: string) => void;
}

const path = '/metrics';
/** A scrape is small and quick; whoever is slow only holds a connection. */
const limits = { headersTimeout: 10_000, requestTimeout: 10_000, maxHeaderSize: 16_384 };
const mostConnections = 64;

export async function startMetricsServer(options: MetricsServerOptions): Promise<RunningServer> {
  const { guard, onProblem } = options;
  const answer: RequestListener = (request, response) => {
    respond(options, request, response).catch((error: unknown) => {
      onProblem(`GET ${path}: ${String(error)}`);
      say(response, 500, 'the metrics cannot be told now; the log of the operator says why\n');
    });
  };
  if (guard === undefined) return running(createServer(limits, answer), options);
  const first = await guard.certificates();
  const server = createSecureServer({ ...limits, ...first, minVersion: 'TLSv1.2' }, answer);
  const open = await running(server, options);
  const following = new AbortController();
  void followCertificate(guard.certificates, {
    first,
    clock: guard.clock,
    signal: following.signal,
    onChange: (pair) => server.setSecureContext(pair),
    onProblem,
  });
  return {
    ...open,
    close: async () => {
      following.abort();
      await open.close();
    },
  };
}

async function running(server: Server, { port, address }: MetricsServerOptions): Promise<RunningServer> {
  server.maxConnections = mostConnections;
  return listen(server, port, address);
}

async function respond(
  { metrics, guard }: MetricsServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.url?.split('?')[0] !== path) return say(response, 404, `there is ${path}\n`);
  if (request.method !== 'GET') return say(response, 405, `${path} can be read with GET\n`);
  if (guard !== undefined) {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const verdict: Verdict = token === undefined ? { kind: 'unknown' } : await guard.reviews.judge(token, path);
    if (verdict.kind !== 'allowed') return refuse(response, verdict);
  }
  const { text, contentType } = await metrics.render();
  say(response, 200, text, contentType);
}

function refuse(response: ServerResponse, verdict: Exclude<Verdict, { readonly kind: 'allowed' }>): void {
  switch (verdict.kind) {
    case 'unknown':
      response.setHeader('www-authenticate', 'Bearer');
      return say(response, 401, "a token that the cluster's API server knows is needed (Authorization: Bearer ...)\n");
    case 'forbidden':
      return say(
        response,
        403,
        `${verdict.user} may not get the non-resource URL ${path}; bind ClusterRole clusterpivot-metrics-reader to it\n`,
      );
    case 'busy':
      response.setHeader('retry-after', '1');
      return say(response, 503, 'too many tokens are being looked at; try again\n');
  }
}

function say(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type }).end(text);
}
