/** /healthz, /readyz and /metrics for the kubelet and Prometheus. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.ts';

export interface HttpServerOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly metrics: Metrics;
  /** Why the process cannot do its work now; undefined when it can. */
  readonly notReady: () => string | undefined;
}

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

export async function startHttpServer({ port, metrics, notReady }: HttpServerOptions): Promise<RunningServer> {
  const server = createServer((request, response) => {
    const say = (status: number, text: string, contentType = 'text/plain; charset=utf-8') =>
      response.writeHead(status, { 'content-type': contentType }).end(text);
    switch (request.url ?? '/') {
      case '/healthz':
        return say(200, 'ok\n');
      case '/readyz': {
        const problem = notReady();
        return say(problem === undefined ? 200 : 503, `${problem ?? 'ok'}\n`);
      }
      case '/metrics':
        return void metrics.render().then(
          ({ text, contentType }) => say(200, text, contentType),
          (error: unknown) => say(500, `${String(error)}\n`),
        );
      default:
        return say(404, 'there are /healthz, /readyz and /metrics\n');
    }
  });
  await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, resolve);
  await promise;
}
